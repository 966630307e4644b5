#!/usr/bin/env node
// Stands in for ssh and one Debian host behind it, in the words that real ones use (formats/engines/apt). Its folder is in
// PATCHTIDE_STAND_IN: `calls.jsonl` gets every argument vector; `<host>.json` is what a host has; while `hold-<host>` exists, an install
// waits, as dpkg does, and goes on by itself when its controller is gone.
import { appendFileSync, existsSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.PATCHTIDE_STAND_IN ?? '';
const argv = process.argv.slice(2);
if (argv[0] === '-V') process.exit(0);
const [address = '', command = ''] = argv.slice(argv.indexOf('--') + 1);
appendFileSync(join(folder, 'calls.jsonl'), `${JSON.stringify(argv)}\n`);

const file = join(folder, `${address}.json`);
const read = () =>
  existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { version: '3.0.20-1~deb12u2', boot: 1, rebootRequired: false, installs: 0 };
const write = (state) => writeFileSync(file, JSON.stringify(state));

function end(code, out = '', err = '') {
  process.stderr.write(err);
  process.stdout.write(out, () => process.exit(code));
}

function install(wanted) {
  const state = read();
  write({ ...state, version: wanted, installs: state.installs + 1, rebootRequired: true });
  appendFileSync(join(folder, 'calls.jsonl'), `${JSON.stringify(['installed', address])}\n`);
}

function held(wanted) {
  const hold = join(folder, `hold-${address}`);
  const go = () => {
    install(wanted);
    end(0, 'Setting up openssl ...\n');
  };
  if (!existsSync(hold)) return go();
  // The client dies, dpkg on the host goes on.
  process.on('SIGTERM', () => {
    install(wanted);
    end(255);
  });
  const watcher = watch(folder, () => {
    if (existsSync(hold)) return;
    watcher.close();
    go();
  });
  appendFileSync(join(folder, 'calls.jsonl'), `${JSON.stringify(['held', address])}\n`);
  return undefined;
}

const state = read();
const wanted = /openssl=([^' ]+)/.exec(command)?.[1] ?? '';
if (command.includes('--simulate'))
  end(0, `Inst openssl [${state.version}] (${wanted} Debian-Security:12/oldstable-security [amd64])\n`);
else if (command.includes(' install ')) held(wanted);
else if (command.includes('dpkg-query')) end(0, `openssl\t${state.version}\tii \n`);
else if (command.includes('boot_id')) end(0, `boot-${state.boot}\n`);
else if (command.includes('df ')) end(0, '     Avail\n8589934592\n');
else if (command.includes('reboot-required')) end(state.rebootRequired ? 0 : 1);
else if (command.includes('systemctl reboot')) {
  write({ ...state, boot: state.boot + 1, rebootRequired: false });
  end(255, '', 'Connection to host closed by remote host.\n');
} else if (command.includes('check-health')) end(existsSync(join(folder, `sick-${address}`)) ? 2 : 0);
else end(0);
