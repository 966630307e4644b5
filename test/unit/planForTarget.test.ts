// A plan from a workspace's texts: what the reviewer is told of them.

import { match } from 'node:assert/strict';
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
  it('says that what is at fault in the policy counts for nothing', () => {
    const rules = 'sla: { rules: [{ name: r, match: {}, within: 7d }] }\n';
    const freeze = (to: string) => `${rules}blackouts: { freeze: { from: 2026-11-20, to: ${to} } }\n`;
    match(planned(freeze('2027-01-45')), /# Note: The policy is at fault, [^\n]*`2027-01-45` is not a date/);
    match(planned(rules), /^(?:(?!Note:).)*$/s);
  });
});
