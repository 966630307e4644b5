// The server as a client sees it: problems of open and closed files, pushed when texts, files, folders or the time change.

import assert from 'node:assert/strict';
import { REFUSED } from '../../server/src/protocol/requests.ts';
import { startClient, type TestClient } from './testClient.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const clock = { now: () => NOW };

const policy = `sla:
  clock: [vendor-release, detected]
  rules:
    - { name: critical, match: { severity: critical }, within: 24h }
    - { name: rest, match: {}, within: 30d }
`;
const inventory = `assets:
  web-01:
    pending:
      - { id: DSA-1, severity: critical, released: 2026-11-03T00:00:00Z, package: openssl, fixed: 3.0.15 }
  web-02: {}
`;
const both = { 'fleet.inventory.yaml': inventory, 'fleet.patch-policy.yaml': policy };

const has = (code: string) => (codes: readonly string[]) => codes.includes(code);
const none = (codes: readonly string[]) => codes.length === 0;

describe('problems are pushed', () => {
  let client: TestClient | undefined;
  afterEach(async () => {
    await client?.stop();
    client = undefined;
  });
  const start = async (files: Record<string, string>, now = clock) => {
    client = await startClient({ clock: now, files });
    return client;
  };

  it('to a client that names only its root', async () => {
    client = await startClient({ clock, files: both, isPlain: true });
    await client.problems('fleet.inventory.yaml', has('sla/overdue'));
  });

  it('for files that nobody opened, with code, cause and explanation', async () => {
    const { problems, uri } = await start(both);
    const [problem] = await problems('fleet.inventory.yaml', has('sla/overdue'));
    assert.equal(problem?.severity, 1);
    assert.deepEqual(problem?.range, { start: { line: 1, character: 2 }, end: { line: 1, character: 8 } });
    assert.match(problem?.codeDescription?.href ?? '', /#sla-overdue$/);
    assert.deepEqual(
      problem?.relatedInformation?.map(({ location }) => [location.uri, location.range.start.line]),
      [
        [uri('fleet.patch-policy.yaml'), 3],
        [uri('fleet.inventory.yaml'), 3],
      ],
    );
  });

  it('as the text is edited, and as it was on disk when it is closed unsaved', async () => {
    const { open, change, close, problems } = await start(both);
    await problems('fleet.inventory.yaml', has('sla/overdue'));
    open('fleet.inventory.yaml', inventory);
    change('fleet.inventory.yaml', inventory.replace('critical', 'low'), 2);
    await problems('fleet.inventory.yaml', none);
    change('fleet.inventory.yaml', inventory.replace('critical', 'criticl'), 3);
    await problems('fleet.inventory.yaml', has('schema/value'));
    close('fleet.inventory.yaml');
    await problems('fleet.inventory.yaml', (codes) => codes.join() === 'sla/overdue');
  });

  it('one broken asset does not blind the others', async () => {
    const { problems } = await start({
      ...both,
      'z.inventory.yaml': 'assets:\n  a: { data: [x\n  web-01: {}\n',
    });
    const found = await problems('z.inventory.yaml', has('name/duplicate'));
    assert.deepEqual([...new Set(found.map(({ code }) => code))].sort(), ['name/duplicate', 'yaml/syntax']);
  });

  it('follow foreign files', async () => {
    const findings = `${inventory}  db-01: {}\nfindings: [reports/*.txt]\n`;
    const { problems, write, remove, watching, judged } = await start({
      ...both,
      'fleet.inventory.yaml': findings,
    });
    await problems('fleet.inventory.yaml', has('source/missing'));
    await watching(/reports/);
    await write(
      'reports/db-01.2026-10-01.txt',
      'Listing...\nbash/stable 5.2.15-2+b8 amd64 [upgradable from: 5.2.15-2+b7]\n',
    );
    await judged(({ overdue }) => overdue === 2);
    await problems('fleet.inventory.yaml', (codes) => !codes.includes('source/missing'));
    await remove('reports/db-01.2026-10-01.txt');
    await judged(({ overdue }) => overdue === 1);
  });

  it('are cleared when a file or its folder is deleted', async () => {
    const { problems, remove, judged } = await start({ ...both, 'sub/x.inventory.yaml': 'assets: []\n' });
    await problems('sub/x.inventory.yaml', has('schema/type'));
    await remove('sub');
    await problems('sub/x.inventory.yaml', none);
    await remove('fleet.inventory.yaml');
    await problems('fleet.inventory.yaml', none);
    await judged(({ assets }) => assets === 0);
  });

  it('of closed files wait for the save of a policy, those of open ones do not', async () => {
    const other = inventory.replaceAll('web-', 'db-');
    const { open, change, save, problems, published } = await start({
      ...both,
      'other.inventory.yaml': other,
    });
    await problems('other.inventory.yaml', has('sla/overdue'));
    open('fleet.inventory.yaml', inventory);
    open('fleet.patch-policy.yaml', policy);
    change('fleet.patch-policy.yaml', policy.replace('24h', '90d'), 2);
    await problems('fleet.inventory.yaml', none);
    assert.deepEqual(
      published('other.inventory.yaml')?.map(({ code }) => code),
      ['sla/overdue'],
    );
    save('fleet.patch-policy.yaml');
    await problems('other.inventory.yaml', none);
  });

  it('follow a policy that is not saved, with how many assets it moves', async () => {
    const { open, change, save, judged } = await start({
      ...both,
      'other.inventory.yaml': inventory.replaceAll('web-', 'db-'),
    });
    const { overdue } = await judged(({ loading }) => !loading);
    open('fleet.patch-policy.yaml', policy);
    change('fleet.patch-policy.yaml', policy.replace('24h', '90d'), 2);
    await judged(({ whatIf }) => whatIf?.relieved === overdue && whatIf.late === 0);
    save('fleet.patch-policy.yaml');
    await judged(({ whatIf }) => whatIf === undefined);
  });

  it('flip when a due date passes, without an edit', async () => {
    const due = Date.parse('2026-11-04T00:00:00Z');
    const offset = due - 150 - Date.now();
    const { judged } = await start(both, { now: () => Date.now() + offset });
    await judged(({ overdue, dueSoon }) => overdue === 0 && dueSoon === 1);
    await judged(({ overdue, dueSoon }) => overdue === 1 && dueSoon === 0);
  });

  it('come and go with workspace folders', async () => {
    const { connection, problems, folder, uri } = await start(both);
    await problems('fleet.inventory.yaml', has('sla/overdue'));
    await connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: uri(''), name: folder }] },
    });
    await problems('fleet.inventory.yaml', none);
  });
});

describe('our own requests', () => {
  it('make a plan, and refuse with a message for the user', async () => {
    const client = await startClient({ clock, files: both });
    await client.judged(({ overdue, loading }) => overdue === 1 && !loading);
    const plan: { text: string; uri: string; planned: number } = await client.connection.sendRequest(
      'patchtide/createPlan',
      {
        target: { kind: 'overdue' },
      },
    );
    assert.equal(plan.planned, 1);
    assert.match(plan.text, /web-01: \{ clears: \[ DSA-1 \]/);
    assert.equal(plan.uri, client.uri('overdue-2026-11-23.patch-plan.yaml'));
    await assert.rejects(
      client.connection.sendRequest('patchtide/createPlan', { target: { kind: 'assets', assets: ['nope'] } }),
      { code: REFUSED, message: /`nope`/ },
    );
    await assert.rejects(client.connection.sendRequest('patchtide/createPlan', { target: 7 }), {
      code: REFUSED,
    });
    await client.stop();
  });
});
