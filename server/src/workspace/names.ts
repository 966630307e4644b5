// Where every name is defined and used, across files. Built from facts and sources; answers definition, references, rename and "not found".

import type { NameKind } from '../schema/annotations.ts';
import type { Anchor } from '../schema/located.ts';
import type { OwnedFile } from './ownedFile.ts';

export interface NameSite {
  readonly name: string;
  readonly at: Anchor;
}

export class NameIndex {
  readonly #definitions = new Map<NameKind, Map<string, Anchor[]>>();
  readonly #references = new Map<NameKind, Map<string, Anchor[]>>();

  static of(files: Iterable<OwnedFile>): NameIndex {
    const index = new NameIndex();
    for (const file of files) {
      for (const { facts, place } of file.chunks) {
        for (const { kind, name, role, span } of facts.names)
          index.add(role, kind, { name, at: { place, span } });
      }
    }
    return index;
  }

  add(role: 'defines' | 'refers', kind: NameKind, { name, at }: NameSite): void {
    const byKind = role === 'defines' ? this.#definitions : this.#references;
    const byName = byKind.get(kind) ?? new Map<string, Anchor[]>();
    byKind.set(kind, byName);
    const sites = byName.get(name);
    if (sites) sites.push(at);
    else byName.set(name, [at]);
  }

  definitionsOf(kind: NameKind, name: string): readonly Anchor[] {
    return this.#definitions.get(kind)?.get(name) ?? [];
  }

  referencesTo(kind: NameKind, name: string): readonly Anchor[] {
    return this.#references.get(kind)?.get(name) ?? [];
  }

  /** Every defined name of a kind with its sites, in the order of definition. */
  defined(kind: NameKind): ReadonlyMap<string, readonly Anchor[]> {
    return this.#definitions.get(kind) ?? new Map();
  }

  referred(kind: NameKind): ReadonlyMap<string, readonly Anchor[]> {
    return this.#references.get(kind) ?? new Map();
  }
}
