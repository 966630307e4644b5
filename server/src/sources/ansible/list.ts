// What `ansible-inventory --list` and inventory scripts print: groups with lists of hosts, and every host's variables under `_meta`.

import type { Span } from '../../text/span.ts';
import { type Json, recordOf, textsOf } from '../json.ts';
import type { ForeignFile } from '../reader.ts';
import { type Draft, groupIn, hostIn, locate, state, type Variables } from './draft.ts';

export function readList(file: ForeignFile, text: string, root: Json, draft: Draft): void {
  const spanOf = firstKeys(text);
  const at = (name: string) => locate(file, spanOf(name));
  const stateAll = (variables: Json, into: Variables, name: string) => {
    for (const [key, value] of Object.entries(variables)) {
      const stated = statedText(value);
      if (stated !== undefined) state(into, key, stated, at(name));
    }
  };
  for (const [name, value] of Object.entries(root)) {
    if (name === '_meta') continue;
    const group = groupIn(draft, name, at(name));
    // Old scripts print a bare list of hosts for a group.
    const members = Array.isArray(value) ? { hosts: value } : (recordOf(value) ?? {});
    for (const host of textsOf(members.hosts)) group.hosts.add(hostIn(draft, host, at(host)).name);
    for (const child of textsOf(members.children)) {
      group.children.add(groupIn(draft, child, at(child)).name);
    }
    stateAll(recordOf(members.vars) ?? {}, group.inline, name);
  }
  for (const [name, variables] of Object.entries(recordOf(recordOf(root._meta)?.hostvars) ?? {})) {
    stateAll(recordOf(variables) ?? {}, hostIn(draft, name, at(name)).inline, name);
  }
}

/** Some sources print the word None for nothing. */
function statedText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === 'None' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? textsOf(value).join(',') : undefined;
}

/** Where each key first stands; else where the word does. */
function firstKeys(text: string): (name: string) => Span {
  const keys = new Map<string, Span>();
  const words = new Map<string, Span>();
  const strings = /"((?:[^"\\\r\n]|\\.){1,300})"(\s*:)?/g;
  for (let match = strings.exec(text); match; match = strings.exec(text)) {
    const word = match[1] ?? '';
    const into = match[2] === undefined ? words : keys;
    if (!into.has(word)) into.set(word, { start: match.index + 1, end: match.index + 1 + word.length });
  }
  return (name) => {
    const written = JSON.stringify(name).slice(1, -1);
    return keys.get(written) ?? words.get(written) ?? { start: 0, end: 0 };
  };
}
