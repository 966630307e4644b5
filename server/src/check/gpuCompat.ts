// Driver and CUDA toolkit of an asset that don't go together, by NVIDIA's published tables.

import { type GpuFinding, judgePair } from '../gpu/judgePair.ts';
import type { Asset } from '../model/asset.ts';
import type { Profile } from '../model/traits.ts';
import { anchorOf } from '../schema/located.ts';
import type { OwnedChunk } from '../workspace/chunk.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { Problem } from './problem.ts';
import type { Rule, RuleText } from './rule.ts';

function ofChunk(chunk: OwnedChunk, snapshot: Snapshot): readonly Problem[] {
  return snapshot.assetsIn(chunk).flatMap(({ name, profile }) => {
    const findings = findingsOf(profile.facts);
    const asset = findings.length > 0 ? snapshot.assets.get(name) : undefined;
    return asset ? ofAsset(asset, findings) : [];
  });
}

const known = new WeakMap<Profile, readonly GpuFinding[]>();

/** A fleet has few kinds of GPU hosts. */
function findingsOf(profile: Profile): readonly GpuFinding[] {
  if (!profile.gpu) return NOTHING;
  const found = known.get(profile) ?? judge(profile);
  known.set(profile, found);
  return found;
}

const NOTHING: readonly GpuFinding[] = [];

function judge({ gpu, os = '' }: Profile): readonly GpuFinding[] {
  if (!gpu?.driver || !gpu.cuda) return NOTHING;
  const isWindows = /^windows\b/i.test(os);
  const { driver, cuda, model } = gpu;
  return judgePair({ driver, cuda, os: isWindows ? 'windows' : 'linux', ...(model && { model }) });
}

function ofAsset(asset: Asset, findings: readonly GpuFinding[]): readonly Problem[] {
  const { gpu } = asset;
  const stated = asset.origins.gpu;
  if (!gpu || !stated) return [];
  const { place } = stated.at;
  // Nobody edits another tool's file: then the line that names it.
  const at = stated.by === 'source' ? asset.at : anchorOf(place, gpu, 'driver');
  const related = [{ at: anchorOf(place, gpu, 'cuda'), message: `CUDA ${gpu.cuda}` }];
  return findings.map((finding) => ({
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
