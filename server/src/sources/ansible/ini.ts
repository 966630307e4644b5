// Ansible's INI inventories. Ansible refuses a file for one bad line; here the line is a problem, with what it says understood as far as it can
// be, and the rest of the file goes on.

import type { Location } from '../../text/span.ts';
import { type Line, linesOf } from '../lines.ts';
import type { ForeignFile } from '../reader.ts';
import { ALL, complain, type Draft, groupIn, hostIn, locate, state, UNGROUPED } from './draft.ts';
import { expandHosts } from './hostPattern.ts';
import { type Word, wordsOf } from './words.ts';

interface Section {
  readonly group: string;
  readonly kind: 'hosts' | 'children' | 'vars';
}

interface Reading {
  readonly file: ForeignFile;
  readonly draft: Draft;
  /** Groups that a `:vars` or `:children` section speaks of, with the first place; whether they exist shows at the end. */
  readonly mentioned: Map<string, Location>;
  readonly defined: Set<string>;
}

export function readIni(file: ForeignFile, text: string, draft: Draft): void {
  const reading: Reading = { file, draft, mentioned: new Map(), defined: new Set([ALL, UNGROUPED]) };
  let section: Section | undefined = { group: UNGROUPED, kind: 'hosts' };
  for (const line of linesOf(text)) {
    const content = line.text.trim();
    if (content === '' || /^[;#]/.test(content)) continue;
    if (/^\[(?:[^\]]*|.*\]\s*(?:#.*)?)$/.test(content)) section = readHeader(reading, line, content);
    else if (section?.kind === 'hosts') readHost(reading, line, section.group);
    else if (section?.kind === 'children') readChild(reading, line, section.group);
    else if (section?.kind === 'vars') readVariable(reading, line, section.group);
  }
  for (const [name, at] of reading.mentioned) {
    if (reading.defined.has(name) || draft.groups.has(name)) continue;
    complain(draft, at, `The group ${name} isn't defined.`, `Add a section [${name}], or correct the name.`);
  }
}

/** @returns undefined where the section isn't understood: its lines are passed over. */
function readHeader(reading: Reading, line: Line, content: string): Section | undefined {
  const match = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(content);
  const group = match?.[1];
  const kind = match?.[2] ?? 'hosts';
  const at = locate(reading.file, line.span);
  if (group === undefined || (kind !== 'hosts' && kind !== 'children' && kind !== 'vars')) {
    complain(
      reading.draft,
      at,
      `${content} is no section of an inventory; the lines below it aren't read.`,
      'Write [group], [group:children] or [group:vars].',
    );
    return undefined;
  }
  if (kind === 'vars') {
    if (!reading.mentioned.has(group)) reading.mentioned.set(group, at);
  } else {
    reading.defined.add(group);
    groupIn(reading.draft, group, at);
  }
  return { group, kind };
}

function readHost(reading: Reading, line: Line, group: string): void {
  const { draft, file } = reading;
  const words = wordsOf(line.text);
  const first = words?.[0];
  if (!words || !first) {
    complain(draft, locate(file, line.span), "A quote isn't closed in this line.", 'Close the quote.');
    return;
  }
  const at = locate(file, within(line, first));
  const pattern = expandHosts(first.text);
  if (typeof pattern === 'string') {
    complain(draft, at, pattern, "Correct the host's name.");
    return;
  }
  const variables = words.slice(1).flatMap((word) => assignment(word) ?? []);
  reportStrays(reading, line, words.slice(1));
  for (const name of pattern.names) {
    const host = hostIn(draft, name, at);
    if (pattern.port !== undefined) state(host.inline, 'ansible_port', pattern.port, at);
    for (const { key, value, word } of variables)
      state(host.inline, key, value, locate(file, within(line, word)));
    groupIn(draft, group, at).hosts.add(host.name);
  }
}

function assignment(word: Word) {
  const equals = word.text.indexOf('=');
  return equals > 0
    ? { key: word.text.slice(0, equals), value: word.text.slice(equals + 1), word }
    : undefined;
}

function reportStrays(reading: Reading, line: Line, words: readonly Word[]): void {
  const strays = words.filter((word) => !assignment(word));
  const [first, last] = [strays[0], strays.at(-1)];
  if (!first || !last) return;
  const span = { start: within(line, first).start, end: within(line, last).end };
  complain(
    reading.draft,
    locate(reading.file, span),
    `\`${strays.map((word) => word.text).join(' ')}\` is no \`key=value\`; Ansible refuses the whole file for it.`,
    'Put quotes around a value that has spaces, or take the words out.',
  );
}

function readChild(reading: Reading, line: Line, group: string): void {
  const content = line.text.trim();
  const at = locate(reading.file, line.span);
  const child = /^([^:\]\s]+)\s*(?:#.*)?$/.exec(content)?.[1];
  if (child === undefined) {
    complain(reading.draft, at, `\`${content}\` is no name of a group.`, 'Put one group on each line.');
    return;
  }
  if (!reading.mentioned.has(child)) reading.mentioned.set(child, at);
  groupIn(reading.draft, group, at).children.add(child);
}

function readVariable(reading: Reading, line: Line, group: string): void {
  const at = locate(reading.file, line.span);
  const equals = line.text.indexOf('=');
  if (equals < 1) {
    complain(reading.draft, at, 'A variable needs `=` and a value.', 'Write `name=value`.');
    return;
  }
  const value = literal(line.text.slice(equals + 1).trim());
  state(groupIn(reading.draft, group, at).inline, line.text.slice(0, equals).trim(), value, at);
}

/** Values of `:vars` are Python literals where they can be, else text as it stands. */
function literal(value: string): string {
  const quoted = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*(?:#.*)?$/.exec(value);
  if (quoted) return (quoted[1] ?? quoted[2] ?? '').replace(/\\(["'\\])/g, '$1');
  return /^([\d.]+|True|False|None)\s*#/.exec(value)?.[1] ?? value;
}

function within(line: Line, word: Word) {
  return { start: line.span.start + word.span.start, end: line.span.start + word.span.end };
}
