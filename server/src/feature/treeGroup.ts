// A group of the asset tree as it's counted, and what a way of grouping must say. Nothing in it costs per row: who is a member is looked for when
// somebody opens the group.

export interface TreeGroup {
  /** What its members have in common: a state, a name, an advisory, a package; empty for those that have none. */
  readonly key: string;
  /** How many members it has. */
  readonly size: number;
  /** Members that are out of SLA; where the group stands for patches, by one of those. */
  readonly overdue: number;
  /** Overdue patches of what the group stands for. */
  readonly clears: number;
}

/** Assets put into groups. */
export interface Division {
  /** Those that have a member. */
  readonly groups: readonly TreeGroup[];
  /** Ids of the members, in no order. */
  membersOf(group: TreeGroup): number[];
  /** Names of the members' maintenance windows, where the group stands for an action. */
  windowsOf(group: TreeGroup): readonly string[];
}
