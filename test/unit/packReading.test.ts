// A file read whole: what it says of the file, what it doesn't read twice, and that reading into bytes says the same.

import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { LineIndex } from '../../server/src/text/lineIndex.ts';
import {
  type FileReading,
  LONGEST_TEXT,
  MOST_CHUNKS,
  type ReadChunk,
  readBytes,
  readFile,
} from '../../server/src/workspace/fileReading.ts';
import { packBytes, packFile, packText } from '../../server/src/workspace/pack.ts';
import { kindOf, opened, unpacked } from './packSamples.ts';

const inventory = kindOf('inventory');
const policy = kindOf('policy');
const plan = kindOf('plan');

function problemsOf({ problems }: FileReading): readonly string[] {
  return problems.map(({ code, span, related }) => {
    const first = related ? ` (${related.span.start}-${related.span.end})` : '';
    return `${code} ${span.start}-${span.end}${first}`;
  });
}

function values(reading: FileReading): unknown {
  return reading.chunks.map(({ facts }) => facts.value);
}

describe('a file read whole', () => {
  it('knows its chunks and where they stand', () => {
    const text = '# ours\nassets:\n  a: {}\n  b: { os: x }\n\n# more\ngroups: { g: {} }\n';
    const { chunks, length } = readFile(inventory, text);
    deepEqual(
      chunks.map(({ shape, section, offset, length, keyStart }) => [
        shape,
        section,
        text.slice(offset, offset + length),
        keyStart,
      ]),
      [
        ['section', 'assets', '# ours\nassets:\n', 7],
        ['entry', 'assets', '  a: {}\n', undefined],
        ['entry', 'assets', '  b: { os: x }\n\n# more\n', undefined],
        ['section', 'groups', 'groups: { g: {} }\n', 0],
      ],
    );
    equal(length, text.length);
  });

  it('tells conflicts, and our side counts', () => {
    const text =
      'assets:\n<<<<<<< HEAD\n  a: { os: x }\n=======\n  a: { os: y }\n>>>>>>> b\n>>>>>>> c\n  b: {}\n';
    const reading = readFile(inventory, text);
    const alone = text.indexOf('>>>>>>> c');
    deepEqual(problemsOf(reading), ['yaml/conflict 8-20', `yaml/conflict ${alone}-${alone + 9}`]);
    deepEqual(
      reading.chunks.flatMap(({ outline }) => outline.assets.map(({ name }) => name)),
      ['a', 'b'],
    );
    equal(JSON.stringify(values(reading)), '[{},{"a":{"os":"x"}},{"b":{}}]');
  });

  it('tells that nothing is in it', () => {
    for (const text of ['', '\n', '# later\n', '\ufeff', '---\n'])
      deepEqual(problemsOf(readFile(inventory, text)), ['yaml/empty 0-0'], JSON.stringify(text));
    deepEqual(problemsOf(readFile(inventory, '{}\n')), []);
    deepEqual(problemsOf(readFile(inventory, '"\n')), []);
    deepEqual(problemsOf(readFile(inventory, 'assets:\n')), []);
  });

  it('tells sections that are there twice, and where the first one is', () => {
    const text = 'assets:\n  a: {}\ngroups: {}\n# again\nassets:\n  b: {}\nassets: {}\n';
    deepEqual(problemsOf(readFile(inventory, text)), [
      'yaml/duplicate-key 35-41 (0-6)',
      'yaml/duplicate-key 51-57 (0-6)',
    ]);
  });

  it('tells required sections that are missing, unless one chunk was walked whole', () => {
    const required = plan.schema.required ?? [];
    const missing = required.map(() => 'schema/missing 0-1');
    notEqual(required.length, 0);
    deepEqual(problemsOf(readFile(plan, 'x-own: 1\n')), missing);
    deepEqual(problemsOf(readFile(plan, `${required[0]}:\n`)), missing.slice(1));
    deepEqual(problemsOf(readFile(plan, '{ x-own: 1 }\n')), []);
  });

  it('takes a lone carriage return for the end of a line', () => {
    const text = 'assets:\r  a: { os: x }\r\n  b: {}\n\r';
    const reading = readFile(inventory, text);
    equal(JSON.stringify(values(reading)), '[{},{"a":{"os":"x"}},{"b":{}}]');
    const lines = new LineIndex(text);
    deepEqual(
      [...reading.lineStarts].map((offset) => lines.positionAt(offset)),
      [0, 1, 2, 3, 4].map((line) => ({ line, character: 0 })),
    );
    equal(lines.lineCount, reading.lineStarts.length);
  });

  const entries = `assets:\n${' a:\n'.repeat(MOST_CHUNKS)}`;
  const unreadable: readonly (readonly [string, Uint8Array | string, string])[] = [
    ['too long a text', ' '.repeat(LONGEST_TEXT + 1), 'yaml/too-large 0-0'],
    ['too many bytes', new Uint8Array(LONGEST_TEXT + 1), 'yaml/too-large 0-0'],
    ['too many entries', entries, 'yaml/too-large 0-0'],
    ['NUL characters', 'assets: {}\0\n', 'yaml/not-text 0-0'],
    ['other encodings than UTF-8', Uint8Array.of(0x61, 0xff), 'yaml/not-text 0-0'],
  ];
  for (const [what, content, problem] of unreadable) {
    it(`reads nothing of ${what}`, () => {
      const reading =
        typeof content === 'string' ? readFile(inventory, content) : readBytes(inventory, content);
      deepEqual(problemsOf(reading), [problem]);
      deepEqual([reading.chunks, reading.length, [...reading.lineStarts]], [[], 0, [0]]);
      const packed =
        typeof content === 'string' ? packText(inventory, content) : packBytes(inventory, content);
      deepEqual(unpacked(opened(packed)), reading);
    });
  }

  it('keeps a byte order mark, so that offsets are those of an editor', () => {
    const bytes = Buffer.from('\ufeffassets:\n  née: {}\n');
    const reading = readBytes(inventory, bytes);
    equal(reading.length, 19);
    deepEqual(reading.chunks[1]?.outline.assets[0]?.span, { start: 2, end: 5 });
    deepEqual(packBytes(inventory, bytes), packFile(reading));
  });
});

