// The scanners' words for severity, in ours. What says nothing about it (unknown, none, negligible's absence) is absent: unknown isn't low.

import type { Severity } from '../schema/vocabulary.ts';

const WORDS: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  high: 'high',
  important: 'high',
  medium: 'medium',
  moderate: 'medium',
  low: 'low',
  negligible: 'low',
};

export function severityOf(word: unknown): Severity | undefined {
  return typeof word === 'string' ? WORDS[word.trim().toLowerCase()] : undefined;
}

/** Vendors' advisory ids, as they stand in titles and lists of references. */
const ADVISORY =
  /\b(?:D[SL]A-\d+(?:-\d+)?|USN-\d+-\d+|RH[SBE]A-\d{4}:\d+|[RA]L[SBE]A-\d{4}[:-]\d+|ELSA-\d{4}-\d+|SUSE-[SRF]U-\d{4}:[\d.]+-\d+|ALAS[\w]*-\d{4}-\d+|KB\d{6,7})\b/;

export function advisoryIn(text: string): string | undefined {
  return ADVISORY.exec(text)?.[0];
}
