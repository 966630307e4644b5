// Any report of a scanner or package manager to findings: decodes, finds the reader by what the text looks like, reads. The extension of the
// file says nothing: people save these under any name.

import { apt } from './apt.ts';
import { decode } from './decode.ts';
import { grype } from './grype.ts';
import { nessus } from './nessus.ts';
import {
  type FindingsContext,
  type FindingsReader,
  type FindingsResult,
  type ForeignFile,
  HEAD,
  type SourceProblem,
} from './reader.ts';
import { trivy } from './trivy.ts';

/** In the order in which they are asked: the most particular first. */
export const findingsReaders: readonly FindingsReader[] = [nessus, trivy, grype, apt];

export interface ReadFindings extends FindingsResult {
  /** Absent where no reader knows the text, or it holds nothing. */
  readonly format?: string;
}

export function readFindings(file: ForeignFile, context: FindingsContext): ReadFindings {
  const { text, problems } = decode(file.bytes);
  if (text === '' && problems.length > 0) return { findings: [], problems };
  const head = text.slice(0, HEAD);
  const reader = findingsReaders.find((candidate) => candidate.recognises(head, file.path));
  if (!reader) return { findings: [], problems: [...problems, ...unrecognised(text)] };
  const result = reader.read(file, text, context);
  return { ...result, problems: [...problems, ...result.problems], format: reader.format };
}

/** Several tools say "nothing found" by nothing, `null`, `[]` or `{}`; a collection that failed may look the same. */
function unrecognised(text: string): readonly SourceProblem[] {
  const span = { start: 0, end: Math.max(0, text.search(/\r|\n|$/)) };
  if (/^\s*(?:null|\[\s*\]|\{\s*\})?\s*$/.test(text)) {
    const message = 'This report is empty: nothing was found, or collecting it failed.';
    return [{ severity: 'information', span, message, remedy: 'Check how it is collected.' }];
  }
  const formats = findingsReaders.map((reader) => reader.format).join(', ');
  return [
    {
      severity: 'warning',
      span,
      message: `No reader knows this format; known are ${formats}.`,
      remedy: 'Save the output of one of these tools, or take the file out of `findings:`.',
    },
  ];
}
