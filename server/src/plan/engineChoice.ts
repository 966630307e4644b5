// Which engine patches an asset, or why none can. What an engine can do is said here once, so that no plan holds what no run can execute.

import type { Asset } from '../model/asset.ts';
import type { EngineName, StepName } from '../schema/plan.ts';

export type EngineChoice = { readonly engine: EngineName } | { readonly because: string };

/** The engines that a run can use now. */
export const runnableEngines: ReadonlySet<string> = new Set<EngineName>(['ssh']);

/** What they can do on a host now. */
export const runnableSteps: ReadonlySet<string> = new Set<StepName>([
  'preflight',
  'backup',
  'patch',
  'reboot',
  'verify',
]);

const DEBIAN_FAMILY = /^(?:debian|ubuntu|raspbian|linux ?mint)\b/i;

/** An asset whose operating system nobody states is tried: preflight refuses on the host what has no apt. */
export function chooseEngine(asset: Asset): EngineChoice {
  const os = asset.os?.trim();
  if (!os || DEBIAN_FAMILY.test(os)) return { engine: 'ssh' };
  return { because: `no engine patches ${os} yet; ssh patches Debian, Ubuntu, Raspbian and Linux Mint` };
}
