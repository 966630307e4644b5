// What each group says for its members: the first entry with its name that says anything readable.

import type { GroupLookup, GroupStatement } from '../model/mergeAssets.ts';
import { anchorOf } from '../schema/located.ts';
import type { NameIndex } from './names.ts';
import { inventoryPartsOf } from './parts.ts';

export class Groups implements GroupLookup {
  readonly #names: NameIndex;
  readonly #known = new Map<string, GroupStatement | undefined>();

  constructor(names: NameIndex) {
    this.#names = names;
  }

  get(name: string): GroupStatement | undefined {
    if (!this.#known.has(name)) this.#known.set(name, this.#read(name));
    return this.#known.get(name);
  }

  forget(name: string): void {
    this.#known.delete(name);
  }

  #read(name: string): GroupStatement | undefined {
    for (const chunk of this.#names.definersOf('group', name)) {
      const entry = inventoryPartsOf(chunk).entry('groups', name);
      if (!entry) continue;
      const { value, place, at } = entry;
      return { name, facts: value, at, fieldAt: (field) => anchorOf(place, value, field) };
    }
    return undefined;
  }
}
