// Does this CUDA toolkit run on this driver? Rules R01-R06: at or above the toolkit's own driver all is well; within a family (CUDA 11 and
// newer) an older driver works with limits; below the family's minimum, or before CUDA 11 below the toolkit's own driver, nothing runs.
// Newer drivers run older toolkits. What the data doesn't know is said as such and is never an error.

import {
  asOf,
  branchOf,
  type DriverOs,
  type Family,
  families,
  released,
  releasesOf,
  rowFor,
  type Source,
  type Toolkit,
  windowsMajorsOf,
} from './compat.ts';
import {
  atLeast,
  type CudaVersion,
  compareNumbers,
  type DriverVersion,
  type Numbers,
  numbersOf,
  parseCuda,
  parseDriver,
} from './version.ts';

export interface GpuPair {
  readonly driver: string;
  readonly cuda: string;
  readonly os: DriverOs;
  /** For rules that know the GPU; R01-R06 don't ask. */
  readonly model?: string;
}

export interface GpuFinding {
  readonly rule: 'R04' | 'R05' | 'R06' | 'unknown';
  readonly code: 'gpu-compat/driver-too-old' | 'gpu-compat/minor-version' | 'gpu-compat/unknown-version';
  readonly severity: 'error' | 'information';
  readonly message: string;
  readonly remedy: string;
  readonly source?: Source;
}

interface Judged {
  readonly driver: DriverVersion;
  readonly driverText: string;
  readonly cudaText: string;
  readonly os: DriverOs;
  readonly branch: number;
}

export function judgePair(pair: GpuPair): readonly GpuFinding[] {
  const driver = parseDriver(pair.driver);
  const cuda = parseCuda(pair.cuda);
  if (!driver)
    return [
      unknown(
        `\`${pair.driver}\` is no NVIDIA driver version`,
        'Write it as `nvidia-smi` prints it: 570.124.06.',
      ),
    ];
  if (!cuda) return [unknown(`\`${pair.cuda}\` is no CUDA version`, 'Write it as 12.8 or 12.8.1.')];
  const branch = branchOf(driver.numbers[0] ?? 0, pair.os);
  const judged = { driver, driverText: pair.driver.trim(), cudaText: shown(cuda), os: pair.os, branch };
  const family = families.get(cuda.major);
  const row = rowFor(cuda);
  if (family?.minimum) return inFamily(judged, cuda, family.minimum[pair.os], family, row);
  return row ? byOwnRow(judged, row, family) : [unlisted(judged)];
}

/** CUDA 11 and newer. */
function inFamily(
  judged: Judged,
  cuda: CudaVersion,
  minimum: string,
  family: Family,
  row: Toolkit | undefined,
): readonly GpuFinding[] {
  // CUDA 11.0 came with drivers older than what makes the whole of 11.x work.
  const rows = releasesOf(cuda).flatMap((toolkit) => toolkit.driver[judged.os] ?? []);
  const floor = [minimum, ...rows].reduce((low, version) => (isBelow(version, low) ? version : low));
  if (!reaches(judged, floor)) return [tooOld(judged, floor, 'R05', family.source)];
  if (!row) return [unlisted(judged)];
  const own = row.driver[judged.os];
  if (own !== undefined && reaches(judged, own)) return [];
  // An older driver of the toolkit's own branch reports the same CUDA version: nothing to say.
  if (judged.branch >= row.branch) return [];
  return [minorVersion(judged, row, family)];
}

/** Before CUDA 11. */
function byOwnRow(judged: Judged, row: Toolkit, family: Family | undefined): readonly GpuFinding[] {
  const own = row.driver[judged.os];
  if (own === undefined) return [unlisted(judged)];
  return reaches(judged, own) ? [] : [tooOld(judged, own, 'R06', family?.source ?? row.source)];
}

function isBelow(a: string, b: string): boolean {
  return compareNumbers(numbersOf(a), numbersOf(b)) < 0;
}

/** A branch alone may mean its newest driver: only what no driver of it reaches is out of reach. */
function reaches(judged: Judged, minimum: string): boolean {
  const needed = numbersOf(minimum);
  if (!judged.driver.branchOnly) return atLeast(judged.driver.numbers, needed);
  return newestFirstNumber(judged) >= (needed[0] ?? 0);
}

function newestFirstNumber(judged: Judged): number {
  const first = judged.driver.numbers[0] ?? 0;
  return judged.os === 'windows' && first === judged.branch
    ? Math.max(first, ...windowsMajorsOf(first))
    : first;
}

function tooOld(judged: Judged, needed: string, rule: 'R05' | 'R06', source: Source): GpuFinding {
  const least = needed.includes('.') ? needed : `R${needed}`;
  return {
    rule,
    code: 'gpu-compat/driver-too-old',
    severity: 'error',
    message: `Driver ${judged.driverText} can't run CUDA ${judged.cudaText}: that needs ${least} or newer.`,
    remedy: `Install driver ${least} or newer${alternative(judged)}.`,
    source,
  };
}

function minorVersion(judged: Judged, row: Toolkit, family: Family): GpuFinding {
  const own = row.driver[judged.os] ?? `R${row.branch}`;
  return {
    rule: 'R04',
    code: 'gpu-compat/minor-version',
    severity: 'information',
    message:
      `CUDA ${judged.cudaText} runs on driver ${judged.driverText} with limits: what needs a newer driver fails, ` +
      'and so do programs that compile PTX when they start.',
    remedy: `For all of it, install driver ${own} or newer${alternative(judged)}.`,
    source: family.source,
  };
}

/** The newest CUDA that the driver runs without limits. */
function alternative(judged: Judged): string {
  const runs = released.find((toolkit) => {
    const own = toolkit.driver[judged.os];
    return own === undefined ? judged.branch >= toolkit.branch : reaches(judged, own);
  });
  const newest = runs?.numbers.slice(0, 2).join('.');
  return newest === undefined ? '' : `, or use CUDA ${newest}, the newest that this driver runs in full`;
}

function unlisted(judged: Judged): GpuFinding {
  return unknown(
    `CUDA ${judged.cudaText} isn't in the data of ${asOf}, so whether driver ${judged.driverText} runs it can't be said`,
    "See the toolkit's release notes.",
  );
}

function unknown(message: string, remedy: string): GpuFinding {
  return {
    rule: 'unknown',
    code: 'gpu-compat/unknown-version',
    severity: 'information',
    message: `${message}.`,
    remedy,
  };
}

function shown({ major, minor, third, update }: CudaVersion): string {
  const numbers: Numbers = third === undefined ? [major, minor] : [major, minor, third];
  return numbers.join('.') + (update === undefined ? '' : ` Update ${update}`);
}
