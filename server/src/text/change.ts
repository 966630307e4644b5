// One replaced stretch of a text: what lay between `start` and `oldEnd` became what lies between `start` and `newEnd`. Several edits of one turn are
// told as the one stretch that covers them.

export interface TextChange {
  readonly start: number;
  /** Exclusive, in the old text. */
  readonly oldEnd: number;
  /** Exclusive, in the new text. */
  readonly newEnd: number;
}

/** `second` was made to the text that `first` led to. */
export function together(first: TextChange, second: TextChange): TextChange {
  const start = Math.min(first.start, second.start);
  const grown = first.newEnd - first.oldEnd;
  const oldEnd = Math.max(first.oldEnd, second.oldEnd - grown);
  const newEnd = Math.max(second.newEnd, first.newEnd + second.newEnd - second.oldEnd);
  return { start, oldEnd, newEnd };
}
