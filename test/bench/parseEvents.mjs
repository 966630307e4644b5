// The limit that a cold start is measured against, as a process of its own: reads every YAML file of a folder and has js-yaml parse it into events, on
// one thread, and keeps nothing. Prints how much it was, and the processor's time.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEvents } from 'js-yaml';

const folder = process.argv[2];
let [bytes, events] = [0, 0];
for (const path of readdirSync(folder, { recursive: true })) {
  if (!path.endsWith('.yaml')) continue;
  const text = readFileSync(join(folder, path), 'utf8');
  bytes += Buffer.byteLength(text);
  events += parseEvents(text, {}).length;
}
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ bytes, events, processor: (user + system) / 1000 }));
