// Outlines: what a chunk says to the rest of the workspace, and when an edit leaves that as it was.

import { deepEqual, equal } from 'node:assert/strict';
import { datesKey, profileKey, traitsKey } from '../../server/src/model/traits.ts';
import type { FileKind } from '../../server/src/schema/fileKinds.ts';
import { readFile } from '../../server/src/workspace/fileReading.ts';
import { type Outline, sameOutline } from '../../server/src/workspace/outline.ts';
import { kindOf } from './packSamples.ts';

function outlines(text: string, kind: FileKind['id'] = 'inventory'): readonly Outline[] {
  return readFile(kindOf(kind), text).chunks.map(({ outline }) => outline);
}

function assetNames(text: string): readonly (readonly string[])[] {
  return outlines(text).map(({ assets }) => assets.map(({ name }) => name));
}

describe('the outline of a chunk', () => {
  it('has its asset with what others ask of it', () => {
    const patch = { id: 'DSA-1', cves: ['CVE-1'], released: '2026-10-03', kev: { added: '2026-11-01' } };
    const entry = `  web-01:
    address: 10.0.0.1
    aliases: [www, www.example.org]
    os: debian 12
    groups: [web]
    pending:
      - { id: DSA-1, cves: [CVE-1], released: 2026-10-03, kev: { added: 2026-11-01 } }
      - { id: DSA-2 }
`;
    const [, outline] = outlines(`assets:\n${entry}`);
    const group = entry.indexOf('web]');
    deepEqual(outline, {
      names: [
        { kind: 'asset', name: 'web-01', role: 'defines', span: { start: 2, end: 8 } },
        { kind: 'group', name: 'web', role: 'refers', span: { start: group, end: group + 3 } },
      ],
      assets: [
        {
          name: 'web-01',
          span: { start: 2, end: 8 },
          profile: profileKey({ os: 'debian 12', groups: ['web'] }),
          identity: ['10.0.0.1', 'www', 'www.example.org'],
          patches: [
            { traits: traitsKey(patch), dates: datesKey(patch) },
            { traits: traitsKey({ id: 'DSA-2' }), dates: datesKey({ id: 'DSA-2' }) },
          ],
        },
      ],
      faults: 0,
    } satisfies Outline);
  });

  it('has assets wherever they stand, in the order of the text', () => {
    deepEqual(assetNames('assets:\n  a: {}\n  b: {}\n'), [[], ['a'], ['b']]);
    deepEqual(assetNames('assets: { z: {}, 10: {}, a: {} }\ngroups: { g: {} }\n'), [['z', '10', 'a'], []]);
    deepEqual(assetNames('assets:\n  b: &b {}\n  2: *b\n  a: *b\n'), [['b', '2', 'a']]);
    deepEqual(assetNames('{ groups: { g: {} }, assets: { a: {} } }\n'), [['a']]);
  });

  it('has no assets where other things are named', () => {
    deepEqual(assetNames('groups:\n  g: { owner: a }\n'), [[], []]);
    const policy = 'maintenanceWindows:\n  night: { schedule: daily 03:00, duration: 2h }\n';
    deepEqual(
      outlines(policy, 'policy').map(({ names, assets }) => [names.map(({ name }) => name), assets]),
      [
        [[], []],
        [['night'], []],
      ],
    );
  });

  it('counts faults of both kinds', () => {
    deepEqual(
      outlines('assets:\n  a: { oss: 1, kind: x }\n  b: { os: "\n  c: {}\n').map(({ faults }) => faults > 0),
      [false, true, true, false],
    );
  });
});

describe('an outline after an edit', () => {
  const before = 'address: 10.0.0.1, os: debian 12, groups: [g], pending: [{ id: X, released: 2026-10-03 }]';

  function isSame(after: string, name = 'a'): boolean {
    const [, a] = outlines(`assets:\n  a: { ${before} }\n`);
    const [, b] = outlines(`assets:\n  ${name}: { ${after} }\n`);
    return a !== undefined && b !== undefined && sameOutline(a, b) && sameOutline(b, a);
  }

  it('is the same where only places moved, or what concerns nobody else changed', () => {
    equal(isSame(before), true);
    equal(isSame(before.replaceAll(', ', ',   ')), true);
    equal(isSame(`${before}, kernel: 6.1.0-13`), true);
    equal(isSame(before.replace('id: X', 'id: X, fixed: 1.2')), true);
  });

  const changes = {
    name: [before, 'b'],
    address: [before.replace('10.0.0.1', '10.0.0.2')],
    'another alias': [`${before}, aliases: [www]`],
    profile: [before.replace('debian 12', 'debian 13')],
    groups: [before.replace('[g]', '[h]')],
    traits: [before.replace('id: X', 'id: Y')],
    dates: [before.replace('10-03', '10-04')],
    'another patch': [before.replace(' }]', ' }, { id: Y }]')],
    'a fault': [`${before}, oss: debian`],
  };
  for (const [what, [after = '', name]] of Object.entries(changes)) {
    it(`is another one: ${what}`, () => equal(isSame(after, name), false));
  }
});
