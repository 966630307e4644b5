// A due date passes while nobody types: exactly the files are published again of whose assets something else is to be said.

import assert from 'node:assert/strict';
import { startClient } from './testClient.ts';

const policy = `sla:
  clock: vendor-release
  rules:
    - { name: critical, match: { severity: critical }, within: 5d }
    - { name: rest, match: {}, within: 100d }
`;
const urgent = 'id: DSA-9, severity: critical, released: 2026-11-20T10:00:00Z';
const DUE = Date.parse('2026-11-25T10:00:00Z');

function inventory(letter: string, ...late: readonly number[]): string {
  const entries = Array.from({ length: 25 }, (_, nth) => {
    const patch = late.includes(nth) ? urgent : 'id: DSA-1, severity: low, released: 2026-11-20';
    return `  ${letter}-${nth}: { pending: [{ ${patch} }] }\n`;
  });
  return `assets:\n${entries.join('')}`;
}

describe('a clock that goes on', () => {
  it('flips three assets of a hundred', async () => {
    const clock = { time: DUE - 20, now: () => clock.time };
    const client = await startClient({
      clock,
      files: {
        'a.inventory.yaml': inventory('a', 3, 20),
        'b.inventory.yaml': inventory('b'),
        'c.inventory.yaml': `${inventory('c', 7)}  c-x: { osx: 1 }\n`,
        'd.inventory.yaml': `${inventory('d')}  d-x: { osx: 1 }\n`,
        'fleet.patch-policy.yaml': policy,
      },
    });
    const { log, judged, until, open, problemsOf, connection } = client;
    await judged(({ loading, dueSoon }) => !loading && dueSoon === 3);
    open('c.inventory.yaml', `${inventory('c', 7)}  c-x: { osx: 1 }\n`);
    await problemsOf('c.inventory.yaml', 1);
    const before = log.length;
    clock.time = DUE + 1;
    await judged(({ overdue, dueSoon }) => overdue === 3 && dueSoon === 0);
    await until(() => log.length >= before + 2);
    await connection.sendRequest('patchtide/summary', {});
    assert.deepEqual(log.slice(before).sort(), [
      'a.inventory.yaml: sla/overdue sla/overdue',
      'c.inventory.yaml: sla/overdue schema/unknown-key',
    ]);
    await client.stop();
  });
});
