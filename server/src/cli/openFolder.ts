// A folder named on the command line, read into a snapshot. Refuses what isn't a folder or can't be read; an empty one is only remarked on.

import { neverCancelled } from '../base/cancellation.ts';
import type { Instant } from '../base/ports.ts';
import { Refusal } from '../base/refusal.ts';
import { fromPath } from '../base/uri.ts';
import { loadWorkspace } from '../load/loadWorkspace.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { printable } from './format/printable.ts';
import type { CliPorts } from './ports.ts';

/** @throws Refusal */
export async function openFolder(
  folder: string,
  now: Instant | undefined,
  ports: CliPorts,
): Promise<Snapshot> {
  const path = ports.paths.resolve(ports.folder, folder);
  const found = await ports.files.stat(fromPath(path));
  if (!found) throw new Refusal(`The folder \`${folder}\` does not exist.`, 'Name a folder that does.');
  if (found.kind !== 'folder') {
    throw new Refusal(`\`${folder}\` is not a folder.`, 'Name the folder that it is in.');
  }
  if (!(await ports.canList(path))) {
    throw new Refusal(`The folder \`${folder}\` can't be read.`, 'Look at its permissions.');
  }
  const workspace = await loadWorkspace(
    fromPath(path),
    { files: ports.files, reader: ports.reader },
    now ?? ports.clock.now(),
    neverCancelled,
  );
  const snapshot = workspace.snapshot();
  if (snapshot.files.size === 0) {
    ports.err.write(
      `patchtide: no inventory and no policy in \`${printable(folder)}\` (\`*.inventory.yaml\`, \`*.patch-policy.yaml\`).\n`,
    );
  }
  return snapshot;
}

/** What leads from the current folder to another, to be put before its files' paths: empty, or with a slash at its end. */
export function pathPrefix(folder: string, { paths, folder: current }: CliPorts): string {
  const relative = paths.relative(current, paths.resolve(current, folder)).split(paths.sep).join('/');
  return relative === '' ? '' : `${relative}/`;
}
