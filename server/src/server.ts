// Entry of dist/server.js: the language server over stdio, a socket or node's IPC, as the arguments say (`--stdio`, `--node-ipc`).

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startLanguageServer } from './lsp/languageServer.ts';
import { nodeFileSystem } from './platform/nodeFileSystem.ts';
import { systemClock } from './platform/systemClock.ts';

startLanguageServer(createConnection(ProposedFeatures.all), { files: nodeFileSystem, clock: systemClock });
