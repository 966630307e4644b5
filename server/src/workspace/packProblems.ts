// Faults to bytes and back.

import type { SchemaProblem } from '../schema/walk.ts';
import type { SyntaxProblem } from '../yaml/node.ts';
import type { Facts } from './facts.ts';
import type { FileProblem } from './fileReading.ts';
import type { ByteReader, ByteWriter } from './packBytes.ts';
import type { PackedStrings, StringTable } from './packStrings.ts';

/** What every fault has, and what only some have. */
interface Fault {
  readonly code: string;
  readonly message: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly severity?: SchemaProblem['severity'];
  readonly related?: Pick<Fault, 'span' | 'message'>;
}

const IS_ERROR = 1;
const IS_WARNING = 2;
const HAS_RELATED = 4;

export function writeFaults(out: ByteWriter, strings: StringTable, faults: readonly Fault[]): void {
  out.number(faults.length);
  for (const { code, severity, related, ...where } of faults) {
    const isOf = severity === 'error' ? IS_ERROR : severity === 'warning' ? IS_WARNING : 0;
    out.number(isOf | (related ? HAS_RELATED : 0));
    out.number(strings.indexOf(code));
    for (const { message, span } of related ? [where, related] : [where]) {
      out.number(strings.indexOf(message));
      out.number(span.start);
      out.number(span.end - span.start);
    }
  }
}

function readFaults(from: ByteReader, strings: PackedStrings): Fault[] {
  const readWhere = () => {
    const message = strings.at(from.number());
    const start = from.number() | 0;
    return { message, span: { start, end: start + (from.number() | 0) } };
  };
  const faults: Fault[] = [];
  for (let count = from.number(); count > 0; count--) {
    const flags = from.number();
    faults.push({
      code: strings.at(from.number()),
      ...(flags & IS_ERROR && { severity: 'error' }),
      ...(flags & IS_WARNING && { severity: 'warning' }),
      ...readWhere(),
      ...(flags & HAS_RELATED && { related: readWhere() }),
    });
  }
  return faults;
}

export function readFileProblems(from: ByteReader, strings: PackedStrings): readonly FileProblem[] {
  return readFaults(from, strings) as FileProblem[];
}

/** The two kinds of faults of a chunk's facts. */
export function readFactsFaults(from: ByteReader, strings: PackedStrings): Pick<Facts, 'syntax' | 'schema'> {
  const syntax = readFaults(from, strings) as SyntaxProblem[];
  return { syntax, schema: readFaults(from, strings) as SchemaProblem[] };
}
