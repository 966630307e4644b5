// Due dates and what is known of them, from the texts of inventory and policy: one case for each sentence of the rules.

import { deepEqual, equal, match } from 'node:assert/strict';
import { shownLines, snapshotOf, verdict } from './fixture.ts';

/** One asset `a` with one patch. */
interface Case {
  readonly patch?: string;
  readonly asset?: string;
  readonly policy?: string;
  readonly rule?: string;
  readonly sla?: string;
  readonly now?: string;
}

function snapshotFor({
  patch = '',
  asset = '',
  policy = '',
  rule = 'match: {}, within: 7d',
  sla = '',
  now,
}: Case) {
  return snapshotOf(
    {
      'a.inventory.yaml': `assets:\n  a: { pending: [{ id: CVE-1, ${patch} }], ${asset} }\n`,
      'p.patch-policy.yaml': `${policy}\nsla:\n  rules: [{ name: r, ${rule} }]\n  ${sla}\n`,
    },
    now === undefined ? {} : { now },
  );
}

function checkVerdict(about: Case, expected: string): void {
  equal(verdict(snapshotFor(about)), expected);
}

describe('when a patch is due', () => {
  it('counts days from the end of the day where a date has no time, in UTC or the zone of the policy', () => {
    checkVerdict({ patch: 'released: 2026-11-03' }, 'overdue 2026-11-10T23:59:59Z');
    checkVerdict(
      { patch: 'released: 2026-11-03', policy: 'timezone: Europe/Berlin' },
      'overdue 2026-11-10T22:59:59Z',
    );
    checkVerdict({ patch: 'released: 2026-11-03T08:00:00+02:00' }, 'overdue 2026-11-10T06:00:00Z');
  });

  it('counts hours exactly and days by the calendar, across a clock change', () => {
    const patch = 'released: 2026-10-24T12:00:00Z';
    const policy = 'timezone: Europe/Berlin';
    checkVerdict({ patch, policy, rule: 'match: {}, within: 24h' }, 'overdue 2026-10-25T12:00:00Z');
    checkVerdict({ patch, policy, rule: 'match: {}, within: 1d' }, 'overdue 2026-10-25T13:00:00Z');
    checkVerdict({ patch, policy, rule: 'match: {}, within: P1DT2H' }, 'overdue 2026-10-25T15:00:00Z');
  });

  it('ends a month on the last day of February', () => {
    const rule = 'match: {}, within: P1M';
    checkVerdict({ patch: 'released: 2026-01-31', rule }, 'overdue 2026-02-28T23:59:59Z');
    checkVerdict({ patch: 'released: 2024-01-31', rule }, 'overdue 2024-02-29T23:59:59Z');
  });

  it('counts business days without weekends and holidays, and hours and weeks as ever', () => {
    const about = {
      patch: 'released: 2026-12-23T12:00:00Z',
      sla: 'days: business',
      now: '2026-12-24T00:00:00Z',
    };
    const policy = 'holidays: [2026-12-25, 2026-12-26, 2027-01-01]';
    checkVerdict({ ...about, rule: 'match: {}, within: 1d' }, 'open 2026-12-24T12:00:00Z');
    checkVerdict({ ...about, policy, rule: 'match: {}, within: 2d' }, 'open 2026-12-28T12:00:00Z');
    checkVerdict({ ...about, policy, rule: 'match: {}, within: 6d' }, 'open 2027-01-04T12:00:00Z');
    checkVerdict({ ...about, policy, rule: 'match: {}, within: 48h' }, 'open 2026-12-25T12:00:00Z');
  });

  it('is the earliest of all rules that bind, whatever their order', () => {
    const rules = [
      '{ name: x, match: {}, within: 9d }',
      '{ name: y, match: {}, within: 8d }',
      '{ name: z, match: { severity: low }, within: 1d }',
    ];
    for (const list of [rules, [...rules].reverse()]) {
      const snapshot = snapshotOf({
        'a.inventory.yaml': 'assets: { a: { pending: [{ id: C, severity: high, released: 2026-11-01 }] } }',
        'p.patch-policy.yaml': `sla: { rules: [${list.join(', ')}] }`,
      });
      equal(verdict(snapshot), 'overdue 2026-11-09T23:59:59Z');
    }
  });

  it('is of the second after its due date that it is overdue', () => {
    const patch = 'released: 2026-11-03T00:00:00Z';
    checkVerdict({ patch, now: '2026-11-10T00:00:00Z' }, 'due-soon 2026-11-10T00:00:00Z');
    checkVerdict({ patch, now: '2026-11-10T00:00:00.001Z' }, 'overdue 2026-11-10T00:00:00Z');
  });

  it('is due soon in the last fifth of its term', () => {
    const about = { patch: 'released: 2026-11-10T00:00:00Z', rule: 'match: {}, within: 10d' };
    checkVerdict({ ...about, now: '2026-11-17T23:59:59Z' }, 'open 2026-11-20T00:00:00Z');
    checkVerdict({ ...about, now: '2026-11-18T00:00:00Z' }, 'due-soon 2026-11-20T00:00:00Z');
  });
});

