// Hover: documentation from the schema, summaries of names, words for durations; and nothing that a file says gets to be more than text.

import { equal, match, ok } from 'node:assert/strict';
import { hover } from '../../server/src/feature/hover.ts';
import { code, plain, table } from '../../server/src/feature/markdown.ts';
import { inventory, policy, snapshotOf, whereOf, workspace } from './fixture.ts';

const snapshot = snapshotOf(workspace);

/** Hovers over the first place where `needle` is. */
function hovered(path: string, text: string, needle: string): string {
  const at = text.indexOf(needle);
  const found = hover(snapshot, whereOf(path, `${text.slice(0, at)}$0${text.slice(at)}`));
  return found?.contents ?? '';
}

function checkHover(path: string, text: string, needle: string, expected: string): void {
  equal(hovered(path, text, needle), expected.trim());
}

const INVENTORY = 'a.inventory.yaml';
const POLICY = 'p.patch-policy.yaml';

describe('feature/hover', () => {
  it('sums up an asset', () => {
    checkHover(
      INVENTORY,
      inventory,
      'web-01',
      `
**web\\-01** · server · \`10.20.0.11\` · debian 12

**1 patch overdue**, the worst by 18 days

| Patch | Severity | Due (Europe\\/Berlin) | Rule | State |
| --- | --- | --- | --- | --- |
| \`DSA-5532-1\` | critical | 2026-11-04 23:59 | \`critical\` | Overdue |
| \`CVE-2026-7\` | low | 2026-11-29 23:59 | \`rest\` | Open |

Groups: \`web\` · Owner: web \\| \\[x\\]\\(command\\:evil\\) \\<b\\> https\\:\\/\\/evil\\.example · Criticality: high · Ring: \`canary\` · Window: \`sunday-night\`, next Sun 29 Nov 02:00 Europe\\/Berlin

From group \`web\` (\`a.inventory.yaml\`): \`maintenanceWindow\`, \`criticality\``,
    );
  });

  it('sums up an asset where it is referred to', () => {
    match(hovered(POLICY, policy, 'web-01'), /^\*\*web\\-01\*\* · server/);
  });

  it('says of a group where it is and who is in it', () => {
    checkHover(
      INVENTORY,
      inventory,
      'web]',
      '**web** · group\n\nDefined in `a.inventory.yaml:19`\n\n2 assets, 1 overdue',
    );
  });

  it('says when a window opens', () => {
    const next = 'Next opening: Sun 29 Nov 02:00 to Sun 29 Nov 06:00 Europe\\/Berlin, last start 05:30';
    match(hovered(INVENTORY, inventory, 'sunday-night'), /^\*\*sunday\\-night\*\* · maintenance window/);
    ok(hovered(INVENTORY, inventory, 'sunday-night').endsWith(next));
    ok(hovered(POLICY, policy, 'Sun 02:00').startsWith(`\`Sun 02:00\`: every Sunday at 02:00\n\n${next}`));
  });

  it('says what a duration is', () => {
    match(hovered(POLICY, policy, '24h'), /^`24h`: 24 hours\n\nThe term/);
    match(hovered(POLICY, policy, '7d'), /^`7d`: 1 week \(7 days\)/);
  });

  it('says what the schema says', () => {
    checkHover(
      INVENTORY,
      'assets:\n  a:\n    criticality: high\n',
      'criticality',
      '**criticality**\n\nHow much depends on the asset.\n\nOne of `critical`, `high`, `medium`, `low`.',
    );
    match(hovered(INVENTORY, 'assets:\n  a: { kind: server }', 'server'), /Default: `server`/);
  });

  it('sums up an advisory and a preset', () => {
    const exception = 'exceptions:\n  - { id: EX-1, match: { advisory: DSA-5532-1 } }\n';
    checkHover(
      POLICY,
      exception,
      'DSA-5532-1',
      '**DSA\\-5532\\-1** · advisory\n\nSeverity: critical  \nPackages: `openssl`  \nPending on 2 assets, overdue on 1',
    );
    match(hovered(POLICY, 'extends: [seed-default]', 'seed'), /preset, in force.*`critical` within `24h`/s);
  });

  it('says of a name that nobody defines', () => {
    match(
      hovered(INVENTORY, 'assets:\n  a: { groups: [nope] }', 'nope'),
      /No file of the workspace defines it/,
    );
  });

  it('is silent where there is nothing', () => {
    equal(hovered(INVENTORY, inventory, ' {'), '');
    equal(hovered(INVENTORY, '# assets', 'assets'), '');
  });
});

describe('feature/markdown', () => {
  it('escapes every mark', () => {
    equal(
      plain('[a](command:b) <i> https://c *d* `e` &amp; www.f.org a@b.c'),
      [
        '\\[a\\]\\(command\\:b\\) \\<i\\> https\\:\\/\\/c \\*d\\* \\`e\\` \\&amp\\; www\\.f\\.org a\\@b\\.c',
      ][0],
    );
    equal(plain('a\n# b\u202ec'), 'a \\# b c');
  });

  it('fences code by more backticks than it holds', () => {
    equal(code('a`b``c'), '```a`b``c```');
    equal(code('`'), '`` ` ``');
    equal(code(''), '—');
  });

  it('keeps bars inside of their cells', () => {
    equal(table(['a'], [[code('x|y')], [plain('x|y')]]), '| a |\n| --- |\n| `x\\|y` |\n| x\\|y |');
  });
});
