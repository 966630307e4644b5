// What Set Up Patchtide looks at.

/** A file of the folder. */
export interface ListedFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  /** The whole text, or its head where it's long: 8 KB tell what it is, the whole tells its hosts. */
  readonly text: string;
}
