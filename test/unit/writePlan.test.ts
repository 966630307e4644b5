// The text of a plan, as a reviewer reads it.

import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { writePlan } from '../../server/src/plan/writePlan.ts';
import type { Plan } from '../../server/src/schema/plan.ts';

const plan: Plan = {
  plan: 'november-openssl',
  policy: '../production.patch-policy.yaml',
  created: '2026-11-23T12:00:00Z',
  inputs: `sha256:${'9f'.repeat(32)}`,
  waves: [
    {
      name: 'canary',
      ring: 'canary',
      opens: '2026-11-29T02:00:00+01:00',
      closes: '2026-11-29T06:00:00+01:00',
      engine: 'ssh',
      maxConcurrency: 1,
      maxErrors: 0,
      steps: ['preflight', 'patch', 'reboot', 'verify'],
      assets: {
        'web-01': {
          clears: ['DSA-5532-1'],
          packages: { openssl: '3.0.15-1~deb12u1', tzdata: '2024.10' },
          due: '2026-11-30T22:59:59Z',
        },
      },
    },
  ],
  unplanned: { 'db-02': { advisories: ['CVE-2026-1234'], because: 'excepted by EX-17 until 2027-01-31' } },
};

describe('writePlan', () => {
  it('writes block style with a line an asset', () => {
    assert.equal(
      writePlan(plan, ['The policy demands\na snapshot.']),
      `# Made by Patchtide from the inventory, its findings and the policy. Review it before it runs:
# a run does exactly what is written here, or refuses.
# Note: The policy demands a snapshot.

plan: november-openssl
policy: ../production.patch-policy.yaml
created: 2026-11-23T12:00:00Z
inputs: sha256:${'9f'.repeat(32)}
waves:
  - name: canary
    ring: canary
    opens: 2026-11-29T02:00:00+01:00
    closes: 2026-11-29T06:00:00+01:00
    engine: ssh
    maxConcurrency: 1
    maxErrors: 0
    steps: [ preflight, patch, reboot, verify ]
    assets:
      web-01: { clears: [ DSA-5532-1 ], packages: { openssl: 3.0.15-1~deb12u1, tzdata: "2024.10" }, due: 2026-11-30T22:59:59Z }
unplanned:
  db-02: { advisories: [ CVE-2026-1234 ], because: excepted by EX-17 until 2027-01-31 }
`,
    );
  });

  it('writes what is too long for a line as a list', () => {
    const advisories = Array.from({ length: 14 }, (_, index) => `CVE-2026-${1000 + index}`);
    const text = writePlan({ ...plan, unplanned: { 'db-02': { advisories, because: 'held' } } });
    assert.match(text, /\n {2}db-02:\n {4}advisories:\n {6}- CVE-2026-1000\n/);
  });

  it('reads back to the same value, whatever assets and packages are called', () => {
    const wave = plan.waves[0];
    assert.ok(wave);
    const planned = { clears: ['a: b', '#1', '1e3'], packages: { yes: '1.10', '- x': '0x1F', null: '~' } };
    const odd: Plan = {
      ...plan,
      waves: [
        { ...wave, assets: { steps: planned, assets: planned, '-oProxyCommand=x': planned, '007': planned } },
      ],
      unplanned: { packages: { advisories: [], because: 'a "quoted"\nreason: # not a comment' } },
    };
    assert.deepEqual(parse(writePlan(odd)), odd);
  });
});
