// A whole Ansible inventory to assets: which file is what, then variables merged in Ansible's own order, so that what we say of a host is what
// Ansible would do. Nothing is run: inventory scripts and plugins are named as problems.

import {
  ALL,
  complain,
  type Draft,
  emptyDraft,
  type GroupDraft,
  groupIn,
  type HostDraft,
  hostIn,
  locate,
  type Stated,
  UNGROUPED,
} from './ansible/draft.ts';
import { factsOf } from './ansible/facts.ts';
import { readIni } from './ansible/ini.ts';
import { membershipOf } from './ansible/membership.ts';
import { readJsonInventory, readVariables, readYamlInventory } from './ansible/yamlInventory.ts';
import { decode } from './decode.ts';
import type { AssetFinding, AssetsReader, AssetsResult, ForeignFile, SourceGroup } from './reader.ts';

export const ansible: AssetsReader = { format: 'ansible', read: readAnsible };

/** Which files of a workspace make up the inventory at `path`, as glob patterns. */
export function ansiblePatterns(path: string, isFolder: boolean): readonly string[] {
  const bare = path.replace(/\/+$/, '');
  if (isFolder) return [`${bare}/**`];
  const folder = bare.includes('/') ? bare.slice(0, bare.lastIndexOf('/') + 1) : '';
  return [bare, `${folder}group_vars/**`, `${folder}host_vars/**`];
}

const VARIABLES = /(?:^|\/)(group|host)_vars\/([^/]+)(\/.*)?$/;
const IGNORED = /(?:^|\/)\.[^/]*$|~$|\.(?:pyc|pyo|swp|bak|rpm|md|txt|rst|orig|cfg|retry)$/;

export function readAnsible(files: readonly ForeignFile[]): AssetsResult {
  const draft = emptyDraft();
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const single = sorted.filter((file) => !VARIABLES.test(file.path)).length === 1;
  const texts = sorted.flatMap((file) => {
    // A file that is named by itself is read whatever its name.
    if (IGNORED.test(file.path) && (VARIABLES.test(file.path) || !single)) return [];
    const { text, problems } = decode(file.bytes);
    draft.problems.push(...problems.map((problem) => ({ ...problem, file: file.uri })));
    return [{ file, text }];
  });
  for (const { file, text } of texts) if (!VARIABLES.test(file.path)) readInventory(file, text, draft);
  for (const { file, text } of texts) readVariablesOf(file, text, draft);
  return resultOf(draft);
}

function readInventory(file: ForeignFile, text: string, draft: Draft): void {
  if (text.startsWith('#!')) {
    const at = locate(file, { start: 0, end: text.search(/\r|\n|$/) });
    const message = 'This is an inventory script; Patchtide runs none.';
    complain(draft, at, message, 'Save `ansible-inventory --list` to a file and name that.', 'information');
  } else if (/^\s*\{/.test(text)) readJsonInventory(file, text, draft);
  else if (isYaml(file.path, text)) readYamlInventory(file, text, draft);
  else readIni(file, text, draft);
}

/** By the extension, else by the first line that says something. */
function isYaml(path: string, text: string): boolean {
  if (/\.ya?ml$/i.test(path)) return true;
  if (/\.ini$/i.test(path)) return false;
  const first = /^(?!\s*(?:[#;]|$))(.*)$/m.exec(text)?.[1] ?? '';
  return /^---/.test(first) || /^(?:["'][^"']+["']|[^\s:=[\]]+)\s*:\s*(?:#.*)?$/.test(first);
}

function readVariablesOf(file: ForeignFile, text: string, draft: Draft): void {
  const [, kind, entry, rest] = VARIABLES.exec(file.path) ?? [];
  if (kind === undefined || entry === undefined) return;
  const last = rest ?? entry;
  if (/\.[^./]*$/.test(last) && !/\.(?:ya?ml|json)$/.test(last) && rest !== undefined) return;
  const name = rest === undefined ? entry.replace(/\.(?:ya?ml|json)$/, '') : entry;
  // Variables of a host or group that no inventory names apply to nothing.
  const known = kind === 'group' ? draft.groups.get(name) : draft.hosts.get(name);
  const owner = known ?? (name === ALL ? groupIn(draft, ALL, locate(file, { start: 0, end: 0 })) : undefined);
  if (owner) readVariables(file, text, draft, owner.files);
}

function resultOf(draft: Draft): AssetsResult {
  for (const group of draft.groups.values()) {
    for (const child of group.children) groupIn(draft, child, group.at);
    for (const name of group.hosts) hostIn(draft, name, group.at);
  }
  const membership = membershipOf(draft);
  const assets = [...draft.hosts.values()].map((host) =>
    assetOf(host, membership.get(host.name) ?? [], draft),
  );
  const groups = [...draft.groups.values()].flatMap((group): SourceGroup[] =>
    group.name === ALL || group.name === UNGROUPED
      ? []
      : [{ name: group.name, hosts: [...group.hosts], children: [...group.children], at: group.at }],
  );
  return { assets, groups, problems: draft.problems };
}

function assetOf(host: HostDraft, groups: readonly GroupDraft[], draft: Draft): AssetFinding {
  const all = draft.groups.get(ALL);
  const layers = [
    all?.inline,
    ...groups.map((group) => group.inline),
    all?.files,
    ...groups.map((group) => group.files),
    host.inline,
    host.files,
  ];
  const merged = new Map<string, Stated>();
  for (const layer of layers) for (const [name, stated] of layer ?? []) merged.set(name, stated);
  const names = groups.map((group) => group.name).filter((name) => name !== UNGROUPED);
  return { name: host.name, ...factsOf(merged, draft), groups: names.reverse(), at: host.at };
}
