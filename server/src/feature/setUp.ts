// Set Up Patchtide, the pure part: from what lies in a folder to the texts of an inventory that points at it and of a starting policy. Writes nothing
// and overwrites nothing: where the folder has such a file already, it says so instead.

import { baseName, type FileUri, resolve } from '../base/uri.ts';
import type { SetUpResult } from '../protocol/requests.ts';
import { type FileKind, kindOfFile } from '../schema/fileKinds.ts';
import type { ListedFile } from './listedFile.ts';
import { type AnsibleFound, findAnsible } from './setUpAnsible.ts';
import { findReports, type ReportsFound } from './setUpReports.ts';
import { exampleInventory, inventoryText, policyText } from './setUpTexts.ts';
import { counted } from './words.ts';

export interface SetUpInput {
  /** The workspace folder. */
  readonly root: FileUri;
  readonly files: readonly ListedFile[];
  /** IANA zone for the policy; UTC where not known. */
  readonly zone?: string;
}

const SKIPPED = /(?:^|\/)(?:\.git|\.patchtide|\.vscode|node_modules|vendor|dist|\.venv|roles|playbooks)\//;
const TELLING = /(?:^|\/)(?:ansible\.cfg|[^/.]+)$|\.(?:ini|ya?ml|txt|log|out|lst|list|json|nessus|xml)$/i;

/** Is it worth reading? For whoever lists the folder. */
export function mayMatter(path: string): boolean {
  return !SKIPPED.test(path) && TELLING.test(path);
}

export function proposeSetUp({ root, files, zone = 'UTC' }: SetUpInput): SetUpResult {
  const foreign = files.filter(({ path }) => mayMatter(path) && !kindOf(path));
  const ansible = findAnsible(foreign);
  const reports = findReports(
    foreign.filter(({ path }) => !ansible.some((found) => isBelow(path, found.path))),
  );
  const name = fileName(root);
  const inventory = existing(files, 'inventory');
  const policy = existing(files, 'policy');
  const isEmpty = ansible.length === 0 && reports.entries.length === 0;
  const proposed = [
    ...(inventory === undefined
      ? [
          {
            path: `${name}.inventory.yaml`,
            text: isEmpty ? exampleInventory : inventoryText(ansible, reports),
          },
        ]
      : []),
    ...(policy === undefined ? [{ path: `${name}.patch-policy.yaml`, text: policyText(zone) }] : []),
  ];
  return {
    found: [...foundLines(ansible, reports), ...alreadyLines(inventory, policy)],
    files: proposed.map(({ path, text }) => ({ uri: resolve(root, path), text })),
  };
}

function kindOf(path: string): FileKind['id'] | undefined {
  return kindOfFile(path.slice(path.lastIndexOf('/') + 1))?.id;
}

function existing(files: readonly ListedFile[], kind: FileKind['id']): string | undefined {
  return files.find(({ path }) => kindOf(path) === kind && !SKIPPED.test(path))?.path;
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The folder's name, as far as it makes a good file name. */
function fileName(root: FileUri): string {
  const name = decodeURIComponent(baseName(root)).replace(/[^\p{L}\p{N}._-]+/gu, '-');
  return name.replace(/^[-.]+|[-.]+$/g, '') || 'patchtide';
}

function foundLines(ansible: readonly AnsibleFound[], { entries, hosts }: ReportsFound): string[] {
  const own = ansible.length === 0 && hosts.length > 0;
  return [
    ...ansible.map(({ path, why }) => `Ansible inventory: ${path}${why === undefined ? '' : ` (${why})`}`),
    ...entries.map(({ pattern, format, count }) => `${counted(count, `${format} report`)}: ${pattern}`),
    ...(own ? [`${counted(hosts.length, 'host')} named by these reports`] : []),
  ];
}

function alreadyLines(inventory: string | undefined, policy: string | undefined): string[] {
  return [
    ...(inventory === undefined ? [] : [`There is an inventory already, ${inventory}: none is written.`]),
    ...(policy === undefined ? [] : [`There is a policy already, ${policy}: none is written.`]),
  ];
}
