// Random assets, patches and policies, such that what one asks the other often has, or lacks.

import fc from 'fast-check';
import type { Asset, PendingPatch } from '../../server/src/model/asset.ts';
import type { Exception, Policy, SlaRule } from '../../server/src/model/policy.ts';
import type { Match } from '../../server/src/schema/match.ts';
import { clocks, criticalities, exposures, severities } from '../../server/src/schema/vocabulary.ts';
import { anchor, asset, duration, patch, policy } from '../unit/planSamples.ts';

export const HOUR = 60 * 60 * 1000;
export const START = Date.parse('2026-11-01T00:00:00Z');
export const instant = fc.integer({ min: -24 * 20, max: 24 * 60 }).map((hours) => START + hours * HOUR);
const moment = fc.oneof(
  instant.map((at) => new Date(at).toISOString()),
  instant.map((at) => new Date(at).toISOString().slice(0, 10)),
);
export const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

export function without(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

export const facts = fc
  .record({
    severity: maybe(fc.constantFrom(...severities)),
    published: maybe(moment),
    released: maybe(moment),
    detected: maybe(moment),
    evaluated: maybe(moment),
    cves: maybe(fc.uniqueArray(fc.constantFrom('CVE-1', 'CVE-2', 'CVE-3', 'CVE-4'), { maxLength: 3 })),
    epss: maybe(fc.constantFrom(0.1, 0.5)),
    component: maybe(fc.constantFrom('os' as const, 'driver' as const)),
    kev: maybe(
      fc
        .record({ added: moment, due: maybe(moment), ransomware: maybe(fc.boolean()) })
        .map((kev) => ({ added: kev.added, ...without(kev) })),
    ),
  })
  .map(without);

export const patches: fc.Arbitrary<PendingPatch> = fc
  .tuple(
    fc.constantFrom('CVE-1', 'CVE-2', 'DSA-3'),
    facts,
    maybe(fc.array(facts, { minLength: 2, maxLength: 3 })),
  )
  .map(([id, more, parts]) =>
    patch(id, {
      ...more,
      ...(parts && { parts: parts.map((part, nth) => ({ id: `CVE-${nth + 1}`, ...part })) }),
    }),
  );

export const assets: fc.Arbitrary<Asset> = fc
  .tuple(
    fc
      .record({
        criticality: maybe(fc.constantFrom(...criticalities)),
        exposure: maybe(fc.constantFrom(...exposures)),
        environment: maybe(fc.constantFrom('production', 'staging')),
        os: maybe(fc.constantFrom('debian 12', 'debian 13')),
        groups: fc.subarray(['web', 'db', 'cache']),
        stateless: fc.boolean(),
        gpu: maybe(fc.constant({ model: 'H100' })),
      })
      .map(without),
    fc.array(patches, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('a', 'b'),
  )
  .map(([more, pending, name]) => asset(name, { ...more, pending }));

const simple: fc.Arbitrary<Match> = fc.oneof(
  fc.constant({}),
  fc.constantFrom(...severities).map((severity) => ({ severity })),
  fc.subarray([...criticalities], { minLength: 1 }).map((criticality) => ({ criticality })),
  fc.constant({ exposure: 'internet' as const }),
  fc.constant({ kev: true }),
  fc.constantFrom('CVE-1', 'DSA-3').map((advisory) => ({ advisory })),
  fc.subarray(['CVE-1', 'CVE-2', 'DSA-3'], { minLength: 1 }).map((advisory) => ({ advisory })),
  fc.constant({ asset: 'a' }),
  fc.constant<Match>({ environment: 'production', severity: ['critical', 'high'] }),
  fc.subarray(['web', 'db'], { minLength: 1 }).map((groups) => ({ groups })),
  fc.constant({ os: 'debian 12', criticality: 'high' as const }),
  fc.constantFrom({ stateless: true }, { gpu: true }, { epss: '>=0.5' }, { ransomware: true }),
);
export const matches: fc.Arbitrary<Match> = fc.oneof(
  simple,
  simple.map((not) => ({ not })),
  fc.array(simple, { minLength: 1, maxLength: 2 }).map((any) => ({ any })),
);

export const rules: fc.Arbitrary<SlaRule> = fc
  .record({
    name: fc.constantFrom('x', 'y', 'z'),
    match: matches,
    clocks: fc.uniqueArray(fc.constantFrom(...clocks), { minLength: 1, maxLength: 3 }),
    within: fc.constantFrom('1h', '24h', '1d', '7d', '2w', 'P1M', 'P2DT3H').map(duration),
    days: fc.constantFrom('calendar' as const, 'business' as const),
    printed: fc.constantFrom(undefined, undefined, undefined, 'kev.due' as const),
  })
  .map(({ printed, ...rule }) => ({ ...rule, ...(printed && { printed }), at: anchor }));

export const exceptions: fc.Arbitrary<Exception> = fc
  .record({ id: fc.constant('EX'), match: matches, expires: instant })
  .map((exception) => ({ ...exception, reason: 'r', at: anchor }));

export function policies(excepted: fc.Arbitrary<readonly Exception[]>): fc.Arbitrary<Policy> {
  return fc
    .record({
      rules: fc.array(rules, { maxLength: 4 }),
      exceptions: excepted,
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Auckland'),
      onMissingDate: fc.constantFrom('hold' as const, 'allow' as const),
      holidays: fc.constantFrom(new Set<string>(), new Set(['2026-11-11', '2026-12-25'])),
      scope: maybe(matches),
    })
    .map(({ scope, ...more }) => policy({ ...more, ...(scope && { scope }) }));
}
