// The laws of reading: cutting changes nothing, a fault in one entry stays there, no text makes anything throw or hang, order doesn't matter, and a
// workspace that was edited equals a fresh one.

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { neverCancelled } from '../../server/src/base/cancellation.ts';
import { checkAll, shownProblems } from '../../server/src/check/checkAll.ts';
import { fileKinds, isCollection } from '../../server/src/schema/fileKinds.ts';
import { partsOf } from '../../server/src/schema/parts.ts';
import { FactsMemo } from '../../server/src/workspace/factsMemo.ts';
import { ownedFile } from '../../server/src/workspace/ownedFile.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { readYaml } from '../../server/src/yaml/read.ts';
import { splitIntoChunks } from '../../server/src/yaml/split.ts';
import { allProblems, now, root, type Texts, workspaceOf } from '../unit/fixture.ts';
import { documentOf } from './documents.ts';

const [inventoryKind, policyKind] = fileKinds;
if (!inventoryKind || !policyKind) throw new Error('no file kinds');
const layout = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  flow: fc.boolean(),
  ends: fc.constantFrom('\n', '\r\n'),
  comments: fc.boolean(),
});

type Layout = typeof layout extends fc.Arbitrary<infer T> ? T : never;

function written(document: unknown, { indent, indentSeq, flow, ends, comments }: Layout): string {
  const text = stringify(document, {
    indent,
    indentSeq,
    aliasDuplicateObjects: false,
    collectionStyle: flow ? 'flow' : 'any',
    lineWidth: 60,
  });
  const commented = comments ? text.replace(/^(\S.*:)$/gm, '# about it\n$1 # all\n\n') : text;
  return commented.replaceAll('\n', ends);
}

describe('a file cut into chunks', () => {
  for (const kind of fileKinds) {
    it(`is what it is whole: ${kind.id}`, () => {
      fc.assert(
        fc.property(documentOf(kind.schema), layout, (document, how) => {
          const text = written(document, how);
          const cut = splitIntoChunks(text, (section) => isCollection(kind, section));
          const whole = [{ offset: 0, length: text.length, shape: 'whole' as const, section: undefined }];
          deepEqual(valuesOf(text, cut, kind), valuesOf(text, whole, kind), text);
        }),
        { numRuns: 150 },
      );
    });
  }
});

/** What the chunks say together, as plain data. */
function valuesOf(
  text: string,
  chunks: ReturnType<typeof splitIntoChunks>,
  kind: (typeof fileKinds)[number],
): unknown {
  const memo = new FactsMemo();
  const placed = chunks.map((chunk) => ({
    ...chunk,
    place: { file: 'file:///w/x', offset: chunk.offset },
    value: memo.factsOf(text.slice(chunk.offset, chunk.offset + chunk.length), chunk, kind).facts.value,
  }));
  const parts = partsOf<Record<string, Record<string, unknown>>>(placed, kind.schema);
  return Object.keys(kind.schema.properties ?? {}).map((name) =>
    isCollection(kind, name)
      ? parts.entries(name).map((entry) => [entry.name, JSON.stringify(entry.value)])
      : JSON.stringify(parts.section(name)?.value),
  );
}

/** Texts that break YAML where they stand. */
const breakage = fc.constantFrom(
  '"',
  "'",
  '{',
  '[',
  '}',
  ']',
  '\t',
  '- ',
  ': ',
  '*x',
  '!x',
  '%',
  '@',
  '|',
  '? ',
  '&',
  '#',
  '  ',
  '\n',
);

describe('a fault in one entry', () => {
  const names = ['a', 'b', 'c'];
  const text = (bodies: readonly string[]) =>
    `assets:\n${names.map((name, nth) => `  ${name}:\n    os: debian ${nth}\n${bodies[nth] ?? ''}`).join('')}`;

  it('leaves the others as they are', () => {
    const asset = inventoryKind.schema.properties?.assets?.patternProperties;
    const entry = documentOf(Object.values(asset ?? {})[0] ?? {});
    fc.assert(
      fc.property(entry, fc.nat(2), breakage, fc.nat(), (value, which, fault, where) => {
        const body = stringify({ 'x-more': value }, { indent: 2, lineWidth: 0 }).replace(/^(?=.)/gm, '    ');
        const at = where % body.length;
        // A fault that ends the entry's line or begins a new line of its own may make a new entry; it may not change the others.
        const broken = body.slice(0, at) + fault + body.slice(at);
        const bodies = names.map((_, nth) =>
          nth === which ? broken.replace(/^ {0,3}(?=\S)/gm, '    ') : body,
        );
        if (/[&*]/.test(text(bodies))) return;
        const { assets } = workspaceOf({ 'a.inventory.yaml': text(bodies) }).snapshot();
        for (const [nth, name] of names.entries())
          if (nth !== which) equal(assets.get(name)?.os, `debian ${nth}`, text(bodies));
      }),
      { numRuns: 300 },
    );
  });
});

