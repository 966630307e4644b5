// Where a file is cut, and what git's conflict markers leave of it.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { settleConflicts } from '../../server/src/yaml/conflicts.ts';
import { type Resplit, resplit, splitIntoChunks } from '../../server/src/yaml/split.ts';

function checkSplit(text: string, ...expected: readonly string[]): void {
  const chunks = splitIntoChunks(text, (section) => section === 'assets' || section === 'groups');
  const said = chunks.map(({ shape, section, offset, length }) => {
    const content = text.slice(offset, offset + length).trimEnd();
    return `${shape}${section === undefined ? '' : ` ${section}`}: ${JSON.stringify(content)}`;
  });
  deepEqual(said, expected);
}

describe('splitIntoChunks', () => {
  it('cuts collections by entries, and everything else by sections', () => {
    checkSplit(
      '# head\nassets: # all\n  # first\n  a:\n    os: x\n  b: {}\nsources:\n- csv: x\n\ngroups: {}\n',
      'section assets: "# head\\nassets: # all\\n  # first"',
      'entry assets: "  a:\\n    os: x"',
      'entry assets: "  b: {}"',
      'section sources: "sources:\\n- csv: x"',
      'section groups: "groups: {}"',
    );
  });

  it('takes keys as people write them', () => {
    checkSplit(
      '---\n"assets" :\r\n  "a b": {}\r\n  \'c\': {}\r\n  ? d\r\n  : {}\r\n',
      'section assets: "\\"assets\\" :"',
      'entry assets: "  \\"a b\\": {}"',
      'entry assets: "  \'c\': {}"',
      'entry assets: "  ? d\\r\\n  : {}"',
    );
  });

  it('keeps lists at the depth of their key, closing brackets and block texts together', () => {
    checkSplit(
      'assets:\n  a:\n    aliases:\n    - x\n    labels: {\n  }\n  b:\n    x-note: |\n      c:\n        d: 1\n  e: {}\n',
      'section assets: "assets:"',
      'entry assets: "  a:\\n    aliases:\\n    - x\\n    labels: {\\n  }"',
      'entry assets: "  b:\\n    x-note: |\\n      c:\\n        d: 1"',
      'entry assets: "  e: {}"',
    );
  });

  it('goes on by lines where one begins with a tab', () => {
    checkSplit(
      'assets:\n  a:\n\tos: x\n  b: {}\n',
      'section assets: "assets:"',
      'entry assets: "  a:\\n\\tos: x"',
      'entry assets: "  b: {}"',
    );
    checkSplit('assets:\n\ta: {}\n', 'section assets: "assets:\\n\\ta: {}"');
  });

  for (const [why, text] of [
    ['anchors', 'x-a: &a 1\nassets:\n  b: { os: *a }\n'],
    ['an anchor after a tag', 'assets:\n  b: !!map &a {}\n'],
    ['a flow root', '{ assets: { a: {} } }\n'],
    ['several documents', 'assets:\n  a: {}\n---\nassets:\n  b: {}\n'],
    ['a directive', '%YAML 1.2\n---\nassets:\n  a: {}\n'],
  ] as const) {
    it(`keeps a file with ${why} whole`, () => checkSplit(text, `whole: ${JSON.stringify(text.trimEnd())}`));
  }

  it('does not take globs, shells and comments for anchors', () => {
    const text =
      'assets:\n  a:\n    x-do: [sh, -c, "a && b *c"]\n  # see *this* &that\nfindings: ["**/*.txt", a/*.txt]\n';
    equal(splitIntoChunks(text, (section) => section === 'assets').length, 3);
  });

  it('has a chunk for text that holds nothing', () => {
    checkSplit('', 'whole: ""');
    checkSplit('\n\n', 'whole: ""');
    checkSplit('\uFEFFassets:\n', 'section assets: "assets:"');
  });
});

