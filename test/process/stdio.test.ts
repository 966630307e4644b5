// The built server speaks LSP to any editor over stdio: a bare client, no library of ours between.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import {
  createProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { fromPath } from '../../server/src/base/uri.ts';

describe('server.js --stdio', () => {
  let folder = '';
  let server: ChildProcess | undefined;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchtide-stdio-'));
    await build({
      entryPoints: ['server/src/server.ts'],
      outfile: join(folder, 'server.js'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      define: { 'import.meta.url': '__moduleUrl' },
      banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    });
    await writeFile(join(folder, 'a.inventory.yaml'), 'assets:\n  web-01: { groups: [nope] }\n');
  });
  after(async () => {
    server?.kill();
    await rm(folder, { recursive: true, force: true });
  });

  it('publishes the problems of a folder, and ends when it is told to', async () => {
    const child = spawn(process.execPath, [join(folder, 'server.js'), '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    server = child;
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const published = new Promise<PublishDiagnosticsParams>((resolve) => {
      connection.onNotification('textDocument/publishDiagnostics', resolve);
    });
    connection.listen();
    const root = fromPath(folder);
    const workspaceFolders = [{ uri: root, name: 'folder' }];
    await connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {},
      workspaceFolders,
    });
    await connection.sendNotification('initialized', {});
    const { uri, diagnostics } = await published;
    assert.equal(uri, `${root}/a.inventory.yaml`);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['name/unresolved'],
    );
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    assert.equal(await exited, 0);
    connection.dispose();
  });
});
