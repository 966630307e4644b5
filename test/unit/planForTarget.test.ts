// A plan from a workspace's texts: what the reviewer is told of them.

import { match, throws } from 'node:assert/strict';
import { planForTarget } from '../../server/src/plan/planForTarget.ts';
import { snapshotOf } from './fixture.ts';

const inventory = `assets:
  web-01:
    os: debian 12
    pending:
      - { id: DSA-1, severity: critical, released: 2026-11-01, package: bash, fixed: "5" }
`;

const planned = (policy: string) =>
  planForTarget(snapshotOf({ 'a.inventory.yaml': inventory, 'a.patch-policy.yaml': policy }), {
    kind: 'overdue',
  }).text;

describe('planForTarget', () => {
  it('refuses a policy with a fault: a freeze that nobody can read would not hold', () => {
    const rules = 'sla: { rules: [{ name: r, match: {}, within: 7d }] }\n';
    const freeze = (to: string) => `${rules}blackouts: { freeze: { from: 2026-11-20, to: ${to} } }\n`;
    throws(() => planned(freeze('2027-01-45')), {
      message: /a\.patch-policy\.yaml, line 2: `2027-01-45` is not a date/,
    });
    match(planned(`${rules}reviewd: yes\n`), /^plan: /m);
    match(planned(rules), /^(?:(?!Note:).)*$/s);
  });
});
