// Versions of NVIDIA drivers and CUDA toolkits, as people, inventories and nvidia-smi write them. Compared number by number: as text or as
// decimal fractions 535.104 and 535.54 come out in the wrong order.

export type Numbers = readonly number[];

/** Missing numbers count as 0. */
export function compareNumbers(a: Numbers, b: Numbers): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function atLeast(version: Numbers, minimum: Numbers): boolean {
  return compareNumbers(version, minimum) >= 0;
}

export function numbersOf(version: string): Numbers {
  return version.split('.').map(Number);
}

export interface DriverVersion {
  readonly numbers: Numbers;
  /** Only the branch is said (`570`, `R570`, `570.xx`): it may be any driver of it. */
  readonly branchOnly: boolean;
}

/** `570.124.06`, `R570`, `570.xx`, a package's `570.124.06-0ubuntu1`. @returns undefined where it's no driver version. */
export function parseDriver(text: string): DriverVersion | undefined {
  const match = /^(?:v|R|r)?(\d{2,4})((?:\.\d{1,6}){0,3})(?:\.[xX*]+)?(?:[-+~_].*)?$/.exec(text.trim());
  if (match?.[1] === undefined) return undefined;
  const rest = match[2] ?? '';
  return { numbers: numbersOf(match[1] + rest), branchOnly: rest === '' };
}

export interface CudaVersion {
  readonly major: number;
  readonly minor: number;
  /** The third number where it's said, as written. */
  readonly third?: number;
  /** "Update 1", where it's said in words. */
  readonly update?: number;
}

/** `12.8`, `12.8.1`, `12.8 Update 1`, `12.8u1`, `CUDA 12.8 GA`. @returns undefined where it's no CUDA version. */
export function parseCuda(text: string): CudaVersion | undefined {
  const match =
    /^(?:cuda[ -]?|v)?(\d{1,3})(?:[.-](\d{1,4})(?:[.-](\d{1,6})(?:\.\d+)*)?)?(?: ?GA| ?(?:update|u) ?(\d{1,2}))?$/i.exec(
      text.trim(),
    );
  if (match?.[1] === undefined) return undefined;
  return {
    major: Number(match[1]),
    minor: Number(match[2] ?? '0'),
    ...(match[3] !== undefined && { third: Number(match[3]) }),
    ...(match[4] !== undefined && { update: Number(match[4]) }),
  };
}
