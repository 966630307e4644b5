// A policy as the domain reads it: durations, zones and schedules parsed, each part with the place that states it. Pure data.

import type { Instant } from '../base/ports.ts';
import type { FileUri } from '../base/uri.ts';
import type { Amount } from '../scalar/amount.ts';
import type { Duration } from '../scalar/duration.ts';
import type { WindowSchedule } from '../scalar/schedule.ts';
import type { Anchor } from '../schema/located.ts';
import type { Match } from '../schema/match.ts';
import type { PolicyText, VerificationText } from '../schema/policy.ts';
import type { ClockName } from '../schema/vocabulary.ts';

export interface SlaRule {
  readonly name: string;
  readonly match: Match;
  readonly clocks: readonly ClockName[];
  readonly within: Duration;
  /** The patch's own field that prints the due date: then `within` says nothing. */
  readonly printed?: 'kev.due';
  readonly days: 'calendar' | 'business';
  /** The preset that the rule comes from; absent for the policy's own. */
  readonly preset?: { readonly id: string; readonly status: 'in-force' | 'revoked' | 'proposed' };
  readonly at: Anchor;
}

export interface MaintenanceWindow {
  readonly name: string;
  readonly schedule: WindowSchedule;
  /** Elapsed time. */
  readonly duration: Duration;
  readonly cutoff?: Duration;
  /** IANA time zone. */
  readonly zone: string;
  readonly at: Anchor;
}

export interface Blackout {
  readonly name: string;
  readonly from: Instant;
  /** Inclusive. */
  readonly to: Instant;
  readonly reason?: string;
  readonly match?: Match;
  readonly except?: Match;
  readonly at: Anchor;
}

export interface Ring {
  readonly name: string;
  readonly after?: string;
  readonly match?: Match;
  readonly soak?: Duration;
  readonly maxConcurrency: Amount;
  readonly maxErrors: Amount;
  readonly evidence: 'required' | 'optional';
  readonly at: Anchor;
}

export interface Verification extends Omit<VerificationText, 'within'> {
  readonly within?: Duration;
  readonly at: Anchor;
}

export interface Exception {
  readonly id: string;
  readonly match: Match;
  readonly reason: string;
  readonly approvedBy?: string;
  readonly expires: Instant;
  readonly at: Anchor;
}

export interface Policy {
  readonly file: FileUri;
  readonly scope?: Match;
  /** IANA time zone of dates without a time and of calendar days. */
  readonly zone: string;
  /** Days as `YYYY-MM-DD`. */
  readonly holidays: ReadonlySet<string>;
  readonly rules: readonly SlaRule[];
  readonly onMissingDate: 'hold' | 'allow';
  readonly windows: ReadonlyMap<string, MaintenanceWindow>;
  readonly blackouts: readonly Blackout[];
  /** In the order of the file, which is the order of matching. */
  readonly rings: readonly Ring[];
  readonly approval: NonNullable<PolicyText['approval']>;
  readonly backup?: NonNullable<PolicyText['backup']>;
  readonly reboot: NonNullable<PolicyText['reboot']>;
  readonly verification: readonly Verification[];
  readonly rollback: NonNullable<PolicyText['rollback']>;
  readonly emergency?: NonNullable<PolicyText['emergency']>;
  readonly exceptions: readonly Exception[];
}
