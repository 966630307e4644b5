// Completion: what is offered first, and the text after an item was accepted (`$0` is where the cursor would be put by a placeholder).

import { deepEqual, equal, ok } from 'node:assert/strict';
import { completion, withoutPlaceholders } from '../../server/src/feature/completion.ts';
import type { CompletionItem } from '../../server/src/feature/completionItem.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { now, root, snapshotOf, whereOf, workspace } from './fixture.ts';

const snapshot = snapshotOf(workspace);

function offered(path: string, marked: string): readonly CompletionItem[] {
  const { items } = completion(snapshot, whereOf(path, marked));
  return [...items].sort((a, b) => (a.sortText < b.sortText ? -1 : 1));
}

/** The labels in the order shown; `...` where more may follow. */
function checkOffered(path: string, marked: string, expected: string): void {
  const labels = offered(path, marked).map(({ label }) => label);
  const isOpen = expected.endsWith(' ...');
  const wanted = expected.replace(/ \.\.\.$/, '');
  const shown = isOpen ? labels.slice(0, wanted.split(' | ').length) : labels;
  equal(shown.join(' | '), wanted, marked);
}

function checkAccepted(path: string, marked: string, label: string, expected: string): void {
  const where = whereOf(path, marked);
  const item = offered(path, marked).find((one) => one.label === label);
  ok(item, `${label} is not offered in ${marked}`);
  const written = item.isSnippet ? item.insertText.replace('$1', '$0') : item.insertText;
  equal(where.text.slice(0, item.span.start) + written + where.text.slice(item.span.end), expected);
}

const INVENTORY = 'new.inventory.yaml';
const POLICY = 'new.patch-policy.yaml';
const PLAN = 'new.patch-plan.yaml';

