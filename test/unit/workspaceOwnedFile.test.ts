// A file after an edit: made of the chunks around the edit, or, where lines can't tell, of the whole text.

import { deepEqual, equal } from 'node:assert/strict';
import { kindOfFile } from '../../server/src/schema/fileKinds.ts';
import { FactsMemo } from '../../server/src/workspace/factsMemo.ts';
import { readBytes } from '../../server/src/workspace/fileReading.ts';
import { editedFile, type OwnedFile, ownedFile, packedFile } from '../../server/src/workspace/ownedFile.ts';
import { packFile } from '../../server/src/workspace/pack.ts';
import { PackedFile } from '../../server/src/workspace/packedFile.ts';

const uri = 'file:///w/a.inventory.yaml';
const memo = new FactsMemo();

function inventory() {
  const kind = kindOfFile('a.inventory.yaml');
  if (!kind) throw new Error('inventories have a kind');
  return kind;
}

const fileOf = (text: string) => ownedFile({ uri, kind: inventory() }, text, memo);

/** @returns undefined where the whole text must be looked at. */
function insert(text: string, at: number, inserted: string, before: OwnedFile = fileOf(text)) {
  const change = { start: at, oldEnd: at, newEnd: at + inserted.length };
  return editedFile(before, text.slice(0, at) + inserted + text.slice(at), change, memo);
}

const lf = 'assets:\n  a: { os: debian 12 }\n  b: { os: debian 12 }\n  c: {}\n';

describe('a file after an edit', () => {
  it('is made of what is around it, wherever it is, and whatever its line ends are', () => {
    for (const text of [lf, lf.replaceAll('\n', '\r\n')]) {
      const [from, until] = [text.indexOf('debian'), text.lastIndexOf('debian')];
      for (let at = from; at < until; at++) {
        if (text[at] === '\n' && text[at - 1] === '\r') continue;
        const edited = insert(text, at, 'x');
        equal(edited !== undefined, true, `at ${at} of ${JSON.stringify(text)}`);
      }
    }
  });

  it('has the chunks that it left alone, moved', () => {
    const before = fileOf(lf);
    const [head, a, b, c] = before.chunks;
    const at = lf.indexOf('debian', lf.indexOf('  b:'));
    const edited = insert(lf, at, 'not ', before);
    deepEqual(edited?.removed, [b]);
    equal(edited?.added.length, 1);
    deepEqual(edited?.file.chunks, [head, a, edited?.added[0], c]);
    equal(edited?.file.chunks[2]?.offset, lf.indexOf('  b:'));
    equal(edited?.file.chunks[3]?.offset, lf.indexOf('  c:') + 'not '.length);
  });

  for (const [what, text] of [
    ['a carriage return alone', '\r'],
    ['a NUL', '\0'],
    ['a conflict', '\n<<<<<<< ours\n'],
    ['an anchor', '&a '],
    ['a document', '\n---\n'],
    ['a flow root', '\n{}\n'],
  ] as const)
    it(`is looked at as a whole where ${what} comes`, () => {
      equal(insert(lf, lf.indexOf('debian', lf.indexOf('  b:')), text), undefined);
    });

  it('is looked at as a whole where a line end of old times was in it, or one is parted', () => {
    const old = lf.replace('12 }\n', '12 }\r');
    equal(insert(old, old.indexOf('debian'), 'x'), undefined);
    const crlf = lf.replaceAll('\n', '\r\n');
    equal(insert(crlf, crlf.indexOf('\r', 20) + 1, 'x'), undefined);
    equal(insert(`${lf}\r`, lf.length + 1, 'x'), undefined);
  });

  it('is looked at as a whole once after it was unpacked: nobody knows if its text is plain', () => {
    const packed = PackedFile.open(packFile(readBytes(inventory(), Buffer.from(lf))));
    if (!packed) throw new Error('what was packed is not whole');
    const at = lf.indexOf('debian');
    equal(insert(lf, at, 'x', packedFile(uri, inventory(), packed)), undefined);
  });
});
