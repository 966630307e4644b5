// Ansible inventories among the files of a folder: those that ansible.cfg names, folders by their usual names, and files that read like one.

import type { ListedFile } from './listedFile.ts';

export interface AnsibleFound {
  /** A file or a folder, relative to the workspace folder. */
  readonly path: string;
  /** What led to it, where that isn't plain. */
  readonly why?: string;
}

const VARIABLES = /(?:^|\/)(?:group|host)_vars\//;
const FOLDER = /^((?:.*\/)?(?:inventories\/[^/]+|inventory))\/[^/]+$/;

/** Never one inside of another: what stands first, and ansible.cfg stands first, counts. */
export function findAnsible(files: readonly ListedFile[]): readonly AnsibleFound[] {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const inventories = sorted.filter((file) => !VARIABLES.test(file.path) && looksLikeInventory(file));
  const folders = inventories.flatMap(({ path }) => FOLDER.exec(path)?.[1] ?? []);
  const candidates: readonly AnsibleFound[] = [
    ...sorted.flatMap((file) => fromConfig(file, sorted)),
    ...folders.map((path) => ({ path })),
    ...inventories.map(({ path }) => ({ path })),
  ];
  const chosen: AnsibleFound[] = [];
  for (const candidate of candidates) {
    if (!chosen.some(({ path }) => overlaps(path, candidate.path))) chosen.push(candidate);
  }
  return chosen;
}

function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/** `inventory = a,b` in `[defaults]`; paths that aren't in the folder are left alone. */
function fromConfig({ path, text }: ListedFile, files: readonly ListedFile[]): readonly AnsibleFound[] {
  if (!/(?:^|\/)ansible\.cfg$/.test(path)) return [];
  const defaults = /^\[defaults\][^\n]*\n((?:(?!\[).*(?:\n|$))*)/m.exec(text)?.[1] ?? '';
  const value = /^inventory[ \t]*[=:][ \t]*([^\r\n;#]+)/m.exec(defaults)?.[1] ?? '';
  return value.split(',').flatMap((stated) => {
    const resolved = relativeTo(path, stated.trim());
    const isThere = files.some((file) => file.path === resolved || file.path.startsWith(`${resolved}/`));
    return resolved !== undefined && isThere ? [{ path: resolved, why: `named by ${path}` }] : [];
  });
}

/** @returns undefined for what isn't a path inside of the folder. */
function relativeTo(config: string, stated: string): string | undefined {
  if (stated === '' || /^[~/$%\\]|^[A-Za-z]:|:\/\//.test(stated)) return undefined;
  const steps = config.split('/').slice(0, -1);
  for (const step of stated.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.length > 0 ? steps.join('/') : undefined;
}

function looksLikeInventory({ path, text }: ListedFile): boolean {
  const base = path.slice(path.lastIndexOf('/') + 1);
  if (/\.ya?ml$/i.test(base)) return looksLikeYamlInventory(text);
  return /\.ini$/i.test(base) || /^(?:hosts|inventory)$/.test(base) ? looksLikeIniInventory(text) : false;
}

/** A group with hosts or children at the top. A playbook is a list. */
function looksLikeYamlInventory(text: string): boolean {
  if (/^-(?:\s|$)/m.test(text)) return false;
  return /^(?:all:[ \t]*\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+(?:hosts|children)|[\w-]+:[ \t]*\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+hosts):[ \t]*(?:#.*)?(?:\r?\n|$)/m.test(
    text,
  );
}

/** Lines with hosts, `key=value` only behind them; other programs' INI files have `key = value`. */
function looksLikeIniInventory(text: string): boolean {
  let section = '';
  let hosts = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const content = line.replace(/(?:^|\s)[#;].*$/, '').trim();
    const header = /^\[([^\]]+)\]$/.exec(content)?.[1];
    if (header !== undefined) section = header;
    else if (content !== '' && !section.endsWith(':vars')) {
      if (!/^[^\s=]+(?:\s+[A-Za-z_]\w*=.*)?$/.test(content)) return false;
      hosts++;
    }
  }
  return hosts > 0;
}
