// The keys of the demo fleet: made once per folder, kept, and good for loopback hosts only.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { utils } from 'ssh2';

export interface KeyFiles {
  readonly privateFile: string;
  readonly privateKey: string;
  /** One line: type, base64, comment. */
  readonly publicKey: string;
}

export function ensureKey(privateFile: string, comment: string): KeyFiles {
  if (!existsSync(privateFile) || !existsSync(`${privateFile}.pub`)) makeKey(privateFile, comment);
  chmodSync(privateFile, 0o600);
  return {
    privateFile,
    privateKey: readFileSync(privateFile, 'utf8'),
    publicKey: readFileSync(`${privateFile}.pub`, 'utf8').trim(),
  };
}

function makeKey(privateFile: string, comment: string): void {
  try {
    const options = ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', privateFile];
    execFileSync('ssh-keygen', options, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch {
    // No OpenSSH here: ssh2 writes the same format.
    const pair = utils.generateKeyPairSync('ed25519', { comment });
    writeFileSync(privateFile, pair.private, { mode: 0o600 });
    writeFileSync(`${privateFile}.pub`, `${pair.public}\n`);
  }
}

/** `[127.0.0.1]:2222 ssh-ed25519 AAAA...` */
export function knownHostsLine(port: number, publicKey: string): string {
  return `[127.0.0.1]:${port} ${publicKey.split(' ').slice(0, 2).join(' ')}`;
}
