// What the SLA says of an asset at an instant. Of all rules that bind a patch the earliest due date counts. Where a fact that decides is missing,
// every value that it could have is tried (worlds.ts): overdue is only what would be overdue under each of them.

import type { Instant } from '../base/ports.ts';
import type { Asset } from './asset.ts';
import { Judge } from './judge.ts';
import type { AssetJudgement } from './judgement.ts';
import type { Policy } from './policy.ts';

export function judgeAsset(asset: Asset, policies: readonly Policy[], now: Instant): AssetJudgement {
  return judgeBy(policies, now)(asset);
}

/** For many assets: what follows from the policies alone is worked out once. */
export function judgeBy(policies: readonly Policy[], now: Instant): (asset: Asset) => AssetJudgement {
  const judge = new Judge(policies);
  return (asset) => judge.judgeAsset(asset, now);
}
