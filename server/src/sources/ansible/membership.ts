// Which groups a host is in, through children too, in the order in which Ansible lets their variables win: by depth, then priority, then name,
// the weakest first. A circle of children, which Ansible refuses, is said and cut.

import { ALL, complain, type Draft, type GroupDraft } from './draft.ts';

type Parents = ReadonlyMap<string, ReadonlySet<string>>;

export function membershipOf(draft: Draft): ReadonlyMap<string, readonly GroupDraft[]> {
  const parents = parentsOf(draft);
  const depths = depthsOf(draft, parents);
  const order = [...draft.groups.values()]
    .filter((group) => group.name !== ALL)
    .sort(
      (a, b) =>
        (depths.get(a.name) ?? 1) - (depths.get(b.name) ?? 1) ||
        priorityOf(a) - priorityOf(b) ||
        (a.name < b.name ? -1 : 1),
    );
  const rank = new Map(order.map((group, index) => [group, index]));
  const names = new Map<string, Set<string>>();
  for (const group of order) {
    for (const host of group.hosts) {
      const known = names.get(host) ?? new Set();
      collect(group.name, parents, known);
      names.set(host, known);
    }
  }
  return new Map(
    Array.from(names, ([host, known]) => {
      const groups = [...known].flatMap((name) => draft.groups.get(name) ?? []);
      return [host, groups.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0))];
    }),
  );
}

function priorityOf(group: GroupDraft): number {
  const stated = group.files.get('ansible_group_priority') ?? group.inline.get('ansible_group_priority');
  return Number(stated?.text) || 1;
}

function parentsOf(draft: Draft): Parents {
  const parents = new Map<string, Set<string>>();
  for (const group of draft.groups.values()) {
    if (group.name === ALL) continue;
    for (const child of group.children) {
      const known = parents.get(child) ?? new Set();
      parents.set(child, known.add(group.name));
    }
  }
  return parents;
}

/** The longest way down from `all`, level by level. Groups of a circle, and those below it, are never reached and count as depth 1. */
function depthsOf(draft: Draft, parents: Parents): ReadonlyMap<string, number> {
  const waiting = new Map(Array.from(draft.groups.keys(), (name) => [name, parents.get(name)?.size ?? 0]));
  const depths = new Map<string, number>();
  const ready = [...waiting].flatMap(([name, count]) => (count === 0 && name !== ALL ? [name] : []));
  waiting.delete(ALL);
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    waiting.delete(name);
    const depth = depths.get(name) ?? 1;
    depths.set(name, depth);
    for (const child of draft.groups.get(name)?.children ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      depths.set(child, Math.max(depths.get(child) ?? 1, depth + 1));
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  if (waiting.size > 0) reportCircle(draft, parents, new Set(waiting.keys()));
  return depths;
}

/** Everything that waits has a parent that waits: walking up must come round. */
function reportCircle(draft: Draft, parents: Parents, waiting: ReadonlySet<string>): void {
  const walked: string[] = [];
  let name = [...waiting][0];
  while (name !== undefined && !walked.includes(name)) {
    walked.push(name);
    name = [...(parents.get(name) ?? [])].find((parent) => waiting.has(parent));
  }
  const circle = name === undefined ? walked : walked.slice(walked.indexOf(name));
  const at = draft.groups.get(circle[0] ?? '')?.at;
  const message = `The groups ${circle.toReversed().join(' > ')} contain each other; Ansible refuses that.`;
  if (at) complain(draft, at, message, "Take one out of the other's children.");
}

function collect(start: string, parents: Parents, into: Set<string>): void {
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (into.has(name)) continue;
    into.add(name);
    open.push(...(parents.get(name) ?? []));
  }
}
