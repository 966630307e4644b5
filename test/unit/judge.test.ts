// What the judge takes for alike and what not, and when what is told of an asset next changes.

import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { coarse } from '../../server/src/model/elapsed.ts';
import { Judge } from '../../server/src/model/judge.ts';
import type { Exception, Policy, SlaRule } from '../../server/src/model/policy.ts';
import { judgeAsset } from '../../server/src/model/sla.ts';
import { type Profile, profileKey, traitsKey } from '../../server/src/model/traits.ts';
import { TraitTables } from '../../server/src/model/traitTables.ts';
import type { PendingPatchText } from '../../server/src/schema/inventory.ts';
import type { Match } from '../../server/src/schema/match.ts';
import { anchor, asset, duration, instant, patch, policy } from './planSamples.ts';

function rule(match: Match, within = '7d', more: Partial<SlaRule> = {}): SlaRule {
  const clocks = ['vendor-release'] as const;
  return { name: 'r', match, clocks, within: duration(within), days: 'calendar', at: anchor, ...more };
}

function exception(match: Match): Exception {
  return { id: 'E', match, reason: 'r', expires: instant('2027-01-01T00:00:00Z'), at: anchor };
}

/** The classes in which a judge by the policy puts profiles and patches. */
function classesBy(more: Partial<Policy>) {
  const tables = new TraitTables();
  const judge = new Judge([policy(more)], tables);
  return {
    asset: (facts: Partial<Profile>, name = 'a') =>
      judge.assetClass(tables.profiles.of(profileKey(facts)), name),
    patch: (facts: PendingPatchText) => judge.patchClass(tables.traits.idOf(traitsKey(facts))),
  };
}

describe('classes of assets', () => {
  it('are told apart by what selectors ask and by nothing else', () => {
    const { asset: classOf } = classesBy({ rules: [rule({ environment: ['production', 'dr'] })] });
    const production = classOf({ environment: 'production' });
    equal(classOf({ environment: 'production', owner: 'x', criticality: 'low' }, 'b'), production);
    equal(classOf({ environment: 'dr' }), production);
    notEqual(classOf({ environment: 'staging' }), production);
    equal(classOf({ environment: 'staging' }), classOf({}));
  });

  it('are told apart by scopes, exceptions and parts of selectors, too', () => {
    const { asset: classOf } = classesBy({
      scope: { not: { kind: 'network' } },
      exceptions: [exception({ any: [{ os: 'debian 12' }, { gpu: true }] })],
    });
    const plain = classOf({});
    for (const facts of [{ kind: 'network' }, { os: 'Debian 12 slim' }, { gpu: {} }] as const)
      notEqual(classOf(facts), plain);
    equal(classOf({ os: 'debian 13', kind: 'server', stateless: true }), plain);
  });

  it('have apart what lacks a fact that is asked for from what states another one', () => {
    const { asset: classOf } = classesBy({ rules: [rule({ criticality: 'high' })] });
    equal(new Set([classOf({}), classOf({ criticality: 'high' }), classOf({ criticality: 'low' })]).size, 3);
    equal(classOf({ criticality: 'low' }), classOf({ criticality: 'medium' }));
  });

  it('have apart the assets that are named, of those with one profile', () => {
    const { asset: classOf } = classesBy({ exceptions: [exception({ asset: ['web-1', 'web-2'] })] });
    equal(classOf({}, 'db-1'), classOf({}, 'db-2'));
    notEqual(classOf({}, 'web-1'), classOf({}, 'db-1'));
    equal(classOf({}, 'web-2'), classOf({}, 'web-1'));
    notEqual(classOf({}, 'db-1'), classOf({}, 'web-1'));
  });
});

