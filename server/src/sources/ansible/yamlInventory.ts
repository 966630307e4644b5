// Ansible's YAML inventories and variable files. Groups nest by `children`; a group or host that appears twice is one.

import type { MapEntry, YamlNode } from '../../yaml/node.ts';
import { readYaml } from '../../yaml/read.ts';
import { parseJson, recordOf } from '../json.ts';
import type { ForeignFile } from '../reader.ts';
import {
  complain,
  type Draft,
  type GroupDraft,
  groupIn,
  hostIn,
  locate,
  state,
  type Variables,
} from './draft.ts';
import { expandHosts } from './hostPattern.ts';
import { readList } from './list.ts';

export function readYamlInventory(file: ForeignFile, text: string, draft: Draft): void {
  const root = rootOf(file, text, draft);
  if (!root) return;
  const plugin = root.find((entry) => entry.key.text === 'plugin');
  if (plugin) {
    const at = locate(file, plugin.key.span);
    const message = 'This is the configuration of an inventory plugin; Patchtide runs none.';
    complain(draft, at, message, 'Save `ansible-inventory --list` to a file and name that.', 'information');
    return;
  }
  for (const entry of root) readGroup(file, draft, entry);
}

/** A file of group_vars or host_vars. */
export function readVariables(file: ForeignFile, text: string, draft: Draft, into: Variables): void {
  // A vault is secrets from end to end.
  if (text.startsWith('$ANSIBLE_VAULT')) return;
  stateAll(file, rootOf(file, text, draft) ?? [], into);
}

function rootOf(file: ForeignFile, text: string, draft: Draft): readonly MapEntry[] | undefined {
  const tree = readYaml(text);
  for (const problem of tree.problems) {
    complain(
      draft,
      locate(file, problem.span),
      problem.message,
      'Correct the YAML; the rest of the file is read.',
    );
  }
  if (!tree.root) return undefined;
  if (tree.root.kind === 'map') return tree.root.entries;
  const at = locate(file, { start: tree.root.span.start, end: tree.root.span.start + 1 });
  const what = tree.root.kind === 'sequence' ? 'a list, as a playbook is' : 'a single value';
  complain(
    draft,
    at,
    `This is ${what}; an inventory or its variables are a map.`,
    'Name an inventory instead.',
  );
  return undefined;
}

function readGroup(file: ForeignFile, draft: Draft, entry: MapEntry): GroupDraft {
  const group = groupIn(draft, entry.key.text, locate(file, entry.key.span));
  if (entry.value && entry.value.kind !== 'map') {
    const at = locate(file, entry.key.span);
    complain(
      draft,
      at,
      `The group ${entry.key.text} must be a map of hosts, vars and children.`,
      'Correct its value.',
    );
    return group;
  }
  for (const { key, value } of entry.value?.entries ?? []) {
    if (key.text === 'hosts')
      for (const host of entriesOf(file, draft, key, value)) readHost(file, draft, group, host);
    else if (key.text === 'vars') stateAll(file, entriesOf(file, draft, key, value), group.inline);
    else if (key.text === 'children') {
      for (const child of entriesOf(file, draft, key, value)) {
        group.children.add(readGroup(file, draft, child).name);
      }
    } else {
      const at = locate(file, key.span);
      complain(
        draft,
        at,
        `\`${key.text}\` isn't hosts, vars or children; Ansible passes over it.`,
        'Move or rename it.',
      );
    }
  }
  return group;
}

function entriesOf(
  file: ForeignFile,
  draft: Draft,
  key: MapEntry['key'],
  value: YamlNode | undefined,
): readonly MapEntry[] {
  if (!value) return [];
  if (value.kind === 'map') return value.entries;
  // A single name is allowed where a map is meant.
  if (value.kind === 'scalar') return [{ key: value, value: undefined }];
  const message = `\`${key.text}\` must be a map: each name a key, with a colon after it.`;
  complain(draft, locate(file, key.span), message, 'Write `name:` in place of `- name`.');
  return [];
}

function readHost(file: ForeignFile, draft: Draft, group: GroupDraft, entry: MapEntry): void {
  const at = locate(file, entry.key.span);
  const pattern = expandHosts(entry.key.text);
  if (typeof pattern === 'string') {
    complain(draft, at, pattern, "Correct the host's name.");
    return;
  }
  const variables = entry.value?.kind === 'map' ? entry.value.entries : [];
  for (const name of pattern.names) {
    const host = hostIn(draft, name, at);
    group.hosts.add(host.name);
    if (pattern.port !== undefined) state(host.inline, 'ansible_port', pattern.port, at);
    stateAll(file, variables, host.inline);
  }
}

function stateAll(file: ForeignFile, entries: readonly MapEntry[], into: Variables): void {
  for (const { key, value } of entries) {
    const text = textOf(value);
    if (text !== undefined) state(into, key.text, text, locate(file, value?.span ?? key.span));
  }
}

/** A list of words reads `a,b`; a map is nothing that we use. */
function textOf(value: YamlNode | undefined): string | undefined {
  if (value?.kind === 'scalar') return value.text;
  if (value?.kind !== 'sequence') return undefined;
  return value.items.flatMap((item) => (item?.kind === 'scalar' ? item.text : [])).join(',');
}

/** JSON is YAML; what a script or `ansible-inventory --list` prints has a shape of its own. */
export function readJsonInventory(file: ForeignFile, text: string, draft: Draft): void {
  const { value, problem } = parseJson(text);
  if (problem) draft.problems.push({ ...problem, file: file.uri });
  const root = recordOf(value);
  if (!root) return;
  const isList =
    '_meta' in root || Object.values(root).some((group) => Array.isArray(recordOf(group)?.hosts ?? group));
  if (isList) readList(file, text, root, draft);
  else readYamlInventory(file, text, draft);
}
