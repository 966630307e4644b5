// Which asset each host of the reports is. Equal hosts of many findings and reports are one, and are matched once; when an asset changes what it is
// called, only the hosts are matched again that may be found by the names that changed.

import { groupBy } from '../base/groupBy.ts';
import { SparseMultiMap } from '../base/sparseMultiMap.ts';
import { type AssetIdentity, AssetNames, keysOf } from '../model/assetNames.ts';
import type { HostIdentity } from '../sources/reader.ts';

/** @typeParam P what a report says of a host. */
export interface MatchedHost<P> {
  readonly identity: HostIdentity;
  readonly asset: string | undefined;
  readonly parts: readonly P[];
}

/** A host is another asset than before. */
export interface Rematch<P> {
  readonly host: MatchedHost<P>;
  readonly before: string | undefined;
}

interface Host<P> extends MatchedHost<P> {
  asset: string | undefined;
  parts: P[];
}

export class HostMatches<P extends { readonly host: MatchedHost<P> }> {
  #names = new AssetNames();
  readonly #hosts = new Map<string, Host<P>>();
  readonly #byKey = new SparseMultiMap<string, Host<P>>();
  readonly #byAsset = new SparseMultiMap<string, Host<P>>();
  #matched = 0;

  /** How often a host was looked up among the assets. */
  get matched(): number {
    return this.#matched;
  }

  /** Keeps what a report says of a host, until it's released. */
  add(identity: HostIdentity, partOf: (host: MatchedHost<P>) => P): P {
    const host = this.#hostOf(identity);
    const part = partOf(host);
    // A list that starts as a literal takes no room for more, and most hosts are in one report.
    if (host.parts.length === 0) host.parts = [part];
    else host.parts.push(part);
    return part;
  }

  /** Hosts of which nobody says anything any more are forgotten. */
  release(parts: readonly P[]): void {
    for (const [{ identity }, gone] of groupBy(parts, ({ host }) => host)) {
      const id = idOf(identity);
      const host = this.#hosts.get(id);
      if (!host) continue;
      const isGone = new Set(gone);
      host.parts = host.parts.filter((part) => !isGone.has(part));
      if (host.parts.length > 0) continue;
      this.#hosts.delete(id);
      for (const key of keysOf(calledBy(identity))) this.#byKey.delete(key, host);
      if (host.asset !== undefined) this.#byAsset.delete(host.asset, host);
    }
  }

  /** The hosts that are the asset. */
  of(asset: string): Iterable<MatchedHost<P>> {
    return this.#byAsset.of(asset);
  }

  /** @param identity undefined where the asset is gone. */
  setNames(name: string, identity: AssetIdentity | undefined): readonly Rematch<P>[] {
    const touched = new Set<Host<P>>();
    for (const key of this.#names.set(name, identity)) {
      for (const host of this.#byKey.of(key)) touched.add(host);
    }
    return [...touched].flatMap((host) => this.#rematch(host) ?? []);
  }

  /** To be called while there are no hosts: no asset is known until it is named again. */
  forgetNames(): void {
    this.#names = new AssetNames();
  }

  #rematch(host: Host<P>): Rematch<P> | undefined {
    const before = host.asset;
    host.asset = this.#assetOf(host.identity);
    if (host.asset === before) return undefined;
    if (before !== undefined) this.#byAsset.delete(before, host);
    if (host.asset !== undefined) this.#byAsset.add(host.asset, host);
    return { host, before };
  }

  #hostOf(identity: HostIdentity): Host<P> {
    const id = idOf(identity);
    const known = this.#hosts.get(id);
    if (known) return known;
    const host: Host<P> = { identity, asset: undefined, parts: [] };
    this.#hosts.set(id, host);
    for (const key of keysOf(calledBy(identity))) this.#byKey.add(key, host);
    this.#rematch(host);
    return host;
  }

  /** What our own line says is final; where it names no asset of ours, `name/unresolved` says so. */
  #assetOf(identity: HostIdentity): string | undefined {
    this.#matched++;
    if (identity.asset !== undefined) return this.#names.named(identity.asset);
    return this.#names.find(calledBy(identity));
  }
}

/** Names first, then addresses. */
function calledBy({ asset, name, addresses, aliases }: HostIdentity): readonly string[] {
  if (asset !== undefined) return [asset];
  return [...(name === undefined ? [] : [name]), ...addresses, ...aliases];
}

/** Equal for equal hosts. */
function idOf({ asset, name, addresses, aliases }: HostIdentity): string {
  return JSON.stringify([asset ?? null, name ?? null, addresses, aliases]);
}