describe('resplit', () => {
  const isCollection = (section: string) => section === 'assets';
  const entry = (nth: number) => `  web-${nth}:\n    os: debian 12\n    # note\n    labels: { a: b }\n`;
  const entries = Array.from({ length: 10_000 }, (_, nth) => entry(nth));
  const large = `assets:\n${entries.join('')}policies:\n  - x\n`;
  const table = splitIntoChunks(large, isCollection);
  const last = entry(9999).length;

  /** Replaces the first occurrence; what is added to it is an insertion. */
  function edit(old: string, fresh: string): Resplit | undefined {
    const at = large.indexOf(old);
    const start = fresh.startsWith(old) ? at + old.length : at;
    const text = large.slice(0, at) + fresh + large.slice(at + old.length);
    const change = { start, oldEnd: at + old.length, newEnd: at + fresh.length };
    return resplit(table, text, change, isCollection);
  }

  function checkEdit(
    [old, fresh]: readonly [string, string],
    expected: Pick<Resplit, 'kept' | 'dropped'> & { readonly fresh: number },
    looked = 5 * last,
  ): void {
    const split = edit(old, fresh);
    ok(split);
    const { kept, dropped, scanned } = split;
    deepEqual({ kept, dropped, fresh: split.fresh.length }, expected);
    ok(scanned <= looked, `${scanned} characters were looked at`);
  }

  it('looks at a few entries only, however many there are', () => {
    checkEdit(['web-5000:\n    os: debian 12', 'web-5000:\n    os: debian 13'], {
      kept: 5001,
      dropped: 1,
      fresh: 1,
    });
    checkEdit([entry(5000), `  new: {}\n${entry(5000)}`], { kept: 5001, dropped: 1, fresh: 2 });
    checkEdit([entry(4999), `${entry(4999)}  new: {}\n`], { kept: 5001, dropped: 0, fresh: 1 });
    checkEdit([entry(5000), ''], { kept: 5001, dropped: 1, fresh: 0 });
    checkEdit(['  web-5000:', '    web-5000:'], { kept: 5000, dropped: 2, fresh: 1 });
    checkEdit(['assets:\n', 'assets:\n  # first\n'], { kept: 0, dropped: 1, fresh: 1 });
    checkEdit(['  - x\n', '  - x\n  - y\n'], { kept: 10_001, dropped: 1, fresh: 1 });
  });

  it('looks at all that an edit gives another meaning', () => {
    checkEdit(['assets:', 'groups:'], { kept: 0, dropped: 10_001, fresh: 1 }, large.length + last);
    checkEdit(['  web-5000:', 'web-5000:'], { kept: 5001, dropped: 5000, fresh: 1 }, large.length);
  });

  it('leaves to a whole split what lines can’t tell', () => {
    equal(edit('debian 12', '&a debian 12'), undefined);
    equal(edit('assets:', '{ assets:'), undefined);
    equal(edit('policies:', '---\npolicies:'), undefined);
    equal(
      resplit(splitIntoChunks('{}', isCollection), '{ }', { start: 1, oldEnd: 1, newEnd: 2 }, isCollection),
      undefined,
    );
  });
});

describe('settleConflicts', () => {
  function checkSettled(text: string, expected: string): void {
    const settled = settleConflicts(text);
    equal(settled.text.replace(/ +$/gm, ''), expected);
    equal(settled.text.length, text.length);
  }

  it('lets our side count, and leaves offsets where they are', () => {
    checkSettled('a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\nc: 4\n', 'a: 1\n\nb: 2\n\n\n\nc: 4\n');
    checkSettled(
      '<<<<<<< a\r\nb\r\n||||||| o\r\nc\r\n=======\r\nd\r\n>>>>>>> e\r\n',
      '\r\nb\r\n\r\n\r\n\r\n\r\n\r\n',
    );
  });

  it('blanks a marker that stands alone, and nothing else', () => {
    checkSettled('a: 1\n>>>>>>> x\nb: 2\n=======\n', 'a: 1\n\nb: 2\n=======\n');
    checkSettled('<<<<<<< x\na: 1\n=======\nb: 2\n', '\na: 1\n=======\nb: 2\n');
  });

  it('lets be what is no marker', () => {
    for (const text of ['a: "<<<<<<<"\n', 'a: |\n  <<<<<<< x\n  =======\n', '=======\n']) {
      equal(settleConflicts(text).text, text);
    }
  });
});
