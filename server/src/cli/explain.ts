// `patchtide explain`: what a problem's code means, or all that is known of an asset and why it is where it is.

import { closest } from '../base/closest.ts';
import { Refusal } from '../base/refusal.ts';
import { ruleOf, rules } from '../check/rules.ts';
import type { Asset } from '../model/asset.ts';
import { AssetNames } from '../model/assetNames.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import { assetText } from './format/asset.ts';
import { ruleText } from './format/rule.ts';
import { styleFor } from './format/style.ts';
import type { ExplainInvocation } from './invocation.ts';
import { openFolder, pathPrefix } from './openFolder.ts';
import type { CliPorts } from './ports.ts';

export async function runExplain(invocation: ExplainInvocation, ports: CliPorts): Promise<ExitCode> {
  const { subject, folder } = invocation;
  const style = styleFor(ports.out.colour);
  const rule = ruleOf(subject);
  if (rule) {
    ports.out.write(ruleText(rule, style));
    return exitCodes.clean;
  }
  const snapshot = await openFolder(folder, invocation.now, ports);
  const asset = find(snapshot, subject);
  ports.out.write(assetText(asset, { snapshot, prefix: pathPrefix(folder, ports), style }));
  return exitCodes.clean;
}

function byOtherName({ assets }: Snapshot, subject: string): Asset | undefined {
  const names = new AssetNames();
  for (const [name, asset] of assets) names.set(name, asset);
  const found = names.find([subject]);
  return found === undefined ? undefined : assets.get(found);
}

/** By name, address, alias or unique short name, as findings are matched. */
function find(snapshot: Snapshot, subject: string): Asset {
  const found = snapshot.assets.get(subject) ?? byOtherName(snapshot, subject);
  if (found) return found;
  const isCode = subject.includes('/');
  const known = isCode ? rules.map(({ code }) => code) : snapshot.assets.keys();
  const near = closest(subject, known);
  const what = isCode
    ? `\`${subject}\` is neither a code nor an asset.`
    : `No asset is called \`${subject}\`.`;
  throw new Refusal(
    what,
    near === undefined
      ? 'Assets are called as an inventory or its source calls them, codes as `patchtide check` prints them.'
      : `Did you mean \`${near}\`?`,
  );
}
