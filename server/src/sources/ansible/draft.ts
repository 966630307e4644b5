// An Ansible inventory while it is read: hosts, groups and the few variables that we use, each with its place. INI, YAML, `--list` JSON and
// variable files all add to one draft, as Ansible adds them to one inventory. Every other variable is dropped on sight: secrets among them.

import type { Location, Span } from '../../text/span.ts';
import { own } from '../own.ts';
import type { ForeignFile, LocatedProblem } from '../reader.ts';

/** A variable's value as text. */
export interface Stated {
  readonly text: string;
  readonly at: Location;
}

export type Variables = Map<string, Stated>;

export interface HostDraft {
  readonly name: string;
  readonly at: Location;
  /** From the inventory itself. */
  readonly inline: Variables;
  /** From host_vars. */
  readonly files: Variables;
}

export interface GroupDraft {
  readonly name: string;
  readonly at: Location;
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  readonly inline: Variables;
  /** From group_vars. */
  readonly files: Variables;
}

export interface Draft {
  readonly hosts: Map<string, HostDraft>;
  readonly groups: Map<string, GroupDraft>;
  readonly problems: LocatedProblem[];
  /** Values that are complained of: one that stands in a group is read for each of its hosts. */
  readonly said: Set<Stated>;
}

export const ALL = 'all';
export const UNGROUPED = 'ungrouped';

export function emptyDraft(): Draft {
  return { hosts: new Map(), groups: new Map(), problems: [], said: new Set() };
}

export function hostIn(draft: Draft, name: string, at: Location): HostDraft {
  const known = draft.hosts.get(name);
  if (known) return known;
  const host: HostDraft = { name: own(name), at, inline: new Map(), files: new Map() };
  draft.hosts.set(host.name, host);
  return host;
}

export function groupIn(draft: Draft, name: string, at: Location): GroupDraft {
  const known = draft.groups.get(name);
  if (known) return known;
  const group: GroupDraft = {
    name: own(name),
    at,
    hosts: new Set(),
    children: new Set(),
    inline: new Map(),
    files: new Map(),
  };
  draft.groups.set(group.name, group);
  return group;
}

const WANTED = new Set([
  'ansible_host',
  'ansible_ssh_host',
  'ansible_port',
  'ansible_ssh_port',
  'ansible_user',
  'ansible_ssh_user',
  'ansible_become',
  'ansible_become_user',
  'ansible_group_priority',
]);

/** Keeps what we use. A value that Ansible computes (Jinja2) or decrypts (vault) stays unknown to us, which is a statement too. */
export function state(variables: Variables, name: string, text: string, at: Location): void {
  if (!WANTED.has(name) && !name.startsWith('patchtide_')) return;
  variables.set(own(name), { text: /\{\{|\{%|\$ANSIBLE_VAULT/.test(text) ? '' : own(text), at });
}

export function locate(file: ForeignFile, span: Span): Location {
  return { file: file.uri, span };
}

export function complain(
  draft: Draft,
  at: Location,
  message: string,
  remedy: string,
  severity: LocatedProblem['severity'] = 'warning',
): void {
  draft.problems.push({ file: at.file, span: at.span, message, remedy, severity });
}