describe('classes of patches', () => {
  it('are told apart by what selectors ask: advisories that nobody names are alike', () => {
    const { patch: classOf } = classesBy({ rules: [rule({ advisory: 'DSA-1' }), rule({ epss: '>=0.5' })] });
    equal(classOf({ id: 'DSA-2', epss: 0.1 }), classOf({ id: 'DSA-3', cves: ['CVE-1'], package: 'x' }));
    notEqual(classOf({ id: 'DSA-1' }), classOf({ id: 'DSA-2' }));
    equal(classOf({ id: 'DSA-2', cves: ['DSA-1'] }), classOf({ id: 'DSA-1' }));
    equal(classOf({ id: 'DSA-2', epss: 0.5 }), classOf({ id: 'DSA-2', epss: 0.9 }));
  });

  it('have apart patches of which an exception takes out every CVE from those with others', () => {
    const { patch: classOf } = classesBy({ exceptions: [exception({ advisory: ['CVE-1', 'CVE-2'] })] });
    notEqual(classOf({ id: 'P', cves: ['CVE-1', 'CVE-2'] }), classOf({ id: 'P', cves: ['CVE-1', 'CVE-3'] }));
    equal(
      classOf({ id: 'P', cves: ['CVE-2', 'CVE-3', 'CVE-4'] }),
      classOf({ id: 'Q', cves: ['CVE-5', 'CVE-1'] }),
    );
  });

  it('know what is in KEV where a clock counts from there', () => {
    const inKev = { id: 'P', kev: { added: '2026-11-01' } };
    const asked = classesBy({ rules: [rule({}, '7d', { clocks: ['kev-added', 'detected'] })] });
    notEqual(asked.patch(inKev), asked.patch({ id: 'P' }));
    const unasked = classesBy({ rules: [rule({})] });
    equal(unasked.patch(inKev), unasked.patch({ id: 'P' }));
  });
});

describe('what a judge remembers', () => {
  it('holds for patches that come later, whatever their number', () => {
    const tables = new TraitTables();
    const judge = new Judge([policy({ rules: [rule({})] })], tables);
    const states = Array.from({ length: 3000 }, (_, nth) => {
      const released = new Date(instant('2026-11-20T00:00:00Z') - nth * 3_600_000).toISOString();
      const one = asset(`a${nth}`, { owner: `o${nth}`, pending: [patch(`P${nth}`, { released })] });
      return judge.judgeAsset(one, instant('2026-11-23T12:00:00Z')).due;
    });
    const first = instant('2026-11-27T00:00:00Z');
    deepEqual(
      states,
      Array.from({ length: 3000 }, (_, nth) => first - nth * 3_600_000),
    );
  });
});

describe('how long ago something is', () => {
  it('is told in whole days, below a day in whole hours, below an hour not at all', () => {
    const hour = 3_600_000;
    const lengths = [-5, 0, hour - 1, hour, 24 * hour - 1, 24 * hour, 71 * hour];
    deepEqual(
      lengths.map((length) => coarse(length) / hour),
      [0, 0, 0, 1, 23, 24, 48],
    );
  });
});

describe('changesAt', () => {
  /** The moments at which something else is told of an asset with these patches, as `day hour:minute state`. */
  function moments(from: string, to: string, released: readonly string[], within = '10d'): readonly string[] {
    const pending = released.map((date, nth) => patch(`P${nth}`, { released: date }));
    const told: string[] = [];
    let at: number | undefined = instant(from);
    while (at !== undefined && at < instant(to)) {
      const judged = judgeAsset(asset('a', { pending }), [policy({ rules: [rule({}, within)] })], at);
      told.push(`${new Date(at).toISOString().slice(8, 23).replace('T', ' ')} ${judged.state}`);
      at = judged.changesAt;
    }
    return told;
  }

  it('is when how soon or how late it is is told in other words: by the day, and around the due date by the hour', () => {
    const told = moments('2026-11-15T12:00:00Z', '2026-11-23T12:00:00Z', ['2026-11-10T00:00:00Z']);
    const hours = Array.from({ length: 23 }, (_, nth) => String(nth + 1).padStart(2, '0'));
    deepEqual(told, [
      '15 12:00:00.000 open',
      '18 00:00:00.000 due-soon',
      '18 00:00:00.001 due-soon',
      ...['00', ...hours].map((hour) => `19 ${hour}:00:00.001 due-soon`),
      '20 00:00:00.001 overdue',
      ...hours.map((hour) => `20 ${hour}:00:00.000 overdue`),
      '21 00:00:00.000 overdue',
      '22 00:00:00.000 overdue',
      '23 00:00:00.000 overdue',
    ]);
  });

  it('heeds of several overdue patches only the worst: only of that one it is told how late it is', () => {
    const told = moments('2026-11-21T06:00:00Z', '2026-11-23T12:00:00Z', [
      '2026-11-08T00:00:00Z',
      '2026-11-11T00:30:00Z',
    ]);
    deepEqual(told, ['21 06:00:00.000 overdue', '22 00:00:00.000 overdue', '23 00:00:00.000 overdue']);
  });
});
