// Driver and CUDA toolkit of an asset that don't go together, by NVIDIA's published tables.

import { type GpuFinding, judgePair } from '../gpu/judgePair.ts';
import type { Asset } from '../model/asset.ts';
import { anchorOf } from '../schema/located.ts';
import type { OwnedChunk } from '../workspace/chunk.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Problem } from './problem.ts';
import type { Rule, RuleText } from './rule.ts';

function ofChunk(chunk: OwnedChunk, snapshot: Snapshot): readonly Problem[] {
  const withGpu = snapshot.assetsIn(chunk).filter(({ hasGpu }) => hasGpu);
  return withGpu.flatMap(({ name }) => {
    const asset = snapshot.assets.get(name);
    return asset ? ofAsset(asset) : [];
  });
}

function ofAsset(asset: Asset): readonly Problem[] {
  const { gpu, os = '' } = asset;
  const stated = asset.origins.gpu;
  if (!gpu?.driver || !gpu.cuda || !stated) return [];
  const isWindows = /^windows\b/i.test(os);
  const pair = {
    driver: gpu.driver,
    cuda: gpu.cuda,
    os: isWindows ? ('windows' as const) : ('linux' as const),
  };
  const { place } = stated.at;
  // Nobody edits another tool's file: then the line that names it.
  const at = stated.by === 'source' ? asset.at : anchorOf(place, gpu, 'driver');
  const related = [{ at: anchorOf(place, gpu, 'cuda'), message: `CUDA ${gpu.cuda}` }];
  return judgePair({ ...pair, ...(gpu.model && { model: gpu.model }) }).map((finding) => ({
    code: finding.code,
    severity: finding.severity,
    message: messageOf(finding),
    at,
    asset: asset.name,
    related,
  }));
}

function messageOf({ message, remedy, rule, source }: GpuFinding): string {
  return [message, remedy, source && `(${rule}, ${source.title})`].filter(Boolean).join(' ');
}

const texts: readonly RuleText[] = [
  {
    code: 'gpu-compat/driver-too-old',
    severity: 'error',
    title: 'The driver is too old for the CUDA toolkit',
    explanation:
      'The driver is below the minimum of the toolkit: CUDA fails to initialise ("CUDA driver version is insufficient for CUDA runtime version"). From CUDA 11 on a whole major family shares one minimum; before, each toolkit needs the driver of its own row. Update the driver, or run an older toolkit.\n\nThe tables are NVIDIA\'s: the CUDA Toolkit release notes and the CUDA Compatibility guide.',
  },
  {
    code: 'gpu-compat/minor-version',
    severity: 'information',
    title: 'Runs by minor version compatibility',
    explanation:
      'The driver is older than the one that the toolkit was released with, but not below the minimum of its major family. Programs run with a limited feature set: newer APIs return an error, and programs that compile PTX at run time fail. It is common and supported.',
  },
  {
    code: 'gpu-compat/unknown-version',
    severity: 'information',
    title: 'A version that cannot be judged',
    explanation:
      'The driver or the CUDA version is not one that the data knows, so nothing is said about the pair. Unknown is not wrong.',
  },
];

export const gpuRules: readonly Rule[] = texts.map((text) => ({ ...text, inChunk: ofChunk }));
