// The network side of a demo host: an SSH server on loopback for one user and one key, exec requests
// only. It can refuse (rebooting), and it can fall silent (cut off) without closing anything.
import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { type Connection, type ParsedKey, Server, type ServerChannel, utils } from 'ssh2';
import { runCommand } from './commands.ts';
import { HostGone, type Machine } from './machine.ts';

export interface SshHost {
  readonly port: () => number;
  readonly cut: () => void;
  readonly join: () => void;
  readonly open: () => Promise<void>;
  readonly close: () => void;
}

export interface SshHostOptions {
  readonly machine: Machine;
  readonly hostKey: string;
  readonly clientPublicKey: string;
  readonly user: string;
}

export function sshHost(options: SshHostOptions): SshHost {
  const { machine } = options;
  const ssh = new Server({ hostKeys: [options.hostKey], ident: 'OpenSSH_9.2p1 Debian-2+deb12u7' }, (client) =>
    welcome(client, options),
  );
  const sockets = new Set<Socket>();
  const waiting = new Set<Socket>();
  let silent = false;
  const net = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      waiting.delete(socket);
    });
    if (silent) waiting.add(socket);
    else ssh.injectSocket(socket);
  });
  return {
    port: () => machine.state.port,
    open: async () => machine.change({ port: await listen(net, machine.state.port) }),
    close: () => {
      if (net.listening) net.close();
      for (const socket of sockets) socket.destroy();
    },
    cut: () => {
      silent = true;
      for (const socket of sockets) hush(socket);
    },
    join: () => {
      silent = false;
      for (const socket of sockets) speak(socket, waiting.delete(socket) ? ssh : undefined);
    },
  };
}

/** A cut wire: nothing arrives, nothing leaves, and nobody is told. */
function hush(socket: Socket): void {
  socket.pause();
  socket.cork();
}

function speak(socket: Socket, ssh: Server | undefined): void {
  if (ssh !== undefined) {
    ssh.injectSocket(socket);
    return;
  }
  socket.uncork();
  socket.resume();
}

/** Its own port again if it's free, else any. */
async function listen(net: NetServer, port: number): Promise<number> {
  try {
    return await listenOn(net, port);
  } catch (error) {
    if (port === 0) throw error;
    return listenOn(net, 0);
  }
}

function listenOn(net: NetServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    net.once('error', reject);
    net.listen(port, '127.0.0.1', () => {
      net.off('error', reject);
      const address = net.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function welcome(client: Connection, options: SshHostOptions): void {
  const allowed = utils.parseKey(options.clientPublicKey);
  if (allowed instanceof Error) throw allowed;
  client.on('error', () => undefined);
  client.on('authentication', (context) => {
    const isOurs = context.method === 'publickey' && context.username === options.user;
    if (isOurs && sameKey(allowed, context.key) && isSigned(allowed, context)) context.accept();
    else context.reject(['publickey']);
  });
  client.on('session', (accept) => {
    const session = accept();
    session.on('env', (acceptEnv) => acceptEnv?.());
    session.on('exec', (acceptExec, _reject, { command }) => execute(acceptExec(), options.machine, command));
    session.on('shell', (acceptShell) => {
      const channel = acceptShell();
      channel.stderr.write('This demo host runs single commands; there is no shell behind it.\n');
      channel.exit(1);
      channel.end();
    });
  });
}

function sameKey(allowed: ParsedKey, offered: { readonly algo: string; readonly data: Buffer }): boolean {
  const own = allowed.getPublicSSH();
  return (
    offered.algo === allowed.type && own.length === offered.data.length && timingSafeEqual(own, offered.data)
  );
}

interface Signed {
  readonly signature?: Buffer | undefined;
  readonly blob?: Buffer | undefined;
  readonly hashAlgo?: string | undefined;
}

/** Without a signature the client only asks whether the key would do. */
function isSigned(allowed: ParsedKey, { signature, blob, hashAlgo }: Signed): boolean {
  if (signature === undefined) return true;
  return blob !== undefined && allowed.verify(blob, signature, hashAlgo) === true;
}

async function execute(channel: ServerChannel, machine: Machine, command: string): Promise<void> {
  channel.on('error', () => undefined);
  // The client may go; what it started goes on, as apt does.
  const write = (stream: { write(text: string): unknown; readonly writable: boolean }) => (text: string) => {
    if (stream.writable) stream.write(text);
  };
  try {
    const exit = await runCommand(machine, command, write(channel), write(channel.stderr));
    machine.log(command, exit);
    channel.exit(exit);
    channel.end();
  } catch (error) {
    if (!(error instanceof HostGone)) throw error;
    machine.log(command, null);
  }
}
