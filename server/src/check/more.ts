// The last problem of a file that has more than are shown. Made where problems are shown (checkAll.ts), not by looking at a snapshot.

import type { Rule } from './rule.ts';

export const moreProblems: Rule = {
  code: 'data/more',
  severity: 'information',
  title: 'More problems than are shown',
  explanation:
    'At most 1,000 problems of one file are shown, the worst first. The sidebar and the JSON of `patchtide check` have them all.',
};