describe('clocks', () => {
  const dates =
    'published: 2026-11-01T00:00:00Z, released: 2026-11-02T00:00:00Z, detected: 2026-11-03T00:00:00Z, evaluated: 2026-11-04T00:00:00Z, kev: { added: 2026-11-05T00:00:00Z }';
  for (const [clock, due] of [
    ['published', '08'],
    ['vendor-release', '09'],
    ['detected', '10'],
    ['evaluated', '11'],
    ['kev-added', '12'],
    ['earliest', '08'],
    ['[detected, kev-added]', '10'],
    ['[kev-added, vendor-release]', '09'],
  ] as const) {
    it(`count from their own date: ${clock}`, () => {
      checkVerdict(
        { patch: dates, rule: `match: {}, clock: ${clock}, within: 7d` },
        `overdue 2026-11-${due}T00:00:00Z`,
      );
      checkVerdict({ patch: dates, sla: `clock: ${clock}` }, `overdue 2026-11-${due}T00:00:00Z`);
    });
  }

  it('are the release where the policy says none', () => {
    checkVerdict({ patch: dates }, 'overdue 2026-11-09T00:00:00Z');
  });

  it('of a rule win over those of the policy, those of a preset over both', () => {
    checkVerdict(
      { patch: dates, sla: 'clock: published', rule: 'match: {}, clock: detected, within: 7d' },
      'overdue 2026-11-10T00:00:00Z',
    );
    const preset = snapshotOf({
      'a.inventory.yaml': `assets: { a: { exposure: internet, pending: [{ id: C, severity: critical, ${dates} }] } }`,
      'p.patch-policy.yaml': 'extends: [cisa-bod-19-02]\nsla: { clock: published }\n',
    });
    equal(verdict(preset), 'overdue 2026-11-18T00:00:00Z');
  });

  it('in a list may lack all dates but one', () => {
    checkVerdict(
      {
        patch: 'detected: 2026-11-03T00:00:00Z',
        rule: 'match: {}, clock: [published, detected], within: 7d',
      },
      'overdue 2026-11-10T00:00:00Z',
    );
  });

  it('that count from KEV alone bind nothing that is not in KEV', () => {
    checkVerdict(
      { patch: 'released: 2026-11-01', rule: 'match: {}, clock: kev-added, within: 7d' },
      'ungoverned',
    );
  });
});

describe('a date that is missing', () => {
  it('holds the patch, and is named', () => {
    checkVerdict({ patch: 'detected: 2026-11-01' }, 'unknown missing released');
    checkVerdict(
      { rule: 'match: {}, clock: [published, vendor-release], within: 7d' },
      'unknown missing published, released',
    );
  });

  it('is counted from detection where the policy allows it', () => {
    checkVerdict(
      { patch: 'detected: 2026-11-01T00:00:00Z', sla: 'onMissingDate: allow' },
      'overdue 2026-11-08T00:00:00Z',
    );
    checkVerdict({ sla: 'onMissingDate: allow' }, 'unknown missing released, detected');
    checkVerdict(
      {
        patch: 'detected: 2026-11-01T00:00:00Z, released: 2026-11-15T00:00:00Z',
        sla: 'onMissingDate: allow',
      },
      'overdue 2026-11-22T00:00:00Z',
    );
  });

  it('of one rule does not hide that another has passed', () => {
    const snapshot = snapshotOf({
      'a.inventory.yaml': 'assets: { a: { pending: [{ id: C, released: 2026-11-01 }] } }',
      'p.patch-policy.yaml':
        'sla: { rules: [{ name: x, match: {}, clock: published, within: 1d }, { name: y, match: {}, within: 7d }] }',
    });
    equal(verdict(snapshot), 'overdue 2026-11-08T23:59:59Z');
  });
});

