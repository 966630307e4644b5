// The status bar's words, the target of a plan from the rows selected, and how many crashes are forgiven.

import assert from 'node:assert/strict';
import { targetOf } from '../../client/src/commands/planTarget.ts';
import { CrashBudget } from '../../client/src/crashBudget.ts';
import type { Translate } from '../../client/src/translate.ts';
import { plainTooltip, type ViewRow } from '../../client/src/views/row.ts';
import { statusOf } from '../../client/src/views/status.ts';
import type { PlanTarget, Summary } from '../../server/src/protocol/requests.ts';

const t: Translate = (message, ...args) =>
  message.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)]));
const summary: Summary = {
  assets: 9,
  overdue: 3,
  dueSoon: 1,
  unknown: 0,
  inventories: 1,
  policies: 1,
  loading: false,
};

describe('status bar', () => {
  it('warns only of what is overdue, and says it in words', () => {
    const status = statusOf(summary, t);
    assert.equal(status?.text, '$(shield) 3 overdue');
    assert.equal(status?.warning, true);
    assert.equal(status?.label, 'Patchtide: 3 of 9 assets out of SLA, 1 due soon, 0 unknown');
    assert.deepEqual(statusOf({ ...summary, overdue: 0 }, t)?.text, '$(shield) 1 due soon');
    assert.equal(statusOf({ ...summary, overdue: 0, dueSoon: 0 }, t)?.warning, false);
  });

  it('says what a policy does that is not saved', () => {
    const { label } = statusOf({ ...summary, whatIf: { late: 12, relieved: 1 } }, t) ?? {};
    assert.match(label ?? '', /\nThe unsaved policy: 12 more out of SLA, 1 back in SLA$/);
  });

  it('is absent without an inventory, and not final while loading', () => {
    assert.equal(statusOf({ ...summary, inventories: 0 }, t), undefined);
    assert.equal(statusOf({ ...summary, loading: true }, t)?.warning, false);
  });
});

describe('plan target of rows', () => {
  const row = (target?: PlanTarget): ViewRow => ({
    id: 'x',
    label: 'x',
    expandable: false,
    context: 'asset',
    accessibilityLabel: 'x',
    ...(target ? { target } : {}),
  });
  const assets = (root: string, ...names: readonly string[]) => row({ kind: 'assets', root, assets: names });

  it("is a row's own, or the assets of all rows of one root", () => {
    assert.deepEqual(targetOf([row({ kind: 'advisory', advisory: 'CVE-1' })]), {
      kind: 'advisory',
      advisory: 'CVE-1',
    });
    const several = [assets('a', 'web-01'), row(), assets('a', 'web-01', 'web-02'), assets('b', 'db-01')];
    assert.deepEqual(targetOf(several), { kind: 'assets', root: 'a', assets: ['web-01', 'web-02'] });
    assert.equal(targetOf([row()]), undefined);
    const group = (id: string) => row({ kind: 'assets', root: 'a', assets: [], groups: [id] });
    assert.deepEqual(targetOf([group('web'), assets('a', 'db-01'), group('db'), group('web')]), {
      kind: 'assets',
      root: 'a',
      assets: ['db-01'],
      groups: ['web', 'db'],
    });
  });
});

describe('tooltip of a row', () => {
  const row = { id: 'x', label: 'web-01', expandable: false, context: 'asset', accessibilityLabel: 'x' };

  it('tells in full what a narrow view cuts off', () => {
    assert.equal(plainTooltip({ ...row, description: '3 patches' }), 'web-01 · 3 patches');
    assert.equal(plainTooltip(row), undefined);
  });
});

describe('crash budget', () => {
  it('forgives four crashes in three minutes, and forgets old ones', () => {
    const budget = new CrashBudget({ crashes: 4, within: 180_000 });
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((now) => budget.spend(now)),
      [true, true, true, true, false],
    );
    assert.equal(budget.spend(400_000), true);
    for (let now = 0; now < 9; now++) budget.spend(400_000);
    budget.clear();
    assert.equal(budget.spend(400_001), true);
  });
});
