/**
 * One lab at a time on a machine: names, addresses and the cache are fixed, and sweeping would end another
 * run's hosts. The lock is an abstract socket, which the kernel releases with its process however it ends; who
 * waits is connected to it and so is told. Knows nothing of what it guards.
 */
import { connect, createServer, type Socket } from 'node:net';
import type { Say } from './machine.ts';

const path = '\0ptide-lab';
const patience = 15 * 60_000;

/** Answers the way to give it back. */
export async function takeLock(say: Say): Promise<() => void> {
  const deadline = Date.now() + patience;
  for (let told = false; ; told = true) {
    const release = await listen();
    if (release) return release;
    if (!told) say('waiting for another run of the host tests on this machine');
    if (!(await released(deadline - Date.now()))) {
      throw new Error('another run of the host tests on this machine does not end');
    }
  }
}

function listen(): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    const waiting = new Set<Socket>();
    const server = createServer((socket) => {
      waiting.add(socket.unref().on('error', () => {}));
    });
    const release = (): void => {
      server.close();
      // After the close: the others try again as soon as their connection ends.
      for (const socket of waiting) socket.destroy();
    };
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => resolve(release));
  });
}

/** The connection ends with the holder; a refused one means that it just did. */
function released(within: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const alarm = setTimeout(
      () => {
        resolve(false);
        socket.destroy();
      },
      Math.max(within, 0),
    );
    socket.on('error', () => {});
    socket.once('close', () => {
      clearTimeout(alarm);
      resolve(true);
    });
  });
}
