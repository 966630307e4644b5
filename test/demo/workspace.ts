// A fresh copy of the demo workspace. Its files are as of one fixed day; the copy's dates are moved by as many whole days as have passed
// since, so that what is a day late stays a day late. Knows nothing of the fleet but the ports that Ansible must know.
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The day that the committed files mean by today. */
export const asOf = '2026-11-23';
export const committedWorkspace = fileURLToPath(new URL('./workspace', import.meta.url));

const day = 24 * 60 * 60 * 1000;
const moved = new Set(['.yaml', '.json', '.ini']);

/** Replaces what is in `folder`. */
export function copyWorkspace(folder: string, now: number): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(committedWorkspace, folder, { recursive: true });
  const days = Math.floor(now / day) - Date.parse(asOf) / day;
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, entry);
    if (moved.has(extname(entry))) writeFileSync(file, shiftDates(readFileSync(file, 'utf8'), days));
    const dated = shiftCompactDate(entry, days);
    if (dated !== entry) renameSync(file, join(folder, dated));
  }
}

/** `web-01-20261123T0600Z.txt` */
function shiftCompactDate(name: string, days: number): string {
  return name.replace(/(20\d\d)(\d\d)(\d\d)(?=T\d{4}Z)/, (_date, ...[y, m, d]: string[]) =>
    shiftDates(`${y}-${m}-${d}`, days).replaceAll('-', ''),
  );
}

export function shiftDates(text: string, days: number): string {
  return text.replace(/\b20\d\d-\d\d-\d\d(?=T\d|(?![-\w]))/g, (date) =>
    new Date(Date.parse(date) + days * day).toISOString().slice(0, 10),
  );
}

/** Tells the Ansible inventory on which ports the hosts are. */
export function writePorts(
  folder: string,
  hosts: readonly { readonly name: string; readonly port: number }[],
): void {
  const file = join(folder, 'inventories/demo/hosts.ini');
  const ports = new Map(hosts.map(({ name, port }) => [name, port]));
  const text = readFileSync(file, 'utf8').replace(
    /^(\S+) ansible_port=\d+$/gm,
    (line, name: string) => `${name} ansible_port=${ports.get(name) ?? line.split('=')[1]}`,
  );
  writeFileSync(file, text);
}
