// Whose a finding is: the asset with that name, else address, else alias, else unique short name; never a guess. Kept up to date by delta; it holds
// nothing but strings, and tells of assets by their names.

import { SparseMultiMap } from '../base/sparseMultiMap.ts';

/** What an asset is called beside its name. */
export interface AssetIdentity {
  readonly address: string;
  readonly aliases: readonly string[];
}

/** The address alone where there are no aliases, as with most assets; else the address and the aliases. */
type Others = string | readonly string[];

const ROLES = ['name', 'address', 'alias', 'shortName'] as const;
type Role = (typeof ROLES)[number];

export class AssetNames {
  readonly #others = new Map<string, Others>();
  /** Who claims a key. Not in here are assets that are called exactly like the key: `#others` finds them. */
  readonly #claimants: Readonly<Record<Role, SparseMultiMap<string, string>>> = {
    name: new SparseMultiMap(),
    address: new SparseMultiMap(),
    alias: new SparseMultiMap(),
    shortName: new SparseMultiMap(),
  };

  static of(assets: Iterable<AssetIdentity & { readonly name: string }>): AssetNames {
    const names = new AssetNames();
    for (const asset of assets) names.set(asset.name, asset);
    return names;
  }

  /** How many assets it knows. */
  get size(): number {
    return this.#others.size;
  }

  /**
   * An asset comes, changes what it is called, or goes.
   * @param identity undefined where it goes.
   * @returns the keys whose answer may have changed: a lookup that has none of them by {@link keysOf} finds what it found before.
   */
  set(name: string, identity: AssetIdentity | undefined): readonly string[] {
    const before = this.#others.get(name);
    const after = identity && othersOf(identity);
    if (isSame(before, after)) return [];
    if (after === undefined) this.#others.delete(name);
    else this.#others.set(name, after);
    // Exactly so called it's found before all roles.
    const touched = before === undefined || after === undefined ? [name.toLowerCase()] : [];
    for (const role of ROLES) {
      this.#reclaim(
        role,
        name,
        { old: claimsOf(role, name, before), now: claimsOf(role, name, after) },
        touched,
      );
    }
    return touched;
  }

  /** By a name that one of our own files states: as it's written, nothing else. */
  named(name: string): string | undefined {
    return this.#others.has(name) ? name : undefined;
  }

  /** @param names what a report calls the host: names first, then addresses. */
  find(names: readonly string[]): string | undefined {
    const exact = names.find((name) => this.#others.has(name));
    if (exact !== undefined) return exact;
    const keys = names.map((name) => name.toLowerCase());
    for (const role of ['name', 'address', 'alias'] as const) {
      for (const key of keys) {
        const found = this.#owner(role, key);
        if (found !== undefined) return found;
      }
    }
    return keys.map((key) => this.#byShortName(key)).find((found) => found !== undefined);
  }

  #byShortName(key: string): string | undefined {
    const short = shortName(key);
    const found = short === undefined ? undefined : this.#owner('shortName', short);
    return found === undefined || this.#isOtherDomain(key, found) ? undefined : found;
  }

  /** `web-01.a.org` isn't `web-01.b.org`, though both are `web-01` for short. */
  #isOtherDomain(key: string, asset: string): boolean {
    const short = shortName(key);
    if (short === undefined || short === key) return false;
    const called = [asset, ...listOf(this.#others.get(asset))];
    return called.some((own) => shortName(own) === short && own.toLowerCase() !== short);
  }

  /** The only one that claims the key; undefined where nobody does, or several do. */
  #owner(role: Role, key: string): string | undefined {
    const claimants = this.#claimants[role];
    if (!this.#hasNamesake(role, key)) return claimants.sole(key);
    return claimants.has(key) ? undefined : key;
  }

  /** An asset that is called exactly like the key claims it in this role. */
  #hasNamesake(role: Role, key: string): boolean {
    const others = this.#others.get(key);
    return others !== undefined && claimsOf(role, key, others).includes(key);
  }

  #reclaim(
    role: Role,
    name: string,
    { old, now }: { readonly old: readonly string[]; readonly now: readonly string[] },
    touched: string[],
  ): void {
    const claimants = this.#claimants[role];
    for (const key of old) {
      if (now.includes(key)) continue;
      if (key !== name) claimants.delete(key, name);
      if (this.#rivals(role, name, key) < 2) touched.push(key);
    }
    for (const key of now) {
      const isKept = old.includes(key);
      if (!isKept && key !== name) claimants.add(key, name);
      // Whether a short name is of another domain depends on all that its owner is called, not only on who that is.
      const limit = isKept ? (role === 'shortName' ? 1 : 0) : 2;
      if (limit > 0 && this.#rivals(role, name, key) < limit) touched.push(key);
    }
  }

  /** How many others claim the key: with two or more of them it's nobody's, whether this one claims it or not. */
  #rivals(role: Role, name: string, key: string): number {
    const claimants = this.#claimants[role];
    if (key === name) return claimants.count(key);
    const stored = claimants.count(key) - (claimants.holds(key, name) ? 1 : 0);
    return stored + (this.#hasNamesake(role, key) ? 1 : 0);
  }
}

/** What a lookup by these names depends on: an index of lookups by these keys tells which ones a change may affect. */
export function keysOf(names: readonly string[]): readonly string[] {
  const keys = names.map((name) => name.toLowerCase());
  return [...new Set([...keys, ...keys.flatMap((key) => shortName(key) ?? [])])];
}

/** What an asset is found by in a role, in lower case. */
function claimsOf(role: Role, name: string, others: Others | undefined): readonly string[] {
  if (others === undefined) return [];
  if (role === 'name') return [name.toLowerCase()];
  const [address, ...aliases] = listOf(others);
  if (role === 'address') return address === undefined ? [] : [address.toLowerCase()];
  if (role === 'alias') return aliases.map((alias) => alias.toLowerCase());
  return [name, ...listOf(others)].flatMap((own) => shortName(own) ?? []);
}

function othersOf({ address, aliases }: AssetIdentity): Others {
  return aliases.length === 0 ? address : [address, ...aliases];
}

function listOf(others: Others | undefined): readonly string[] {
  return typeof others === 'string' ? [others] : (others ?? []);
}

function isSame(a: Others | undefined, b: Others | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const [as, bs] = [listOf(a), listOf(b)];
  return as.length === bs.length && as.every((name, index) => name === bs[index]);
}

/** `web-01.example.org` is `web-01`; an address has no short name. */
function shortName(name: string): string | undefined {
  if (/^[\d.]+$/.test(name) || name.includes(':')) return undefined;
  return name.split('.')[0]?.toLowerCase() ?? name;
}
