// The compatibility facts that the extension ships: what R01-R06 read of the sourced data set, and the little more that the next rules need.
// `npx tsx test/unit/gpu/project.ts` writes it anew (then Biome formats it); a test holds the shipped file to it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { samplesUrl } from '../../samples.ts';

export const facts = samplesUrl('facts');
export const shipped = new URL('../../../server/src/gpu/data/compat.json', import.meta.url);

interface Source {
  readonly title: string;
  readonly url: string;
}
type Row = Readonly<Record<string, unknown>> & { readonly source: Source };

interface Facts {
  readonly asOf: string;
  readonly toolkits: readonly Row[];
  readonly minorVersionCompatibility: readonly Row[];
  readonly driverBranches: readonly Row[];
  readonly architectures: readonly Row[];
  readonly gpus: readonly Row[];
}

const KEYS = {
  toolkits: ['version', 'label', 'driverBranch', 'linuxX86_64Driver', 'windowsX86_64Driver'],
  minorVersionCompatibility: ['major', 'supported', 'minBranch', 'linuxMin', 'windowsMin'],
  driverBranches: ['number', 'windowsMajors'],
  architectures: ['name', 'lastDriverBranch', 'lastCudaMajor'],
  gpus: ['name', 'aliases', 'architecture'],
} as const;

export function project(): unknown {
  const data = JSON.parse(readFileSync(new URL('gpu-compat.json', facts), 'utf8')) as Facts;
  const sources: Source[] = [];
  const indexOf = ({ title, url }: Source) => {
    const known = sources.findIndex((source) => source.title === title && source.url === url);
    return known >= 0 ? known : sources.push({ title, url }) - 1;
  };
  const rows = (table: keyof typeof KEYS) =>
    data[table].map((row) => ({
      ...Object.fromEntries(KEYS[table].flatMap((key) => (row[key] == null ? [] : [[key, row[key]]]))),
      source: indexOf(row.source),
    }));
  return {
    asOf: data.asOf,
    toolkits: rows('toolkits'),
    minorVersionCompatibility: rows('minorVersionCompatibility'),
    driverBranches: rows('driverBranches'),
    architectures: rows('architectures'),
    gpus: rows('gpus'),
    sources,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url) && existsSync(facts)) {
  writeFileSync(shipped, JSON.stringify(project(), undefined, 2).concat('\n'));
}
