// Whether the browser VS Code can be had on this machine. Where it can't, a step says so and is skipped; where CI is set, a step that can't run
// has failed.
import { browserHostRefusal, findBrowser, type Say } from './install.mjs';

/** Why not, in a sentence for people; undefined where it can. Installs a browser where that's allowed. */
export async function whyNoBrowser(say: Say): Promise<string | undefined> {
  const refusal = browserHostRefusal();
  if (refusal) return refusal;
  return findBrowser({ say }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** True where the step may be skipped, which has been said then. @throws where CI demands it. */
export async function mustSkip(step: string, say: Say): Promise<boolean> {
  const why = await whyNoBrowser(say);
  if (why === undefined) return false;
  const message = `${step} can't run on this machine: ${why}`;
  if (isCi(process.env.CI)) throw new Error(message);
  say(`SKIPPED. ${message}`);
  return true;
}

function isCi(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