describe('feature/completion', () => {
  it('offers the keys of a file', () => {
    checkOffered(INVENTORY, '$0', 'assets | groups | sources | findings');
    checkOffered(PLAN, '$0', 'plan | policy | created | inputs | waves | unplanned');
  });

  it('offers required keys first, and none twice', () => {
    checkOffered(POLICY, 'sla:\n  rules:\n    - $0', 'name | match | within | clock');
    checkOffered(POLICY, 'sla:\n  rules:\n    - { within: 7d, $0 }', 'name | match | clock');
    checkOffered(POLICY, 'sla:\n  rules:\n    - name: x\n      $0\n      within: 7d', 'match | clock');
  });

  it('says what is required, and what the schema says', () => {
    const [id] = offered(INVENTORY, 'assets:\n  web:\n    pending: [{ $0 }]');
    equal(id?.label, 'id');
    equal(id?.detail, 'required');
    ok(id?.documentation?.includes('The advisory'));
    ok(id?.documentation?.includes('Examples: `DSA-5532-1`, `CVE-2026-1234`'));
  });

  it('writes keys with what their values begin with', () => {
    checkAccepted(INVENTORY, 'ass$0', 'assets', 'assets:\n  ');
    checkAccepted(
      INVENTORY,
      'assets:\n  web:\n    cri$0',
      'criticality',
      'assets:\n  web:\n    criticality: ',
    );
    checkAccepted(INVENTORY, 'assets:\n  web:\n    $0', 'groups', 'assets:\n  web:\n    groups: [$0]');
    checkAccepted(INVENTORY, 'assets:\n  web:\n    $0', 'gpu', 'assets:\n  web:\n    gpu: { $0 }');
    checkAccepted(INVENTORY, 'assets:\n  web:\n    $0', 'pending', 'assets:\n  web:\n    pending:\n      - ');
    checkAccepted(INVENTORY, 'assets: { web: { $0 } }', 'pending', 'assets: { web: { pending: [$0] } }');
    checkAccepted(INVENTORY, 'findings:\n  $0', 'file', 'findings:\n  - file: ');
    checkAccepted(POLICY, 'sla:\n  rules:\n    - $0', 'match', 'sla:\n  rules:\n    - match: { $0 }');
  });

  it('keeps the colon and the quotes that are there', () => {
    checkAccepted(
      INVENTORY,
      'assets:\n  web:\n    cr$0: high',
      'criticality',
      'assets:\n  web:\n    criticality: high',
    );
    checkAccepted(
      INVENTORY,
      'assets:\n  web: {"cr$0": high}',
      'criticality',
      'assets:\n  web: {"criticality": high}',
    );
    checkAccepted(
      INVENTORY,
      'assets:\n  web:\n    groups: ["w$0"]',
      'web',
      'assets:\n  web:\n    groups: ["web"]',
    );
    checkAccepted(
      INVENTORY,
      "assets:\n  web:\n    groups: ['w$0",
      'web',
      "assets:\n  web:\n    groups: ['web",
    );
  });

  it('offers choices, truth values and examples', () => {
    checkOffered(INVENTORY, 'assets:\n  web:\n    criticality: $0', 'critical | high | medium | low');
    checkOffered(INVENTORY, 'assets:\n  web:\n    stateless: $0', 'true | false');
    checkOffered(POLICY, 'sla:\n  onMissingDate: $0', 'hold | allow');
    checkOffered(POLICY, 'sla:\n  rules:\n    - within: $0', '24h | 7d | P1M | 30m | 4h | 2w');
    checkOffered(POLICY, 'emergency: { bypass: [soak, $0] }', 'window | blackout | approval');
    checkOffered(POLICY, 'timezone: $0', 'Europe/Berlin | UTC | Africa/Abidjan ...');
    checkOffered(POLICY, 'holidays: [$0]', '2026-11-23');
  });

  it('writes a space, a dash or quotes where they are missing', () => {
    checkAccepted(INVENTORY, 'assets:\n  web:\n    kind:$0', 'server', 'assets:\n  web:\n    kind: server');
    checkAccepted(
      POLICY,
      'maintenanceWindows:\n  a: { schedule: $0 }',
      'Sun 02:00',
      'maintenanceWindows:\n  a: { schedule: "Sun 02:00" }',
    );
    checkAccepted(
      INVENTORY,
      'assets:\n  web:\n    groups:\n      $0',
      'web',
      'assets:\n  web:\n    groups:\n      - web',
    );
  });

  it('offers names that are defined anywhere', () => {
    checkOffered(INVENTORY, 'assets:\n  x:\n    groups: [$0', 'web');
    checkOffered(INVENTORY, 'groups:\n  x: { maintenanceWindow: $0', 'sunday-night');
    checkOffered(INVENTORY, 'findings:\n  - { file: a, asset: web$0 }', 'db-01 | new-01 | web-01 | web-02');
    checkOffered(POLICY, 'rings:\n  broad: { after: $0 }', 'canary');
    checkOffered(POLICY, 'approval: { roles: [$0] }', 'change-manager');
    checkOffered(POLICY, 'scope: { groups: [$0] }', 'web');
    checkOffered(POLICY, 'exceptions:\n  - { match: { advisory: [$0] } }', 'CVE-2026-7 | DSA-5532-1 | curl');
    checkOffered(POLICY, 'extends: [$0]', 'cis-v8 | cisa-bod-19-02 ...');
  });

  it('offers an item of a list once', () => {
    checkOffered(INVENTORY, 'assets:\n  x:\n    groups: [web, $0', '');
    checkOffered(INVENTORY, 'assets:\n  x:\n    groups:\n      - $0\n      - web', '');
  });

  it('offers names that are used and not defined yet', () => {
    const own = snapshotOf({ 'a.inventory.yaml': 'assets:\n  a: { groups: [nowhere] }\n' });
    const { items } = completion(own, whereOf('a.inventory.yaml', 'groups:\n  $0'));
    deepEqual(
      items.map(({ label, detail, insertText }) => ({ label, detail, insertText })),
      [{ label: 'nowhere', detail: 'used 1 time, not defined yet', insertText: 'nowhere:\n    ' }],
    );
  });

  it('tells of an asset how it stands and where it is', () => {
    const item = offered(INVENTORY, 'findings: [{ asset: $0').find(({ label }) => label === 'web-01');
    equal(item?.detail, 'Overdue · a.inventory.yaml');
  });

  it('offers nothing where nothing may be written', () => {
    checkOffered(INVENTORY, '# $0', '');
    checkOffered(INVENTORY, 'assets:\n  web: { os: x }$0', '');
    checkOffered(INVENTORY, 'assets:\n  web:\n    labels: { $0 }', '');
  });

  it('cuts a flood short, by what is typed', () => {
    const assets = Array.from({ length: 3000 }, (_, index) => `  host-${index}: {}\n`).join('');
    const many = snapshotOf({ 'a.inventory.yaml': `assets:\n${assets}` });
    const all = completion(many, whereOf(INVENTORY, 'findings: [{ asset: $0'));
    equal(all.isIncomplete, true);
    equal(all.items.length, 500);
    const typed = completion(many, whereOf(INVENTORY, 'findings: [{ asset: ho29$0'));
    ok(typed.items.some(({ label }) => label === 'host-2999'));
  });

  it('knows at once which names have come and gone, among very many', () => {
    const living = new Workspace(root, now);
    const uri = `${root}/a.inventory.yaml`;
    const assets = Array.from({ length: 600 }, (_, index) => `  host-${index}: {}\n`).join('');
    const labels = (typed: string) =>
      completion(living.snapshot(), whereOf(INVENTORY, `findings: [{ asset: ${typed}$0`)).items.map(
        ({ label }) => label,
      );
    const write = (extra: string) =>
      living.apply({ files: [{ uri, text: `assets:\n${assets}${extra}` }], complete: true });
    write('');
    deepEqual(labels('new'), []);
    write('  new-1: {}\n');
    deepEqual(labels('new'), ['new-1']);
    const { names } = living.snapshot();
    const revision = names.revisionOf('asset');
    write('  new-1: { pending: [{ id: X }] }\n');
    equal(names.revisionOf('asset'), revision, 'the same names are defined');
    write('  new-2: {}\n');
    deepEqual(labels('new'), ['new-2']);
    write('');
    deepEqual(labels('new'), []);
  });

  it('can do without snippets', () => {
    const groups = offered(INVENTORY, 'assets:\n  web:\n    $0').find(({ label }) => label === 'groups');
    equal(groups && withoutPlaceholders(groups), 'groups: []');
  });
});
