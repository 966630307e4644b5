// Faults of our files as texts: syntax, schema, limits. The walk and the readers found them; these rules explain and anchor them.

import type { FileProblem, OwnedFile, PlacedFacts } from '../workspace/ownedFile.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';

interface Fault {
  readonly code: string;
  /** The rule's where not said. */
  readonly severity?: Problem['severity'];
  readonly message: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly related?: {
    readonly span: { readonly start: number; readonly end: number };
    readonly message: string;
  };
}

/** A rule whose faults are already in the facts under its code. */
function factRule(rule: Omit<Rule, 'check'>): Rule {
  return {
    ...rule,
    *check(snapshot: Snapshot) {
      for (const file of snapshot.files.values()) {
        yield* ofFile(file, rule);
        for (const chunk of file.chunks) yield* ofChunk(chunk, rule);
      }
    },
  };
}

function* ofFile(file: OwnedFile, rule: Omit<Rule, 'check'>): Iterable<Problem> {
  for (const fault of file.problems satisfies readonly FileProblem[]) {
    if (fault.code === rule.code) yield problemOf(fault, rule, { file: file.uri, offset: 0 });
  }
}

function* ofChunk({ facts, place, value, shape }: PlacedFacts, rule: Omit<Rule, 'check'>): Iterable<Problem> {
  // An entry's chunk holds one named thing; a fault inside is about that.
  const names = shape === 'entry' && value && typeof value === 'object' ? Object.keys(value) : [];
  const asset = facts.names.find(({ kind, role }) => kind === 'asset' && role === 'defines')?.name;
  for (const fault of [...facts.syntax, ...facts.schema]) {
    if (fault.code !== rule.code) continue;
    const problem = problemOf(fault, rule, place);
    yield asset !== undefined && names.length <= 1 ? { ...problem, asset } : problem;
  }
}

function problemOf(fault: Fault, rule: Omit<Rule, 'check'>, place: Problem['at']['place']): Problem {
  const related = fault.related && {
    at: { place, span: fault.related.span },
    message: fault.related.message,
  };
  return {
    code: rule.code,
    severity: fault.severity ?? rule.severity,
    message: fault.message,
    at: { place, span: fault.span },
    related: related ? [related] : [],
  };
}

export const fileRules: readonly Rule[] = [
  factRule({
    code: 'yaml/syntax',
    severity: 'error',
    title: 'Broken YAML',
    explanation:
      'The text is not well-formed YAML at this place. What is readable around it is judged all the same: a fault in one asset does not blind the others.\n\nOften it is a bracket or a quote that is not closed, a missing space after `:`, or a line that is indented differently from its neighbours.',
  }),
  factRule({
    code: 'yaml/conflict',
    severity: 'error',
    title: 'A merge conflict',
    explanation:
      'Git left its conflict markers in the file. Until the conflict is settled our side (above `=======`) counts and theirs does not.',
  }),
  factRule({
    code: 'yaml/empty',
    severity: 'information',
    title: 'Nothing in the file',
    explanation: 'The file is empty, or holds comments only. Nothing follows from it.',
  }),
  factRule({
    code: 'yaml/limit',
    severity: 'error',
    title: 'Beyond a limit',
    explanation:
      'The text nests deeper, or its aliases expand to more values, than any file that a person writes. What is beyond the limit is not read, so that a hostile or broken file cannot bring the editor down.',
  }),
  factRule({
    code: 'yaml/not-text',
    severity: 'error',
    title: 'Not a text file',
    explanation: 'The file is binary or not UTF-8. Nothing of it is read. Save it as UTF-8.',
  }),
  factRule({
    code: 'yaml/too-large',
    severity: 'error',
    title: 'Too large',
    explanation:
      'The file is larger than Patchtide reads. Split it: assets may be spread over any number of inventory files.',
  }),
  factRule({
    code: 'yaml/duplicate-key',
    severity: 'error',
    title: 'A key twice',
    explanation:
      'A map has the same key twice. The first one counts; which one was meant cannot be known. Remove or rename one.',
  }),
  factRule({
    code: 'schema/unknown-key',
    severity: 'warning',
    title: 'A key that Patchtide does not know',
    explanation:
      'The key means nothing here and is ignored; often it is misspelt. Your own keys begin with `x-`, or stand below `labels:`.\n\nIn a selector (`match:`, `scope:`, `except:`) it is an error: half a selector would pick more than was meant, so that all of it picks nothing until it is mended.',
  }),
  factRule({
    code: 'schema/missing',
    severity: 'error',
    title: 'Something is missing',
    explanation: 'An entry lacks a key that it needs. Until it is there, the entry counts for nothing.',
  }),
  factRule({
    code: 'schema/type',
    severity: 'error',
    title: 'The wrong kind of value',
    explanation: 'A list stands where a map is wanted, or the like. The value is ignored.',
  }),
  factRule({
    code: 'schema/value',
    severity: 'error',
    title: 'A value that cannot be',
    explanation:
      'The value is not one of those that are possible here, or is not written as its unit asks. It is ignored.',
  }),
];