describe('the digest of a chunk', () => {
  const digestsOf = (text: string, kind = inventory) =>
    readFile(kind, text).chunks.map(({ digest }) => digest);

  it('is 128 bits', () => {
    for (const digest of digestsOf('assets:\n  a: {}\ngroups: {}\n')) {
      equal(digest.length, 16);
      equal(Buffer.from(digest, 'latin1').toString('latin1'), digest);
    }
  });

  it('tells texts, sections, shapes and kinds of files apart, and not where a chunk stands', () => {
    const [, one] = digestsOf('assets:\n  a: {}\n');
    equal(digestsOf('groups: {}\nassets:\n  a: {}\n')[2], one);
    notEqual(digestsOf('assets:\n  b: {}\n')[1], one);
    notEqual(digestsOf('groups:\n  a: {}\n')[1], one);
    notEqual(digestsOf('  a: {}\n')[0], one);
    notEqual(digestsOf('x-a: {}\n', policy)[0], digestsOf('x-a: {}\n')[0]);
  });
});

describe('what is known', () => {
  it('is not read again', () => {
    const seen = new Map<string, ReadChunk>();
    let reads = 0;
    const read = (text: string) => {
      reads = 0;
      const options = { known: (digest: string) => seen.get(digest), onRead: () => reads++ };
      const reading = readFile(inventory, text, options);
      for (const chunk of reading.chunks) seen.set(chunk.digest, chunk);
      return reading;
    };
    const before = read('assets:\n  a: {}\n  b: {}\n');
    equal(reads, 3);
    const after = read('assets:\n  a: {}\n  c: {}\n  b: {}\n');
    equal(reads, 1);
    equal(after.chunks[3]?.facts, before.chunks[2]?.facts);
    read('groups: {}\nassets:\n  b: {}\n');
    equal(reads, 1);
  });
});
