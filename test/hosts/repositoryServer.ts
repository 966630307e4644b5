/**
 * A process that serves one folder over http to the lab's hosts: `repositoryServer.ts FOLDER ADDRESS PORT`.
 * Says `ready` to the process that forked it and ends when that one does. Knows nothing of packages.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';

const [folder = '.', address = '127.0.0.1', port = '0'] = process.argv.slice(2);

async function answer(url: string, withBody: boolean, response: ServerResponse): Promise<void> {
  // normalize of an absolute path can't climb above its root
  const file = join(folder, normalize(`/${decodeURIComponent(url)}`));
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-length': found.size, 'last-modified': found.mtime.toUTCString() });
  if (withBody) createReadStream(file).pipe(response);
  else response.end();
}

const server = createServer((request, response) => {
  answer(request.url ?? '/', request.method !== 'HEAD', response).catch(() => response.destroy());
});
server.listen(Number(port), address, () => process.send?.('ready'));
process.on('disconnect', () => process.exit(0));
