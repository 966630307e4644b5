// What apt would do: from requests and the installed packages to changes, or to apt's complaints.
// Dependencies here are exact (`= version`); apt follows them to the candidate, never to an older
// version, and removes what it can't keep. Nothing is printed and nothing is changed.
import type { AptCall } from './aptOptions.ts';
import { compareDebianVersions } from './debianVersion.ts';
import type { HostState } from './hostState.ts';
import { candidateOf, findPackage, findVersion, halfInstalled, upgradable } from './packages.ts';
import type { DemoHost } from './types.ts';

export interface Change {
  readonly name: string;
  readonly from: string | undefined;
  /** Undefined: removed. */
  readonly to: string | undefined;
  readonly kind: 'new' | 'upgrade' | 'downgrade' | 'remove';
}

export interface AptPlan {
  readonly notes: readonly string[];
  readonly errors: readonly string[];
  readonly unmet: readonly string[];
  readonly changes: readonly Change[];
  readonly additional: readonly string[];
  readonly keptBack: readonly string[];
  readonly heldChanged: readonly string[];
  /** Left half installed by an earlier run, and configured by this one. */
  readonly configure: readonly string[];
  readonly halfInstalled: number;
  readonly notUpgraded: number;
}

type Target = Map<string, string | undefined>;

interface Draft {
  readonly host: DemoHost;
  readonly installed: HostState['packages'];
  readonly target: Target;
  readonly requested: Set<string>;
  readonly notes: string[];
  readonly errors: string[];
  readonly unmet: string[];
  readonly keptBack: string[];
}

export function planApt(host: DemoHost, state: HostState, call: AptCall): AptPlan {
  const target: Target = new Map(Object.entries(state.packages).map(([name, now]) => [name, now.version]));
  const lists = { notes: [], errors: [], unmet: [], keptBack: [] };
  const draft: Draft = { host, installed: state.packages, target, requested: new Set(), ...lists };
  if (call.operation === 'install') for (const operand of call.operands) request(draft, state, call, operand);
  else requestUpgrades(draft, state, call.operation === 'upgrade');
  if (draft.errors.length === 0) settle(draft, call.operation !== 'install');
  return finish(draft, state);
}

function request(draft: Draft, state: HostState, call: AptCall, operand: string): void {
  const [name = '', wanted] = operand.split(/=(.*)/s);
  const entry = findPackage(draft.host, name);
  if (entry === undefined) {
    draft.errors.push(`E: Unable to locate package ${name}`);
    return;
  }
  const version = wanted ?? candidateOf(entry)?.version;
  const now = state.packages[name];
  if (
    version === undefined ||
    (findVersion(draft.host, name, version) === undefined && now?.version !== version)
  ) {
    draft.errors.push(`E: Version '${version ?? ''}' for '${name}' was not found`);
    return;
  }
  if (now === undefined && call.onlyUpgrade) {
    draft.notes.push(`Skipping ${name}, it is not installed and only upgrades are requested.`);
    return;
  }
  if (now?.version === version) draft.notes.push(`${name} is already the newest version (${version}).`);
  draft.requested.add(name);
  draft.target.set(name, version);
}

/** `upgrade` never installs a new package; `dist-upgrade` does; neither touches a held one. */
function requestUpgrades(draft: Draft, state: HostState, withoutNew: boolean): void {
  for (const entry of upgradable(draft.host, state.packages)) {
    const candidate = candidateOf(entry);
    const needsNew = Object.keys(candidate?.requires ?? {}).some((name) => !draft.target.has(name));
    if (state.packages[entry.name]?.held === true || (withoutNew && needsNew))
      draft.keptBack.push(entry.name);
    else draft.target.set(entry.name, candidate?.version);
  }
}

/** Repairs one broken dependency at a time until none is left; each step fixes a package for good. */
function settle(draft: Draft, free: boolean): void {
  for (let steps = draft.host.packages.length * 4; steps > 0; steps -= 1) {
    const broken = firstBroken(draft);
    if (broken === undefined) return;
    if (!repair(draft, broken, free)) return;
  }
}

