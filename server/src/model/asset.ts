// An asset as everything that states it says: its own entry, its groups, sources and findings, merged. Pure data.

import type { AssetText, PendingPatchText } from '../schema/inventory.ts';
import type { Anchor } from '../schema/located.ts';
import type { Criticality, Exposure } from '../schema/vocabulary.ts';

export interface Connection {
  readonly user?: string;
  /** TCP port of SSH; 22 where not said. */
  readonly port: number;
  readonly become: boolean;
}

/** Who stated a value. */
export interface Origin {
  readonly by: 'asset' | 'group' | 'source';
  /** The group's name or the source file's path; absent for the asset itself. */
  readonly name?: string;
  readonly at: Anchor;
}

/** A patch that an asset still needs, with the place that says so. Dates stay as written: the policy's zone gives them meaning. */
export interface PendingPatch extends PendingPatchText {
  readonly at: Anchor;
  /** The foreign report that it comes from, relative to the workspace; absent where the inventory itself says it. */
  readonly report?: string;
  /** The archive that offers it is a security archive. */
  readonly securitySuite?: boolean;
  /** What it was put together from, where that is more than one finding: each is judged by its own facts. */
  readonly parts?: readonly PendingPatchText[];
  /** Further packages that the same advisory or CVE updates. */
  readonly furtherPackages?: readonly PackageUpdate[];
}

export interface PackageUpdate {
  readonly package: string;
  readonly installed?: string;
  readonly fixed?: string;
}

export interface Asset {
  readonly name: string;
  readonly address: string;
  readonly aliases: readonly string[];
  readonly kind: NonNullable<AssetText['kind']>;
  readonly os?: string;
  readonly kernel?: string;
  readonly environment?: string;
  readonly criticality?: Criticality;
  readonly exposure?: Exposure;
  readonly data: readonly string[];
  readonly stateless: boolean;
  readonly owner?: string;
  readonly connection: Connection;
  readonly maintenanceWindow?: string;
  /** Of the first group that says it: how many of its members may be down at once. */
  readonly maxUnavailable?: string;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly groups: readonly string[];
  readonly gpu?: AssetText['gpu'];
  readonly kubernetes?: AssetText['kubernetes'];
  readonly pending: readonly PendingPatch[];
  /** Its name in its own entry, or the line of `sources:` that brought it. */
  readonly at: Anchor;
  /** Who stated each field that somebody stated. */
  readonly origins: Readonly<Record<string, Origin>>;
}

/** What an asset's fields are before merging: one statement by one place. */
export interface AssetStatement {
  readonly name: string;
  readonly facts: Partial<AssetText>;
  readonly by: Origin['by'];
  readonly at: Anchor;
  /** Where each field of `facts` stands. */
  readonly fieldAt: (field: string) => Anchor;
  readonly pendingAt: (patch: PendingPatchText) => Anchor;
  /** The source file's path, relative to the workspace. */
  readonly source?: string;
}