describe('a fact that is missing', () => {
  const rules = (text: string) => ({
    'p.patch-policy.yaml': `sla: { rules: [${text}] }`,
  });
  const inventory = (text: string) => ({ 'a.inventory.yaml': `assets: { a: { ${text} } }` });

  function checkRules(asset: string, text: string, expected: string): void {
    equal(verdict(snapshotOf({ ...inventory(asset), ...rules(text) })), expected);
  }

  const pending = 'pending: [{ id: C, released: 2026-11-10 }]';
  const bySeverity =
    '{ name: c, match: { severity: critical }, within: 24h }, { name: r, match: {}, within: 60d }';

  it('is named where it decides', () => {
    checkRules(pending, bySeverity, 'unknown 2026-11-11T23:59:59Z missing severity');
    checkRules(
      pending,
      '{ name: i, match: { exposure: internet }, within: 24h }, { name: r, match: {}, within: 60d }',
      'unknown 2026-11-11T23:59:59Z missing exposure',
    );
  });

  it('is not named where another decides', () => {
    checkRules(
      pending,
      `${bySeverity}, { name: x, match: { criticality: high, exposure: internet }, within: 90d }`,
      'unknown 2026-11-11T23:59:59Z missing severity',
    );
  });

  it('does not matter where every value is late, and then the latest of the due dates counts', () => {
    checkRules('pending: [{ id: C, released: 2026-09-01 }]', bySeverity, 'overdue 2026-10-31T23:59:59Z');
  });

  it('does not matter where no value is late yet', () => {
    checkRules('pending: [{ id: C, released: 2026-11-23 }]', bySeverity, 'open 2026-11-24T23:59:59Z');
  });

  it('matters in a scope and in an exception, too', () => {
    const files = (policy: string) => ({ ...inventory(pending), 'p.patch-policy.yaml': policy });
    const all = 'sla: { rules: [{ name: r, match: {}, within: 7d }] }';
    equal(
      verdict(snapshotOf(files(`scope: { criticality: high }\n${all}`))),
      'unknown 2026-11-17T23:59:59Z missing criticality',
    );
    const exception = 'exceptions: [{ id: E, match: { severity: low }, reason: r, expires: 2027-01-01 }]';
    equal(
      verdict(snapshotOf(files(`${all}\n${exception}`))),
      'unknown 2026-11-17T23:59:59Z missing severity',
    );
  });

  it('does not matter where it can only be asked of what is stated otherwise', () => {
    checkRules(
      `${pending}, exposure: isolated`,
      '{ name: i, match: { exposure: internet }, within: 24h }, { name: r, match: {}, within: 7d }',
      'overdue 2026-11-17T23:59:59Z',
    );
  });

  it('like `kev` is a no: unknown is not wrong', () => {
    checkRules(
      pending,
      '{ name: k, match: { kev: true }, within: 1h }, { name: r, match: {}, within: 60d }',
      'open 2027-01-09T23:59:59Z',
    );
  });

  it('is said with the field that is missing', () => {
    const lines = shownLines(snapshotOf({ ...inventory(pending), ...rules(bySeverity) }));
    match(lines[0] ?? '', /sla\/unknown: a: it can't be said whether C is in SLA: `severity` is not known/);
  });
});

describe('KEV', () => {
  const patch =
    'severity: low, detected: 2026-01-01, released: 2026-01-01, kev: { added: 2026-11-20, due: 2026-11-23 }';

  it('makes a patch overdue at once, and the message says since when it is in KEV', () => {
    const [line] = shownLines(
      snapshotFor({ patch, rule: 'match: { kev: true }, clock: [kev-added, detected], within: 3d' }),
    );
    match(line ?? '', /sla\/overdue: a: 1 patch overdue; .* In KEV since 2026-11-20\.$/);
  });

  it('counts by its printed date only under a preset that uses it', () => {
    checkVerdict(
      { patch, rule: 'match: { kev: true }, clock: kev-added, within: 14d' },
      'open 2026-12-04T23:59:59Z',
    );
    const extended = (now: string) =>
      snapshotFor({ patch, policy: 'extends: [cisa-kev]', rule: 'match: {}, within: P5Y', now });
    equal(verdict(extended('2026-11-23T23:59:59Z')), 'due-soon 2026-11-23T23:59:59Z');
    equal(verdict(extended('2026-11-24T00:00:00Z')), 'overdue 2026-11-23T23:59:59Z');
  });

  it('may print a date before the addition', () => {
    const early = 'kev: { added: 2026-11-20, due: 2026-07-20 }';
    const about = { patch: early, policy: 'extends: [cisa-kev]', rule: 'match: { kev: false }, within: 1d' };
    checkVerdict(about, 'overdue 2026-07-20T23:59:59Z');
    checkVerdict({ ...about, now: '2026-07-01T00:00:00Z' }, 'open 2026-07-20T23:59:59Z');
  });

  it('that prints none leaves that open', () => {
    checkVerdict(
      {
        patch: 'kev: { added: 2026-11-20 }',
        policy: 'extends: [cisa-kev]',
        rule: 'match: { kev: false }, within: 1d',
      },
      'unknown missing kev.due',
    );
  });
});

describe('exceptions', () => {
  const about = (expires: string, now: string) => ({
    patch: 'released: 2026-11-01',
    policy: `timezone: Europe/Berlin\nexceptions: [{ id: EX, match: { asset: a }, reason: r, expires: ${expires} }]`,
    now,
  });

  it('count until they expire: a date to its end in the zone of the policy', () => {
    checkVerdict(about('2026-11-20', '2026-11-20T22:59:59Z'), 'excepted 2026-11-08T22:59:59Z');
    checkVerdict(about('2026-11-20', '2026-11-20T23:00:00Z'), 'overdue 2026-11-08T22:59:59Z');
  });

  it('count whatever else is wrong with them', () => {
    const policy = 'exceptions: [{ id: EX, match: {}, reason: "", expires: 2099-01-01 }]';
    checkVerdict({ patch: 'released: 2026-11-01', policy }, 'excepted 2026-11-08T23:59:59Z');
  });

  it('for one CVE do not cover the others of a patch', () => {
    const policy = 'exceptions: [{ id: EX, match: { advisory: CVE-1 }, reason: r, expires: 2027-01-01 }]';
    checkVerdict(
      { patch: 'released: 2026-11-01, cves: [CVE-1, CVE-2]', policy },
      'overdue 2026-11-08T23:59:59Z',
    );
    checkVerdict({ patch: 'released: 2026-11-01, cves: [CVE-1]', policy }, 'excepted 2026-11-08T23:59:59Z');
  });

  it('are named with the latest expiry, and that is when the state changes', () => {
    const policy =
      'exceptions: [{ id: A, match: {}, reason: r, expires: 2026-12-01 }, { id: B, match: {}, reason: r, expires: 2026-12-09 }]';
    const snapshot = snapshotFor({ patch: 'released: 2026-11-01', policy });
    match(shownLines(snapshot)[0] ?? '', /excepted: CVE-1 by B until 2026-12-09 23:59 UTC/);
    equal(snapshot.changesAt, Date.parse('2026-12-09T23:59:59.001Z'));
  });
});

describe('changesAt', () => {
  /** The moments at which the state changes, found by nothing but what snapshots say of the next change. */
  function changes(about: Case, from: string): readonly string[] {
    const said: string[] = [];
    let at: number | undefined = Date.parse(from);
    let last = '';
    for (let step = 0; at !== undefined && step < 60; step++) {
      const snapshot = snapshotFor({ ...about, now: new Date(at).toISOString() });
      const state = verdict(snapshot).split(' ')[0] ?? '';
      if (state !== last) said.push(`${new Date(at).toISOString()} ${state}`);
      last = state;
      at = snapshot.changesAt;
    }
    return said;
  }

  it('is when a term is nearly over, when it is over, and when an exception is', () => {
    const policy = 'exceptions: [{ id: EX, match: {}, reason: r, expires: 2026-11-12T06:00:00Z }]';
    const patch = 'released: 2026-11-10T00:00:00Z';
    deepEqual(changes({ patch, policy, rule: 'match: {}, within: 10d' }, '2026-11-11T00:00:00Z'), [
      '2026-11-11T00:00:00.000Z excepted',
      '2026-11-12T06:00:00.001Z open',
      '2026-11-18T00:00:00.000Z due-soon',
      '2026-11-20T00:00:00.001Z overdue',
    ]);
  });

  it('is once for a date that KEV printed before its addition', () => {
    const about = {
      patch: 'kev: { added: 2026-11-20, due: 2026-07-20 }',
      policy: 'extends: [cisa-kev]',
      rule: 'match: { kev: false }, within: 1d',
    };
    deepEqual(changes(about, '2026-07-01T00:00:00Z'), [
      '2026-07-01T00:00:00.000Z open',
      '2026-07-20T23:59:59.000Z due-soon',
      '2026-07-20T23:59:59.001Z overdue',
    ]);
  });
});

describe('several policies', () => {
  const assets =
    'assets: { a: { environment: production, pending: [{ id: C, released: 2026-11-01 }] }, b: { pending: [{ id: C, released: 2026-11-01 }] } }';
  const snapshot = snapshotOf({
    'a.inventory.yaml': assets,
    'all.patch-policy.yaml': 'sla: { rules: [{ name: r, match: {}, within: 60d }] }',
    'production.patch-policy.yaml': `scope: { environment: production }
timezone: Asia/Tokyo
sla: { rules: [{ name: r, match: {}, within: 7d }] }`,
  });

  it('bind by their scopes, each in its own zone; the earliest due date counts', () => {
    equal(verdict(snapshot, 'a'), 'overdue 2026-11-08T14:59:59Z');
    equal(verdict(snapshot, 'b'), 'open 2026-12-31T23:59:59Z');
  });

  it('are named in the message', () => {
    match(shownLines(snapshot)[0] ?? '', /by rule `r` of production\.patch-policy\.yaml\.$/);
  });
});

describe('presets', () => {
  const due = (preset: string, patch: string) => {
    const snapshot = snapshotOf({
      'a.inventory.yaml': `assets: { a: { exposure: internet, criticality: low, pending: [{ id: C, released: 2026-01-01T00:00:00Z, detected: 2026-02-01T00:00:00Z, ${patch} }] } }`,
      'p.patch-policy.yaml': `extends: [${preset}]\n`,
    });
    return verdict(snapshot).replace('T00:00:00Z', '');
  };

  it('have the numbers and clocks of their texts', () => {
    const table = [
      ['pci-dss-4.0.1', 'critical', 'overdue 2026-02-01'],
      ['pci-dss-4.0.1', 'high', 'ungoverned'],
      ['fedramp-rev5', 'critical', 'overdue 2026-01-31'],
      ['cis-v8', 'low', 'overdue 2026-03-01'],
      ['defectdojo-default', 'critical', 'overdue 2026-02-08'],
      ['defectdojo-default', 'high', 'overdue 2026-03-03'],
      ['defectdojo-default', 'medium', 'overdue 2026-05-02'],
      ['defectdojo-default', 'low', 'overdue 2026-06-01'],
      ['cisa-bod-19-02', 'critical', 'overdue 2026-02-16'],
      ['cisa-bod-19-02', 'high', 'overdue 2026-03-03'],
      ['cisa-bod-19-02', 'medium', 'ungoverned'],
    ] as const;
    deepEqual(
      table.map(([preset, severity]) => [preset, severity, due(preset, `severity: ${severity}`)]),
      table,
    );
  });

  it('of FedRAMP count from discovery where the release is later', () => {
    const rows = ['critical', 'high', 'medium', 'low'].map((severity) =>
      due('fedramp-rev5', `severity: ${severity}`),
    );
    deepEqual(rows, Array(4).fill('overdue 2026-01-31'));
    const late = 'released: 2026-12-01T00:00:00Z';
    const snapshot = (severity: string) =>
      verdict(
        snapshotOf({
          'a.inventory.yaml': `assets: { a: { pending: [{ id: C, severity: ${severity}, ${late}, detected: 2026-02-01T00:00:00Z }] } }`,
          'p.patch-policy.yaml': 'extends: [fedramp-rev5]\n',
        }),
      );
    deepEqual(['high', 'medium', 'low'].map(snapshot), [
      'overdue 2026-03-03T00:00:00Z',
      'overdue 2026-05-02T00:00:00Z',
      'overdue 2026-07-31T00:00:00Z',
    ]);
  });

  it('bind only those that they are for, and say their status', () => {
    const snapshot = snapshotOf({
      'a.inventory.yaml':
        'assets: { a: { data: [cardholder], pending: [{ id: C, severity: critical, released: 2026-01-01 }] }, b: { pending: [{ id: C, severity: critical, released: 2026-01-01 }] } }',
      'p.patch-policy.yaml': 'extends: [{ preset: pci-dss-4.0.1, match: { data: cardholder } }]\n',
    });
    equal(verdict(snapshot, 'a'), 'overdue 2026-02-01T23:59:59Z');
    equal(verdict(snapshot, 'b'), 'ungoverned');
    const revoked = snapshotOf({
      'a.inventory.yaml':
        'assets: { a: { exposure: internet, pending: [{ id: C, severity: critical, detected: 2026-01-01 }] } }',
      'p.patch-policy.yaml': 'extends: [cisa-bod-19-02]\n',
    });
    match(
      shownLines(revoked)[0] ?? '',
      /by rule `cisa-bod-19-02\/critical` of p\.patch-policy\.yaml, a revoked rule\.$/,
    );
  });
});