interface Broken {
  readonly name: string;
  readonly needs: string;
  readonly version: string;
}

function firstBroken({ host, target }: Draft): Broken | undefined {
  for (const [name, version] of target) {
    const requires = version === undefined ? {} : (findVersion(host, name, version)?.requires ?? {});
    for (const [needs, wanted] of Object.entries(requires)) {
      if (target.get(needs) !== wanted) return { name, needs, version: wanted };
    }
  }
  return undefined;
}

function repair(draft: Draft, broken: Broken, free: boolean): boolean {
  const { host, target, requested } = draft;
  const dependency = findPackage(host, broken.needs);
  const candidate = dependency && candidateOf(dependency)?.version;
  if (
    !requested.has(broken.needs) &&
    candidate === broken.version &&
    !draft.keptBack.includes(broken.needs)
  ) {
    target.set(broken.needs, broken.version);
    return true;
  }
  const own = findPackage(host, broken.name);
  const ownCandidate = own && candidateOf(own);
  const isFree = free || !requested.has(broken.name);
  if (isFree && ownCandidate?.requires?.[broken.needs] === target.get(broken.needs)) {
    target.set(broken.name, ownCandidate?.version);
    return true;
  }
  const before = draft.installed[broken.name]?.version;
  if (free && before !== undefined && before !== target.get(broken.name)) {
    target.set(broken.name, before);
    draft.keptBack.push(broken.name);
    return true;
  }
  if (isFree) {
    target.set(broken.name, undefined);
    return true;
  }
  const there = target.get(broken.needs);
  const but = there === undefined ? 'it is not installable' : `${there} is to be installed`;
  draft.unmet.push(` ${broken.name} : Depends: ${broken.needs} (= ${broken.version}) but ${but}`);
  return false;
}

function finish(draft: Draft, state: HostState): AptPlan {
  const changes = changesOf(draft, state);
  const changed = new Set(changes.map((change) => change.name));
  const half = halfInstalled(state.packages);
  return {
    notes: draft.notes,
    errors: draft.errors,
    unmet: draft.unmet,
    changes,
    additional: changes
      .filter(({ name, kind }) => kind !== 'remove' && draft.requested.size > 0 && !draft.requested.has(name))
      .map(({ name }) => name),
    keptBack: draft.keptBack,
    heldChanged: changes.filter(({ name }) => state.packages[name]?.held === true).map(({ name }) => name),
    configure: half.filter((name) => !changed.has(name)),
    halfInstalled: half.length,
    notUpgraded: upgradable(draft.host, state.packages).filter(({ name }) => !changed.has(name)).length,
  };
}

function changesOf({ host, target }: Draft, state: HostState): readonly Change[] {
  const changes = [...target].flatMap(([name, to]): readonly Change[] => {
    const from = state.packages[name]?.version;
    if (from === to) return [];
    if (to === undefined) return [{ name, from, to, kind: 'remove' }];
    if (from === undefined) return [{ name, from, to, kind: 'new' }];
    return [{ name, from, to, kind: compareDebianVersions(to, from) > 0 ? 'upgrade' : 'downgrade' }];
  });
  return dependenciesFirst(
    host,
    changes.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  );
}

function dependenciesFirst(host: DemoHost, changes: readonly Change[]): readonly Change[] {
  const ordered = new Set<Change>();
  const entered = new Set<Change>();
  const visit = (change: Change): void => {
    if (entered.has(change)) return;
    entered.add(change);
    for (const name of Object.keys(findVersion(host, change.name, change.to)?.requires ?? {})) {
      const needed = changes.find((other) => other.name === name);
      if (needed !== undefined) visit(needed);
    }
    ordered.add(change);
  };
  for (const change of changes) visit(change);
  return [...ordered];
}
