// Every rule there is. A new one is a file and a line here.

import { fileRules } from './files.ts';
import { foreignRules } from './foreign.ts';
import { gpuRules } from './gpuCompat.ts';
import { moreProblems } from './more.ts';
import { duplicateName, groupConflict, unresolvedName } from './names.ts';
import { kevNotFed, neverHolds, unknownPreset } from './policy.ts';
import type { Rule } from './rule.ts';
import { slaRules } from './sla.ts';

export const rules: readonly Rule[] = [
  ...fileRules,
  unresolvedName,
  duplicateName,
  groupConflict,
  ...slaRules,
  unknownPreset,
  neverHolds,
  ...gpuRules,
  ...foreignRules,
  kevNotFed,
  moreProblems,
];

/** @returns undefined where no rule has the code. */
export function ruleOf(code: string): Rule | undefined {
  return rules.find((rule) => rule.code === code);
}
