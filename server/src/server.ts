// Entry of dist/server.js: the language server over stdio, a socket or node's IPC, as the arguments say (`--stdio`, `--node-ipc`).

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { toPath } from './base/uri.ts';
import { inProcessReader } from './load/inProcessReader.ts';
import { startLanguageServer } from './lsp/languageServer.ts';
import { eventLoop } from './platform/eventLoop.ts';
import { FactsCache } from './platform/factsCache.ts';
import { nodeFileSystem } from './platform/nodeFileSystem.ts';
import { ReaderPool } from './platform/readerPool.ts';
import { systemClock } from './platform/systemClock.ts';

const reader = new ReaderPool({
  program: fileURLToPath(new URL('reader.js', import.meta.url)),
  here: inProcessReader,
});

startLanguageServer(createConnection(ProposedFeatures.all), {
  files: nodeFileSystem,
  clock: systemClock,
  turns: eventLoop,
  reader,
  storeAt: (folder, logger) => new FactsCache(join(toPath(folder), 'facts'), logger),
});
