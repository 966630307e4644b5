// A workspace from a folder, once: for who asks it and is done, as the command line does.

import type { CancellationToken } from '../base/cancellation.ts';
import type { Instant } from '../base/ports.ts';
import type { FileUri } from '../base/uri.ts';
import { Workspace } from '../workspace/workspace.ts';
import { type LoadPorts, loadFolder } from './loadFolder.ts';

/** @throws Cancelled */
export async function loadWorkspace(
  root: FileUri,
  ports: LoadPorts,
  now: Instant,
  token: CancellationToken,
): Promise<Workspace> {
  const workspace = new Workspace(root, now);
  await loadFolder(workspace, ports, { token });
  return workspace;
}