const POLICY = `timezone: Europe/Berlin
extends: [{ preset: cisa-kev, match: { exposure: internet } }, seed-default]
holidays: [2026-12-25]
sla:
  clock: [vendor-release, detected]
  days: business
  rules:
    - { name: critical, match: { severity: critical, not: { groups: [lab] } }, within: 24h }
    - { name: rest, match: { any: [{ exposure: internet }, { criticality: [high, low] }] }, within: P1M }
rings: { lab: { match: { groups: lab } }, broad: { after: lab } }
exceptions:
  - { id: EX, match: { asset: a, advisory: CVE-1 }, reason: r, expires: 2026-11-24 }
`;
const INVENTORY = `assets:
  a: { groups: [lab], pending: [{ id: CVE-1, severity: critical, released: 2026-11-20 }] }
  b:
    os: debian 12
    gpu: { driver: 418.39, cuda: 12.8 }
    pending:
      - { id: DSA-1, cves: [CVE-1, CVE-2], released: 2026-10-03, kev: { added: 2026-11-01, due: 2026-10-01 } }
  c: &c { labels: { x: y } }
  d: *c
groups:
  lab: { criticality: high }
findings: [r/*.txt]
sources: [{ ansible: hosts }]
`;
const FOREIGN = {
  'r/*.txt': { 'r/b.txt': 'openssl/x-security 3 amd64 [upgradable from: 2]\n' },
  hosts: { hosts: '[lab]\nz\na\n' },
};

function checked(texts: Texts): number {
  const snapshot = workspaceOf(texts, { foreign: FOREIGN }).snapshot();
  const problems = checkAll(snapshot, neverCancelled);
  return [...shownProblems(problems).values()].flat().length;
}

