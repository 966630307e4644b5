// Set Up Patchtide: writes the inventory and the policy that the server proposes from what it finds in a folder. Never overwrites a file.

import { commands, type Disposable, l10n, Uri, window } from 'vscode';
import { methods, type SetUpResult } from '../../../server/src/protocol/requests.ts';
import { exists, writeText } from '../files.ts';
import type { Session } from '../session.ts';
import { Refused, registerCommand } from './command.ts';
import { pickFolder } from './pickFolder.ts';

/** `root`: URI of the workspace folder, asked for where absent; `confirmed`: write without asking. */
export interface SetUpArguments {
  readonly root?: string;
  readonly confirmed?: boolean;
}

/** Returns the URIs of the files written. */
export function registerSetUp(session: Session): Disposable {
  return registerCommand(session, 'patchtide.setUp', (argument) =>
    setUp(session, (argument ?? {}) as SetUpArguments),
  );
}

async function setUp(session: Session, options: SetUpArguments): Promise<readonly string[] | undefined> {
  const title = l10n.t('Set Up Patchtide');
  const root = options.root === undefined ? await pickFolder(title) : Uri.parse(options.root);
  if (!root) return undefined;
  const location = { viewId: 'patchtide.assets' };
  const proposal = await window.withProgress({ location, title }, () =>
    session.request(methods.setUp, { root: root.toString() }),
  );
  const files = await missing(proposal.files);
  if (files.length === 0) throw new Refused(l10n.t('This folder is set up already: nothing was written.'));
  if (!options.confirmed && !(await confirm(proposal.found, root, files))) return undefined;
  for (const { uri, text } of files) await writeText(Uri.parse(uri), text);
  await open(files);
  return files.map(({ uri }) => uri);
}

async function missing(files: SetUpResult['files']): Promise<SetUpResult['files']> {
  const present = await Promise.all(files.map(({ uri }) => exists(Uri.parse(uri))));
  return files.filter((_, index) => !present[index]);
}

async function confirm(found: readonly string[], root: Uri, files: SetUpResult['files']): Promise<boolean> {
  const lines = files.map(({ uri }) => `  ${Uri.parse(uri).path.slice(root.path.length).replace(/^\//, '')}`);
  const detail = [...found, '', l10n.t('Patchtide will write:'), ...lines].join('\n').trim();
  const write = l10n.t('Write Files');
  const message = found.length > 0 ? l10n.t('Found in this folder') : l10n.t('Nothing to build on was found');
  return (await window.showInformationMessage(message, { modal: true, detail }, write)) === write;
}

async function open(files: SetUpResult['files']): Promise<void> {
  const inventory = files.find(({ uri }) => /\.inventory\.ya?ml$/.test(uri)) ?? files[0];
  if (inventory) await window.showTextDocument(Uri.parse(inventory.uri), { preview: false });
  await commands.executeCommand('patchtide.assets.focus');
}
