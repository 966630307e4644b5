// Random edits, as an editor sends them, at the real server: it answers everything, and what it has published in the end is what a fresh look at
// the final text says.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { neverCancelled } from '../../server/src/base/cancellation.ts';
import { checkAll, shownProblems } from '../../server/src/check/checkAll.ts';
import { encodeProblem } from '../../server/src/lsp/encode.ts';
import { LineIndex } from '../../server/src/text/lineIndex.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { startClient, type TestClient } from '../protocol/testClient.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const NAME = 'fleet.inventory.yaml';
const start = `assets:
  web-01:
    groups: [web, nope]
    gpu: { driver: 535.104.05, cuda: 13.0 }
    pending:
      - { id: DSA-1, severity: critical, released: 2026-11-03, package: openssl, fixed: 3.0.15 }
  web-02: { criticality: hgih }
groups:
  web: {}
`;

interface Edit {
  /** Shares of the text's length. */
  readonly from: number;
  readonly length: number;
  readonly text: string;
}

const fragments = fc.oneof(
  fc.constantFrom(
    '\n',
    '  ',
    ': ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '\t',
    '\r\n',
    '---\n',
    '\0',
    '|\n',
  ),
  fc.constantFrom('assets:\n', '  web-09: {}\n', 'severity: low', 'pending: []', '__proto__', '💥', 'groups'),
  fc.string({ maxLength: 12 }),
);
const edits: fc.Arbitrary<Edit> = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 40 }),
  text: fragments,
});

describe('a server under random edits', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient({ clock: { now: () => NOW }, files: { [NAME]: start } });
    client.open(NAME, start);
  });
  after(() => client.stop());

  it('says in the end what a fresh look says, and answers on the way', async () => {
    let version = 1;
    let text = start;
    const send = (span: { start: number; end: number }, newText: string) => {
      const lines = new LineIndex(text);
      const range = { start: lines.positionAt(span.start), end: lines.positionAt(span.end) };
      text = text.slice(0, lines.offsetAt(range.start)) + newText + text.slice(lines.offsetAt(range.end));
      version++;
      void client.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: client.uri(NAME), version },
        contentChanges: [{ range, text: newText }],
      });
    };
    await fc.assert(
      fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 12 }), async (script) => {
        send({ start: 0, end: text.length }, start);
        for (const { from, length, text: inserted } of script) {
          const at = Math.floor(from * text.length);
          send({ start: at, end: Math.min(text.length, at + length) }, inserted);
          const where = {
            textDocument: { uri: client.uri(NAME) },
            position: new LineIndex(text).positionAt(at),
          };
          await client.connection.sendRequest('textDocument/completion', where);
          await client.connection.sendRequest('textDocument/hover', where);
        }
        assert.deepEqual(await client.problemsOf(NAME, version), freshProblems(client, text));
      }),
      { numRuns: 40 },
    );
  });
});

function freshProblems(client: TestClient, text: string) {
  const workspace = new Workspace(client.uri('').replace(/\/$/, ''), NOW);
  workspace.apply({ files: [{ uri: client.uri(NAME), text }], complete: true });
  const snapshot = workspace.snapshot();
  const shown = shownProblems(checkAll(snapshot, neverCancelled)).get(client.uri(NAME)) ?? [];
  return JSON.parse(JSON.stringify(shown.map((problem) => encodeProblem(problem, snapshot))));
}
