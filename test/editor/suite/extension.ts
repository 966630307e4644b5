// The extension under test. Each file of the suite wakes it, so that it can be run by itself.
import { extensions } from 'vscode';

export const extensionId = 'patchtide.patchtide';

/** Its folder. */
export async function activated(): Promise<string> {
  const extension = extensions.getExtension(extensionId);
  if (!extension) throw new Error(`${extensionId} isn't installed`);
  await extension.activate();
  return extension.extensionPath;
}
