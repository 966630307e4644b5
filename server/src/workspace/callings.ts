// What pending patches are called: by their advisory and their CVEs, each name numbered. Known by the ids of traits, of which a fleet has few.

import type { InternTable } from '../model/interned.ts';
import type { PatchTraits } from '../model/traits.ts';

export class Callings {
  readonly #traits: InternTable<PatchTraits>;
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** By the id of traits: the numbers of the names. */
  readonly #called: (readonly number[])[] = [];
  /** By the number of a name: the ids of traits. */
  readonly #meant: number[][] = [];

  constructor(traits: InternTable<PatchTraits>) {
    this.#traits = traits;
  }

  /** By number; of patches that are gone, too. */
  get names(): readonly string[] {
    this.#catchUp();
    return this.#names;
  }

  /** By the id of traits: numbers of the names, each once. */
  get called(): readonly (readonly number[])[] {
    this.#catchUp();
    return this.#called;
  }

  /** The ids of the traits that are called so. */
  meant(name: string): readonly number[] {
    this.#catchUp();
    const number = this.#numbers.get(name);
    return number === undefined ? [] : (this.#meant[number] ?? []);
  }

  #catchUp(): void {
    for (let traits = this.#called.length; traits < this.#traits.size; traits++) {
      const { id, cves = [] } = this.#traits.at(traits).facts;
      const numbers = [...new Set([id, ...cves])].map((name) => this.#numberOf(name));
      this.#called.push(numbers);
      for (const number of numbers) this.#meant[number]?.push(traits);
    }
  }

  #numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#names.push(name) - 1;
    this.#numbers.set(name, number);
    this.#meant.push([]);
    return number;
  }
}
