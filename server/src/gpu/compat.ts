// The compatibility data as the rules ask for it: toolkits, families, driver branches, each with the document that says so. The numbers live in
// data/compat.json, carried over from sourced records; nothing here states a version of its own.

import data from './data/compat.json' with { type: 'json' };
import { atLeast, type CudaVersion, compareNumbers, type Numbers, numbersOf } from './version.ts';

export type DriverOs = 'linux' | 'windows';

export interface Source {
  readonly title: string;
  readonly url: string;
}

export interface Toolkit {
  readonly version: string;
  readonly numbers: Numbers;
  readonly label: string;
  readonly branch: number;
  /** The driver of its own row; absent where the table says none (N/A) for this system. */
  readonly driver: Readonly<Partial<Record<DriverOs, string>>>;
  readonly source: Source;
}

export interface Family {
  readonly major: number;
  /** From CUDA 11 on: the driver below which nothing of the family runs. Absent where each toolkit needs the driver of its own row. */
  readonly minimum?: Readonly<Record<DriverOs, string>>;
  readonly source: Source;
}

/** The day up to which the data is known to hold. */
export const asOf: string = data.asOf;

function sourceOf(index: number): Source {
  return data.sources[index] ?? { title: 'NVIDIA', url: 'https://docs.nvidia.com/' };
}

/** Newest first. */
export const toolkits: readonly Toolkit[] = data.toolkits
  .map((row) => ({
    version: row.version,
    numbers: numbersOf(row.version),
    label: row.label,
    branch: row.driverBranch,
    driver: {
      ...(row.linuxX86_64Driver !== undefined && { linux: row.linuxX86_64Driver }),
      ...(row.windowsX86_64Driver !== undefined && { windows: row.windowsX86_64Driver }),
    },
    source: sourceOf(row.source),
  }))
  .sort((a, b) => compareNumbers(b.numbers, a.numbers));

/** What may be recommended: no previews, nothing that is only inferred. */
export const released: readonly Toolkit[] = toolkits.filter(
  (toolkit) => !/preview|RC\b|not evidenced/.test(toolkit.label),
);

export const families: ReadonlyMap<number, Family> = new Map(
  data.minorVersionCompatibility.map((row) => [
    row.major,
    {
      major: row.major,
      ...(row.linuxMin !== undefined &&
        row.windowsMin !== undefined && { minimum: { linux: row.linuxMin, windows: row.windowsMin } }),
      source: sourceOf(row.source),
    },
  ]),
);

/** The branch of a driver: its first number on Linux; on Windows one branch spans several first numbers. */
export function branchOf(first: number, os: DriverOs): number {
  if (os === 'linux') return first;
  const listed = data.driverBranches.find((row) => row.windowsMajors?.includes(first));
  if (listed) return listed.number;
  const below = data.driverBranches.map((row) => row.number).filter((number) => number <= first);
  return below.length > 0 ? Math.max(...below) : first;
}

/** The first numbers that drivers of a branch have on Windows. */
export function windowsMajorsOf(branch: number): readonly number[] {
  return data.driverBranches.find((row) => row.number === branch)?.windowsMajors ?? [branch];
}

/** The toolkits of one `major.minor`, the oldest first. */
export function releasesOf(cuda: CudaVersion): readonly Toolkit[] {
  return toolkits
    .filter((toolkit) => toolkit.numbers[0] === cuda.major && toolkit.numbers[1] === cuda.minor)
    .toReversed();
}

/**
 * The row that a CUDA version is judged by. With no update said it's general availability, the lowest driver; an update that the table doesn't
 * list counts as the newest listed one before it.
 */
export function rowFor(cuda: CudaVersion): Toolkit | undefined {
  const releases = releasesOf(cuda);
  const general = releases.find((toolkit) => !/Update|preview|RC\b/.test(toolkit.label)) ?? releases[0];
  if (cuda.update !== undefined) {
    const updates = releases.filter((toolkit) => updateOf(toolkit) <= (cuda.update ?? 0));
    return updates.at(-1) ?? general;
  }
  if (cuda.third === undefined) return general;
  const asked = [cuda.major, cuda.minor, cuda.third];
  return releases.findLast((toolkit) => atLeast(asked, toolkit.numbers)) ?? releases[0];
}

function updateOf(toolkit: Toolkit): number {
  return Number(/Update (\d+)/.exec(toolkit.label)?.[1] ?? 0);
}
