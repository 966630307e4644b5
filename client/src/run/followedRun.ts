// One run as this window follows it: its folded journal, and whether it goes on. Reads are queued, so that no event is folded twice.

import type { Uri } from 'vscode';
import { emptyRun, foldJournal, type RunState, reduce } from '../../../server/src/run/state.ts';
import { eventsOf } from './journalTail.ts';
import { type Life, lifeOf } from './life.ts';
import { ageOf, isHeld, JournalReader } from './runFolder.ts';

/** What views show of a run. */
export interface RunView {
  /** The run's folder, a URI: its identity. */
  readonly key: string;
  readonly id: string;
  readonly life: Life;
  readonly state: RunState;
}

export class FollowedRun implements RunView {
  readonly key: string;
  readonly id: string;
  readonly folder: Uri;
  /** The workspace folder. */
  readonly root: Uri;
  readonly #journal: JournalReader;
  #state: RunState = emptyRun;
  #life: Life | undefined;
  #reading: Promise<boolean> = Promise.resolve(false);

  constructor(root: Uri, folder: Uri) {
    this.root = root;
    this.folder = folder;
    this.key = folder.toString();
    this.id = folder.path.slice(folder.path.lastIndexOf('/') + 1);
    this.#journal = new JournalReader(folder);
  }

  get state(): RunState {
    return this.#state;
  }

  get life(): Life {
    return this.#life ?? 'finished';
  }

  /** Read at least once. */
  get known(): boolean {
    return this.#life !== undefined;
  }

  /** Folds what is new; true where something changed. */
  update(): Promise<boolean> {
    this.#reading = this.#reading.catch(() => false).then(() => this.#read());
    return this.#reading;
  }

  async #read(): Promise<boolean> {
    const { held, age } = { held: await isHeld(this.folder), age: await ageOf(this.folder, Date.now()) };
    // The journal after the lock: a runner writes its end before it lets go, so an end is never missed.
    const lines = await this.#journal.read();
    this.#state = fold(this.#state, lines);
    const life = lifeOf({ state: this.#state, held, age });
    const changed = lines !== '' || life !== this.#life;
    this.#life = life;
    return changed;
  }
}

/** A long journal is folded at once where it's new. */
function fold(state: RunState, lines: string): RunState {
  return state.status === 'empty' ? foldJournal(lines).state : eventsOf(lines).reduce(reduce, state);
}
