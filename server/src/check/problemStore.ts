// The problems of open files, kept chunk by chunk, so that an edit makes only those anew whose chunk it touched. Of closed files nothing is kept but
// while they are looked at: that may be done in slices, between which the workspace may change.

import type { FileUri } from '../base/uri.ts';
import { OwnedChunk } from '../workspace/chunk.ts';
import type { OwnedFile } from '../workspace/ownedFile.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Touched } from '../workspace/touched.ts';
import { checkChunk, checkWhole, inOrder } from './checkAll.ts';
import type { Problem } from './problem.ts';

interface Kept {
  /** Of chunks that have any. */
  readonly problems: Map<OwnedChunk, readonly Problem[]>;
  /** To be checked; some may be gone by now. */
  readonly dirty: Set<OwnedChunk>;
  /** Files, this one among them, whose chunks may be others since the problems were made. */
  readonly moved: Set<FileUri>;
  /** Of the file as a whole. */
  ofFile: readonly Problem[] | undefined;
}

export class ProblemStore {
  readonly #isOpen: (file: FileUri) => boolean;
  readonly #kept = new Map<FileUri, Kept>();
  #checksRun = 0;

  constructor(isOpen: (file: FileUri) => boolean) {
    this.#isOpen = isOpen;
  }

  /** How many chunks were checked so far. */
  get checksRun(): number {
    return this.#checksRun;
  }

  /** How many files something is kept of. */
  get filesKept(): number {
    return this.#kept.size;
  }

  touched({ chunks, files }: Pick<Touched, 'chunks' | 'files'>): void {
    for (const [file, { dirty }] of this.#kept)
      if (dirty.size === 0 && !this.#isOpen(file)) this.#kept.delete(file);
    if (this.#kept.size === 0) return;
    for (const chunk of chunks) this.#kept.get(chunk.file)?.dirty.add(chunk);
    for (const file of files) for (const { moved } of this.#kept.values()) moved.add(file);
  }

  /** In the order of places. */
  problemsOf(snapshot: Snapshot, file: OwnedFile): readonly Problem[] {
    this.advance(snapshot, file, () => true);
    const { ofFile = [], problems } = this.#keptOf(file);
    if (!this.#isOpen(file.uri)) this.#kept.delete(file.uri);
    const all = [...ofFile];
    for (const found of problems.values()) for (const problem of found) all.push(problem);
    return inOrder(all);
  }

  /**
   * Checks what of a file is to be checked, for as long as there is time.
   * @returns whether all is done: {@link problemsOf} costs next to nothing then.
   */
  advance(snapshot: Snapshot, file: OwnedFile, hasTime: () => boolean): boolean {
    const kept = this.#keptOf(file);
    settleMoved(kept, snapshot, file);
    kept.ofFile ??= checkWhole(file, snapshot);
    for (const chunk of kept.dirty) {
      if (!hasTime()) return false;
      kept.dirty.delete(chunk);
      if (!isIn(file, chunk)) continue;
      this.#checksRun++;
      const problems = checkChunk(chunk, snapshot);
      if (problems.length > 0) kept.problems.set(chunk, problems);
      else kept.problems.delete(chunk);
    }
    return true;
  }

  /** The file is gone. */
  forget(file: FileUri): void {
    this.#kept.delete(file);
  }

  #keptOf(file: OwnedFile): Kept {
    const known = this.#kept.get(file.uri);
    if (known) return known;
    const kept: Kept = {
      problems: new Map(),
      dirty: new Set(file.chunks),
      moved: new Set(),
      ofFile: undefined,
    };
    this.#kept.set(file.uri, kept);
    return kept;
  }
}

/** Problems of chunks that are gone go. Those that lead to such a chunk, in whatever file, are made anew: what they lead to stands elsewhere now. */
function settleMoved(kept: Kept, snapshot: Snapshot, file: OwnedFile): void {
  const { moved, problems, dirty } = kept;
  if (moved.size === 0) return;
  if (moved.has(file.uri)) kept.ofFile = undefined;
  for (const [chunk, found] of problems) {
    if (moved.has(file.uri) && !isIn(file, chunk)) problems.delete(chunk);
    else if (found.some((problem) => leadsNowhere(problem, chunk, kept, snapshot))) dirty.add(chunk);
  }
  moved.clear();
}

function leadsNowhere(
  { related }: Problem,
  own: OwnedChunk,
  { moved }: Pick<Kept, 'moved'>,
  { files }: Snapshot,
): boolean {
  return related.some(({ at: { place } }) => {
    if (place === own || !moved.has(place.file) || !(place instanceof OwnedChunk)) return false;
    const file = files.get(place.file);
    return !file || !isIn(file, place);
  });
}

/** Chunks stand in the order of the text, so that none has to be looked for. */
function isIn({ chunks }: OwnedFile, chunk: OwnedChunk): boolean {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunks[middle]?.offset ?? Infinity) < chunk.offset) low = middle + 1;
    else high = middle;
  }
  for (let nth = low; chunks[nth]?.offset === chunk.offset; nth++) if (chunks[nth] === chunk) return true;
  return false;
}
