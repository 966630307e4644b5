// How a runner process is started and addressed: the same for the editor and the command line. A leaf: pure values, imports nothing.

/** Where runs live, relative to the workspace folder. */
export const runsFolder = '.patchtide/runs';

/** Sortable by its beginning, safe as a folder's name: `20261123T120000Z-november-openssl`. */
export function makeRunId(now: number, plan: string): string {
  const at = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const name = plan
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${at}-${name.slice(0, 60) || 'plan'}`;
}

/** What {@link makeRunId} makes, and a number where two runs began in one second. */
export function isRunId(text: string): boolean {
  return /^\d{8}T\d{6}Z-[a-z0-9-]{1,80}$/.test(text);
}

export interface RunnerLaunch {
  readonly args: readonly string[];
  /** Added to the environment: the editor's own program then runs as Node. */
  readonly env: Readonly<Record<string, string>>;
}

/** Arguments for `process.execPath`. */
export function runnerLaunch(program: string, folder: string, resume: boolean): RunnerLaunch {
  return { args: [program, ...(resume ? ['--resume'] : []), folder], env: { ELECTRON_RUN_AS_NODE: '1' } };
}

/** A line of the control file. */
export function stopLine(rung: 'finish-hosts' | 'between-steps' | 'kill', by: string): string {
  return `${JSON.stringify({ rung, by })}\n`;
}

/** Beside the journal: what the runner wrote to its standard error. */
export const runnerErrors = 'runner.err';