describe('no text', () => {
  const mutation = fc.tuple(
    fc.nat(),
    fc.nat(30),
    fc.oneof(breakage, fc.string({ unit: 'binary', maxLength: 8 })),
  );

  function mutated(text: string, edits: readonly (readonly [number, number, string])[]): string {
    return edits.reduce((result, [where, length, added]) => {
      const at = where % (result.length + 1);
      return result.slice(0, at) + added + result.slice(at + length);
    }, text);
  }

  it('makes a workspace throw: random edits of good files', () => {
    fc.assert(
      fc.property(
        fc.array(mutation, { maxLength: 6 }),
        fc.array(mutation, { maxLength: 6 }),
        (inventory, policy) => {
          ok(
            checked({
              'a.inventory.yaml': mutated(INVENTORY, inventory),
              'p.patch-policy.yaml': mutated(POLICY, policy),
            }) >= 0,
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  it('makes a workspace throw: soups of what YAML is made of', () => {
    const piece = fc.oneof(
      breakage,
      fc.constantFrom(
        'assets:',
        'a:',
        '  ',
        '\n',
        '\r',
        'pending:',
        'match:',
        'not:',
        'within: 7d',
        '&a',
        '*a',
        '<<: ',
        '---',
        '...',
        '%YAML 1.1\n',
        '!!set',
        '!!binary',
        '<<<<<<< x\n',
        '=======\n',
        '>>>>>>> y\n',
        '\0',
        '\uFEFF',
        '\u2028',
        '\uD800',
        '9999-12-31',
        'P100Y',
        '36525d',
        '-1',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 80 }),
        fc.constantFrom('a.inventory.yaml', 'p.patch-policy.yaml', 'p.patch-plan.yaml'),
        (pieces, path) => {
          const text = pieces.join('');
          readYaml(text);
          checked({ 'b.inventory.yaml': INVENTORY, [path]: text });
        },
      ),
      { numRuns: 600 },
    );
  });

  it('has a span outside itself', () => {
    fc.assert(
      fc.property(fc.array(mutation, { maxLength: 6 }), (edits) => {
        const text = mutated(INVENTORY, edits);
        const file = ownedFile(
          { uri: `${root}/a.inventory.yaml`, kind: inventoryKind },
          text,
          new FactsMemo(),
        );
        for (const { place, facts } of file.chunks) {
          for (const { span } of [...facts.syntax, ...facts.schema, ...facts.names]) {
            ok(
              span.start >= 0 &&
                span.start <= span.end &&
                place.offset + span.end <= Math.max(1, text.length),
              text,
            );
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

const texts = fc.record({
  'a.inventory.yaml': documentOf(inventoryKind.schema).map((document) => stringify(document)),
  'b.inventory.yaml': fc.oneof(
    fc.constant(INVENTORY),
    documentOf(inventoryKind.schema).map((document) => stringify(document)),
  ),
  'p.patch-policy.yaml': fc.oneof(
    fc.constant(POLICY),
    documentOf(policyKind.schema).map((document) => stringify(document)),
  ),
  'q.patch-policy.yaml': fc.constant(POLICY),
});

describe('the order in which files come', () => {
  it('changes no problem', () => {
    fc.assert(
      fc.property(texts, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (files, order) => {
        const entries = Object.entries(files);
        const shuffled = Object.fromEntries(order.flatMap((nth) => (entries[nth] ? [entries[nth]] : [])));
        const inOrder = workspaceOf(files, { foreign: FOREIGN });
        const apart = new Workspace(root, now);
        for (const [path, text] of Object.entries(shuffled)) {
          apart.apply({ files: [{ uri: `${root}/${path}`, text }] });
          apart.snapshot();
        }
        const other = workspaceOf(shuffled, { foreign: FOREIGN });
        deepEqual(allProblems(other.snapshot()), allProblems(inOrder.snapshot()));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a workspace that was edited', () => {
  const edit = fc.tuple(
    fc.constantFrom('a.inventory.yaml', 'p.patch-policy.yaml', 'c.inventory.yaml'),
    fc.oneof(
      fc.constant(undefined),
      fc.constant(INVENTORY),
      fc.tuple(fc.nat(), fc.nat(20), fc.oneof(breakage, fc.constant('  n: { os: x }\n'))),
    ),
  );

  it('equals a fresh one on the last texts', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
        const current: Record<string, string> = {
          'a.inventory.yaml': INVENTORY,
          'p.patch-policy.yaml': POLICY,
        };
        const workspace = workspaceOf(current, { foreign: FOREIGN });
        for (const [path, change] of edits) {
          const before = current[path] ?? '';
          if (change === undefined) delete current[path];
          else if (typeof change === 'string') current[path] = change;
          else {
            const at = change[0] % (before.length + 1);
            current[path] = before.slice(0, at) + change[2] + before.slice(at + change[1]);
          }
          workspace.apply({ files: [{ uri: `${root}/${path}`, text: current[path] }] });
          workspace.snapshot();
        }
        const fresh = workspaceOf(current, { foreign: FOREIGN });
        const answers = new Map(fresh.requests().map(({ key }) => [key, { files: [], refusals: [] }]));
        for (const each of [workspace, fresh]) each.apply({ answers });
        deepEqual(allProblems(workspace.snapshot()), allProblems(fresh.snapshot()));
      }),
      { numRuns: 150 },
    );
  });

  const many = Array.from({ length: 200 }, (_, nth) => `  a${nth}:\n    os: debian 12\n`);
  const uri = `${root}/a.inventory.yaml`;
  const read = (workspace: Workspace, text: string): number => {
    const before = workspace.counters.chunksRead;
    workspace.apply({ files: [{ uri, text }] });
    workspace.snapshot();
    return workspace.counters.chunksRead - before;
  };
  const edited = `assets:\n${many.map((entry, nth) => (nth === 77 ? entry.replace('12', '13') : entry)).join('')}groups: {}\n`;
  const original = `assets:\n${many.join('')}groups: {}\n`;

  it('read the chunk that was edited, and on undo nothing', () => {
    const workspace = new Workspace(root, now);
    equal(read(workspace, original), 202);
    equal(read(workspace, edited), 1);
    equal(read(workspace, original), 0);
    equal(read(workspace, edited), 0);
  });

  it('reads nothing of entries that moved, and one of what was added', () => {
    const workspace = new Workspace(root, now);
    read(workspace, original);
    equal(read(workspace, `assets:\n  new: {}\n${many.toReversed().join('')}groups: {}\n`), 1);
    equal(read(workspace, `assets:\n${many.slice(50).join('')}groups: {}\n`), 0);
  });

  it('reads no foreign file again for an edit of ours', () => {
    const workspace = workspaceOf({ 'a.inventory.yaml': INVENTORY }, { foreign: FOREIGN });
    workspace.snapshot();
    const { foreignFilesRead } = workspace.counters;
    read(workspace, INVENTORY.replace('debian 12', 'debian 13'));
    equal(workspace.counters.foreignFilesRead, foreignFilesRead);
  });
});
