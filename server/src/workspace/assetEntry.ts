// What is known of an asset without making it: enough to see whether there is anything to say of it.

import type { SlaState } from '../model/judgement.ts';

export interface AssetEntry {
  readonly name: string;
  readonly state: SlaState;
  readonly hasGpu: boolean;
  /** Two of its groups disagree. */
  readonly isConflicted: boolean;
  /** Is one of its patches in that state? */
  has(state: SlaState): boolean;
}
