// The collections of real files and facts that lie beside the repository. Tests that need one run where it's there, fail in CI where it isn't, and are
// skipped with the reason elsewhere. Nothing of them is copied into the repository.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Context } from 'mocha';

export type Samples = 'formats' | 'facts';

export function samplesUrl(name: Samples): URL {
  return new URL(`../../shared/${name}/`, import.meta.url);
}

/**
 * The path of a collection, with a slash at its end. Call it in a test or a hook; a whole suite has {@link needSamples}.
 * @throws where it's missing: in CI an error, elsewhere mocha's way of skipping.
 */
export function samplesFolder(context: Context, name: Samples = 'formats'): string {
  const folder = fileURLToPath(samplesUrl(name));
  if (hasSamples(name)) return folder;
  const reason = `${folder} is not here: clone or mount the shared samples beside the repository`;
  if (process.env.CI === 'true') throw new Error(reason);
  process.stderr.write(`skipped: ${reason}\n`);
  return context.skip();
}

export function hasSamples(name: Samples): boolean {
  return existsSync(samplesUrl(name));
}

/** For a suite whose every test needs a collection: call it first in `describe`. */
export function needSamples(name: Samples = 'formats'): void {
  before(function () {
    samplesFolder(this, name);
  });
}
