// A request that nobody waits for any more is answered as cancelled; the others are answered.

import assert from 'node:assert/strict';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver-protocol';
import { methods } from '../../server/src/protocol/requests.ts';
import { startClient } from './testClient.ts';

const clock = { now: () => Date.parse('2026-11-23T12:00:00Z') };
const name = 'fleet.inventory.yaml';
const text = 'assets:\n  web-01: {}\n';

describe('a request that is cancelled', () => {
  it('is answered as such, of whatever kind it is, and the next one is not', async () => {
    const client = await startClient({ clock, files: { [name]: text } });
    client.open(name, text);
    await client.judged(({ loading }) => !loading);
    const where = { textDocument: { uri: client.uri(name) }, position: { line: 1, character: 3 } };
    const requests: readonly (readonly [string, object])[] = [
      ['textDocument/hover', where],
      ['textDocument/completion', where],
      ['textDocument/definition', where],
      ['textDocument/references', { ...where, context: { includeDeclaration: true } }],
      ['textDocument/documentSymbol', where],
      [methods.assetTree, { grouping: 'lateness', offset: 0, limit: 10 }],
      [methods.createPlan, { target: { kind: 'overdue' } }],
    ];
    for (const [method, params] of requests) {
      const source = new CancellationTokenSource();
      const answer = client.connection.sendRequest(method, params, source.token);
      source.cancel();
      await assert.rejects(answer, { code: LSPErrorCodes.RequestCancelled }, method);
    }
    const hover = await client.connection.sendRequest('textDocument/hover', where);
    assert.match(JSON.stringify(hover), /No pending patches/);
    await client.stop();
  });
});
