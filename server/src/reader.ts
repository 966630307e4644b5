// Entry of dist/reader.js: a thread of the reader pool. It holds all that reading one of our files takes and nothing else, so that a digest of it
// stands for how files are read.

import { readPacked } from './load/inProcessReader.ts';
import { serveReader } from './platform/readerThread.ts';

serveReader(readPacked);
