// How modules that know no editor get their words.

/** Translates a message with `{0}` placeholders: `vscode.l10n.t` in the editor. */
export type Translate = (message: string, ...args: readonly (string | number)[]) => string;
