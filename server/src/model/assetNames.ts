// Whose a finding is: the asset with that name, else address, else alias, else unique short name; never a guess.

import type { Asset } from './asset.ts';

/** Names under which hosts are found; built once for all findings. */
export class AssetNames {
  readonly #exact: ReadonlyMap<string, Asset>;
  readonly #byName: ReadonlyMap<string, Asset | 'ambiguous'>;
  readonly #byAddress: ReadonlyMap<string, Asset | 'ambiguous'>;
  readonly #byAlias: ReadonlyMap<string, Asset | 'ambiguous'>;
  readonly #byShortName: ReadonlyMap<string, Asset | 'ambiguous'>;

  constructor(assets: ReadonlyMap<string, Asset>) {
    const all = [...assets.values()];
    this.#exact = assets;
    this.#byName = index(all, ({ name }) => [name]);
    this.#byAddress = index(all, ({ address }) => [address]);
    this.#byAlias = index(all, ({ aliases }) => aliases);
    this.#byShortName = index(all, (asset) => namesOf(asset).flatMap(shortName));
  }

  /** By a name that one of our own files states: as it's written, nothing else. */
  named(name: string): Asset | undefined {
    return this.#exact.get(name);
  }

  /** @param names what a report calls the host: names first, then addresses. */
  find(names: readonly string[]): Asset | undefined {
    for (const name of names) {
      const asset = this.#exact.get(name);
      if (asset) return asset;
    }
    const keys = names.map((name) => name.toLowerCase());
    for (const map of [this.#byName, this.#byAddress, this.#byAlias]) {
      for (const key of keys) {
        const found = map.get(key);
        if (found && found !== 'ambiguous') return found;
      }
    }
    for (const key of keys) {
      const found = shortName(key).flatMap((short) => this.#byShortName.get(short) ?? [])[0];
      if (found && found !== 'ambiguous' && !isOtherDomain(key, found)) return found;
    }
    return undefined;
  }
}

function namesOf({ name, address, aliases }: Asset): readonly string[] {
  return [name, address, ...aliases];
}

/** `web-01.a.org` isn't `web-01.b.org`, though both are `web-01` for short. */
function isOtherDomain(name: string, asset: Asset): boolean {
  const short = shortName(name)[0];
  if (short === undefined || short === name) return false;
  return namesOf(asset).some((own) => shortName(own)[0] === short && own.toLowerCase() !== short);
}

function index(
  assets: readonly Asset[],
  keysOf: (asset: Asset) => readonly string[],
): Map<string, Asset | 'ambiguous'> {
  const map = new Map<string, Asset | 'ambiguous'>();
  for (const asset of assets) {
    for (const key of new Set(keysOf(asset).map((name) => name.toLowerCase()))) {
      map.set(key, map.has(key) ? 'ambiguous' : asset);
    }
  }
  return map;
}

/** `web-01.example.org` is `web-01`; an address has no short name. */
function shortName(name: string): string[] {
  if (/^[\d.]+$/.test(name) || name.includes(':')) return [];
  return [name.split('.')[0]?.toLowerCase() ?? name];
}
