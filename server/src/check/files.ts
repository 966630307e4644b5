// Faults of our files as texts: syntax, schema, limits. The walk and the readers found them; these rules explain and anchor them.

import type { Place } from '../schema/located.ts';
import type { OwnedChunk } from '../workspace/chunk.ts';
import type { OwnedFile } from '../workspace/ownedFile.ts';
import type { Problem } from './problem.ts';
import type { Rule, RuleText } from './rule.ts';

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

const texts: readonly RuleText[] = [
  {
    code: 'yaml/syntax',
    severity: 'error',
    title: 'Broken YAML',
    explanation:
      'The text is not well-formed YAML at this place. What is readable around it is judged all the same: a fault in one asset does not blind the others.\n\nOften it is a bracket or a quote that is not closed, a missing space after `:`, or a line that is indented differently from its neighbours.',
  },
  {
    code: 'yaml/conflict',
    severity: 'error',
    title: 'A merge conflict',
    explanation:
      'Git left its conflict markers in the file. Until the conflict is settled our side (above `=======`) counts and theirs does not.',
  },
  {
    code: 'yaml/empty',
    severity: 'information',
    title: 'Nothing in the file',
    explanation: 'The file is empty, or holds comments only. Nothing follows from it.',
  },
  {
    code: 'yaml/limit',
    severity: 'error',
    title: 'Beyond a limit',
    explanation:
      'The text nests deeper, or its aliases expand to more values, than any file that a person writes. What is beyond the limit is not read, so that a hostile or broken file cannot bring the editor down.',
  },
  {
    code: 'yaml/not-text',
    severity: 'error',
    title: 'Not a text file',
    explanation: 'The file is binary or not UTF-8. Nothing of it is read. Save it as UTF-8.',
  },
  {
    code: 'yaml/too-large',
    severity: 'error',
    title: 'Too large',
    explanation:
      'The file is larger than Patchtide reads. Split it: assets may be spread over any number of inventory files.',
  },
  {
    code: 'yaml/duplicate-key',
    severity: 'error',
    title: 'A key twice',
    explanation:
      'A map has the same key twice. The first one counts; which one was meant cannot be known. Remove or rename one.',
  },
  {
    code: 'schema/unknown-key',
    severity: 'warning',
    title: 'A key that Patchtide does not know',
    explanation:
      'The key means nothing here and is ignored; often it is misspelt. Your own keys begin with `x-`, or stand below `labels:`.\n\nIn a selector (`match:`, `scope:`, `except:`) it is an error: half a selector would pick more than was meant, so that all of it picks nothing until it is mended.',
  },
  {
    code: 'schema/missing',
    severity: 'error',
    title: 'Something is missing',
    explanation: 'An entry lacks a key that it needs. Until it is there, the entry counts for nothing.',
  },
  {
    code: 'schema/type',
    severity: 'error',
    title: 'The wrong kind of value',
    explanation: 'A list stands where a map is wanted, or the like. The value is ignored.',
  },
  {
    code: 'schema/value',
    severity: 'error',
    title: 'A value that cannot be',
    explanation:
      'The value is not one of those that are possible here, or is not written as its unit asks. It is ignored.',
  },
];

const textOf = new Map(texts.map((text) => [text.code, text]));

function ofFile({ uri, problems }: OwnedFile): readonly Problem[] {
  return problems.flatMap((fault) => problemOf(fault, { file: uri, offset: 0 }));
}

function ofChunk(chunk: OwnedChunk): readonly Problem[] {
  if (chunk.kept.faults === 0) return [];
  const { value, names, syntax, schema } = chunk.facts;
  // An entry's chunk holds one named thing; a fault inside is about that.
  const entries = chunk.shape === 'entry' && value && typeof value === 'object' ? Object.keys(value) : [];
  const asset = names.find(({ kind, role }) => kind === 'asset' && role === 'defines')?.name;
  const isOfAsset = asset !== undefined && entries.length <= 1;
  return [...syntax, ...schema]
    .flatMap((fault) => problemOf(fault, chunk))
    .map((problem) => (isOfAsset ? { ...problem, asset } : problem));
}

/** @returns nothing where the fault is another rule's. */
function problemOf(fault: Fault, place: Place): readonly Problem[] {
  const rule = textOf.get(fault.code);
  if (!rule) return [];
  const { related } = fault;
  return [
    {
      code: rule.code,
      severity: fault.severity ?? rule.severity,
      message: fault.message,
      at: { place, span: fault.span },
      related: related ? [{ at: { place, span: related.span }, message: related.message }] : [],
    },
  ];
}

export const fileRules: readonly Rule[] = texts.map((text) => ({
  ...text,
  inChunk: ofChunk,
  inFile: ofFile,
}));
