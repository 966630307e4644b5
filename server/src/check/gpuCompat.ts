// Driver and CUDA toolkit of an asset that don't go together, by NVIDIA's published tables.

import { judgePair } from '../gpu/judgePair.ts';
import type { Asset } from '../model/asset.ts';
import { anchorOf } from '../schema/located.ts';
import type { Problem } from './problem.ts';
import type { Rule } from './rule.ts';

function gpuRule(rule: Omit<Rule, 'check'>): Rule {
  return {
    ...rule,
    *check({ assets }) {
      for (const asset of assets.values()) yield* ofAsset(asset, rule.code);
    },
  };
}

function* ofAsset(asset: Asset, code: string): Iterable<Problem> {
  const { gpu, os = '' } = asset;
  const stated = asset.origins.gpu;
  if (!gpu?.driver || !gpu.cuda || !stated) return;
  const isWindows = /^windows\b/i.test(os);
  const pair = {
    driver: gpu.driver,
    cuda: gpu.cuda,
    os: isWindows ? ('windows' as const) : ('linux' as const),
  };
  for (const finding of judgePair({ ...pair, ...(gpu.model && { model: gpu.model }) })) {
    if (finding.code !== code) continue;
    const { place } = stated.at;
    yield {
      code,
      severity: finding.severity,
      message: [
        finding.message,
        finding.remedy,
        finding.source && `(${finding.rule}, ${finding.source.title})`,
      ]
        .filter(Boolean)
        .join(' '),
      // Nobody edits another tool's file: then the line that names it.
      at: stated.by === 'source' ? asset.at : anchorOf(place, gpu, 'driver'),
      asset: asset.name,
      related: [{ at: anchorOf(place, gpu, 'cuda'), message: `CUDA ${gpu.cuda}` }],
    };
  }
}

export const gpuRules: readonly Rule[] = [
  gpuRule({
    code: 'gpu-compat/driver-too-old',
    severity: 'error',
    title: 'The driver is too old for the CUDA toolkit',
    explanation:
      'The driver is below the minimum of the toolkit: CUDA fails to initialise ("CUDA driver version is insufficient for CUDA runtime version"). From CUDA 11 on a whole major family shares one minimum; before, each toolkit needs the driver of its own row. Update the driver, or run an older toolkit.\n\nThe tables are NVIDIA\'s: the CUDA Toolkit release notes and the CUDA Compatibility guide.',
  }),
  gpuRule({
    code: 'gpu-compat/minor-version',
    severity: 'information',
    title: 'Runs by minor version compatibility',
    explanation:
      'The driver is older than the one that the toolkit was released with, but not below the minimum of its major family. Programs run with a limited feature set: newer APIs return an error, and programs that compile PTX at run time fail. It is common and supported.',
  }),
  gpuRule({
    code: 'gpu-compat/unknown-version',
    severity: 'information',
    title: 'A version that cannot be judged',
    explanation:
      'The driver or the CUDA version is not one that the data knows, so nothing is said about the pair. Unknown is not wrong.',
  }),
];
