// The table of a run, as text in aligned columns, notes below.

import type { Row } from './bench.ts';

const heads = ['What', 'Reach', 'Measured', 'Against', 'Ratio', ''];

export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ what, reach, measured, against = '', ratio = '', verdict }) => [
    what,
    reach,
    measured,
    against,
    ratio,
    verdict,
  ]);
  const widths = heads.map((head, at) => Math.max(head.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const notes = rows.flatMap(({ what, note }) => (note === undefined ? [] : [`  ${what}: ${note}`]));
  return [line(heads), rule, ...cells.map(line), '', ...notes, ''].join('\n');
}
