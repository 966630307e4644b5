// What people type in an inventory, as edits: each sequence leaves the text as it found it, so that sequences can follow each other anywhere.

import type { Edit } from './openDocument.ts';
import type { Random } from './random.ts';

export type Keystroke = 'scalar' | 'flip' | 'name' | 'comment' | 'broken';

export interface KindOfEdit extends Edit {
  readonly kind: Keystroke;
}

/** About 29 keystrokes around one asset of the file. */
export function keystrokesAt(lines: readonly string[], asset: number): readonly KindOfEdit[] {
  return [
    ...kindOf('scalar', insideScalar(lines, asset)),
    ...kindOf('flip', flip(lines, asset)),
    ...kindOf('name', newName(asset)),
    ...kindOf('comment', splitComment(lines, asset)),
    ...kindOf('broken', breakAndMend(lines, asset)),
  ];
}

/** Lines on which assets begin. */
export function assetLinesOf(lines: readonly string[]): readonly number[] {
  return lines.flatMap((line, at) => (/^ {2}["a-z][^#]*:$/.test(line) ? [at] : []));
}

export function randomAsset(lines: readonly string[], random: Random): number {
  return random.pick(assetLinesOf(lines));
}

function kindOf(kind: Keystroke, edits: readonly Edit[]): readonly KindOfEdit[] {
  return edits.map((edit) => ({ ...edit, kind }));
}

/** One letter more in a package's name, and one less. */
function insideScalar(lines: readonly string[], asset: number): readonly Edit[] {
  const line = firstPatch(lines, asset);
  const character = after(lines, line, 'package: ');
  return [insertion(line, character, 'x'), deletion(line, character, 1)];
}

/** Another year of detection makes an asset late; back again. */
function flip(lines: readonly string[], asset: number): readonly Edit[] {
  const line = firstPatch(lines, asset);
  const character = after(lines, line, 'detected: 20');
  const was = (lines[line] ?? '').slice(character, character + 1);
  return [replacement(line, character, '1'), replacement(line, character, was)];
}

/** A new asset before this one, letter by letter. */
function newName(asset: number): readonly Edit[] {
  const letters = [...'new-host-01: {}'].map((letter, at) => insertion(asset, 2 + at, letter));
  return [
    insertion(asset, 0, '  \n'),
    ...letters,
    { start: { line: asset, character: 0 }, end: { line: asset + 1, character: 0 }, text: '' },
  ];
}

/** Enter in the midst of a comment: what follows is no comment until `# ` stands before it. */
function splitComment(lines: readonly string[], asset: number): readonly Edit[] {
  const next = lines.findIndex((line, at) => at >= asset && /^\s*# /.test(line));
  const line = Math.max(0, next);
  const character = (lines[line] ?? '').indexOf(' ', 12);
  return [
    insertion(line, character, '\n'),
    insertion(line + 1, 0, '#'),
    { start: { line, character }, end: { line: line + 1, character: 1 }, text: '' },
  ];
}

/** The end of a flow mapping, then the colon after a name, are taken away and put back. */
function breakAndMend(lines: readonly string[], asset: number): readonly Edit[] {
  const patch = firstPatch(lines, asset);
  const end = (lines[patch] ?? '').lastIndexOf('}');
  const colon = (lines[asset] ?? '').length - 1;
  return [
    deletion(patch, end, 1),
    insertion(patch, end, '}'),
    deletion(asset, colon, 1),
    insertion(asset, colon, ':'),
  ];
}

function firstPatch(lines: readonly string[], asset: number): number {
  return lines.findIndex((line, at) => at > asset && line.startsWith('      - {'));
}

function after(lines: readonly string[], line: number, words: string): number {
  return (lines[line] ?? '').indexOf(words) + words.length;
}

function insertion(line: number, character: number, text: string): Edit {
  return { start: { line, character }, end: { line, character }, text };
}

function deletion(line: number, character: number, length: number): Edit {
  return { start: { line, character }, end: { line, character: character + length }, text: '' };
}

function replacement(line: number, character: number, text: string): Edit {
  return { start: { line, character }, end: { line, character: character + text.length }, text };
}
