/**
 * Folders that take long to make, kept under the digest of their recipe. A folder appears under its final
 * name only when it's complete, so a killed build leaves nothing that a later run would believe. The caller
 * holds the lab's lock: nobody else builds at the same time.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './machine.ts';

export async function cached(
  kind: string,
  recipe: readonly string[],
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const home = join(cacheFolder(), 'hosts');
  const digest = createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 16);
  const folder = join(home, `${kind}-${digest}`);
  if (existsSync(folder)) return folder;
  await mkdir(home, { recursive: true });
  // Older recipes and half-made folders of this kind: the cache holds one of each.
  for (const name of await readdir(home)) {
    if (name.startsWith(`${kind}-`))
      await rm(join(home, name), { recursive: true, force: true, maxRetries: 10 });
  }
  const unfinished = `${folder}.unfinished`;
  await mkdir(unfinished);
  await build(unfinished);
  await rename(unfinished, folder);
  return folder;
}
