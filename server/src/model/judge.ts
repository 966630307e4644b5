// Judges by one state of the policies. What the selectors say is worked out once for each pair of classes (traitClasses.ts), what dates mean once for
// each text (moments.ts); what is left for each patch is to compare some numbers. The explained judgement of an asset comes of the same comparison.

import type { Instant } from '../base/ports.ts';
import type { PendingPatchText } from '../schema/inventory.ts';
import type { Asset, PendingPatch } from './asset.ts';
import { type Binding, Bindings } from './bindings.ts';
import { Decider } from './decider.ts';
import type { Interned } from './interned.ts';
import { type AssetJudgement, type PatchJudgement, slaStates, worstFirst } from './judgement.ts';
import { NEVER } from './moments.ts';
import type { Policy } from './policy.ts';
import type { AssetFacts } from './selector.ts';
import { assetClasses, patchClasses, type TraitClasses } from './traitClasses.ts';
import { datesKey, type PatchTraits, type Profile } from './traits.ts';
import { assetFacts, TraitTables } from './traitTables.ts';
import { type RowVerdict, Sum, UNKNOWN, Verdict } from './verdict.ts';
import { askedBy } from './worlds.ts';

export type { RowVerdict } from './verdict.ts';

/** Ids of a finding's traits and dates. */
export interface PatchIds {
  readonly traits: number;
  readonly dates: number;
}

/** An asset, and where in the columns its patches stand. */
export interface JudgedRow {
  readonly name: string;
  readonly profile: Interned<Profile>;
  readonly from: number;
  readonly count: number;
  /** Of patches put together from several findings, by their place in the row: the findings, of which the latest counts. */
  readonly parts: ReadonlyMap<number, readonly PatchIds[]> | undefined;
}

export interface JudgedColumns {
  readonly traits: Int32Array;
  readonly dates: Int32Array;
  /** Written: indexes into slaStates. */
  readonly states: Uint8Array;
}

export class Judge {
  readonly #tables: TraitTables;
  readonly #assets: TraitClasses<AssetFacts>;
  readonly #patches: TraitClasses<PatchTraits>;
  readonly #bindings: Bindings;
  readonly #decider: Decider;
  /** By asset class, then by patch class. */
  readonly #known: (Binding | undefined)[][] = [];
  /** Names of assets that selectors ask for. */
  readonly #named: ReadonlySet<unknown>;
  readonly #assetClasses = new ClassMemo();
  readonly #patchClasses = new ClassMemo();
  readonly #verdict = new Verdict();
  readonly #part = new Verdict();
  readonly #sum = new Sum();

  /** @param tables of the numbers that it is asked by; they outlive the policies. */
  constructor(policies: readonly Policy[], tables: TraitTables = new TraitTables()) {
    const asked = askedBy(policies);
    tables.moments.turnOver();
    this.#tables = tables;
    this.#assets = assetClasses(policies, asked);
    this.#patches = patchClasses(policies, asked);
    this.#bindings = new Bindings(policies, asked, tables.moments);
    this.#decider = new Decider(tables.dates);
    this.#named = asked.get('asset') ?? new Set();
  }

  /** All patches of an asset: each one's state into its column, what is said of the asset into `into`. */
  judgeRow(row: JudgedRow, { traits, dates, states }: JudgedColumns, now: Instant, into: RowVerdict): void {
    const { from, count, parts } = row;
    const assetClass = this.assetClass(row.profile, row.name);
    const verdict = this.#verdict;
    this.#sum.clear();
    for (let at = from; at < from + count; at++) {
      const findings = parts?.get(at - from);
      if (findings && findings.length > 0) this.#latestOf(assetClass, findings, now, verdict);
      else
        this.verdict(
          this.binding(assetClass, this.patchClass(traits[at] ?? 0)),
          dates[at] ?? 0,
          now,
          verdict,
        );
      states[at] = verdict.state;
      this.#sum.add(verdict);
    }
    this.#sum.write(now, into);
  }

  /** The same, explained. */
  judgeAsset(asset: Asset, now: Instant): AssetJudgement {
    const assetClass = this.#assets.of(asset);
    const sum: RowVerdict = { worst: 0, present: 0, due: Number.NaN, changesAt: NEVER };
    this.#sum.clear();
    const patches = asset.pending.map((patch) => this.#judgePatch(assetClass, patch, now)).sort(worstFirst);
    this.#sum.write(now, sum);
    return {
      asset,
      state: slaStates[sum.worst] ?? 'patched',
      patches,
      ...(!Number.isNaN(sum.due) && { due: sum.due }),
      ...(sum.changesAt < NEVER && { changesAt: sum.changesAt }),
    };
  }

  /** Assets of one class are judged alike. */
  assetClass(profile: Interned<Profile>, name: string): number {
    if (this.#named.has(name)) return this.#assets.of(assetFacts(profile.facts, name));
    const known = this.#assetClasses.get(profile.id);
    if (known !== undefined) return known;
    return this.#assetClasses.set(profile.id, this.#assets.of(this.#tables.assetOf(profile)));
  }

  /**
   * Patches of one class are judged alike where their dates are equal.
   * @param traits the number of a patch's traits.
   */
  patchClass(traits: number): number {
    const known = this.#patchClasses.get(traits);
    if (known !== undefined) return known;
    return this.#patchClasses.set(traits, this.#patches.of(this.#tables.traits.at(traits).facts));
  }

  /** What binds patches of a class on assets of a class. */
  binding(assetClass: number, patchClass: number): Binding {
    const known = this.#known[assetClass]?.[patchClass];
    if (known) return known;
    const asset = this.#assets.representative(assetClass);
    const patch = this.#patches.representative(patchClass);
    const binding = this.#bindings.of(asset, patch);
    const ofAsset = this.#known[assetClass] ?? [];
    this.#known[assetClass] = ofAsset;
    ofAsset[patchClass] = binding;
    return binding;
  }

  /** @param dates the number of a patch's dates. */
  verdict(binding: Binding, dates: number, now: Instant, into: Verdict): void {
    this.#decider.decide(binding, dates, now, into);
  }

  /** A patch put together from several findings is as late as the latest of them. */
  #latestOf(assetClass: number, findings: readonly PatchIds[], now: Instant, into: Verdict): void {
    const part = this.#part;
    let changesAt: Instant = NEVER;
    findings.forEach(({ traits, dates }, nth) => {
      this.verdict(this.binding(assetClass, this.patchClass(traits)), dates, now, part);
      changesAt = Math.min(changesAt, part.changesAt);
      if (nth === 0 || byWeight(part, into) < 0) into.take(part);
    });
    into.changesAt = changesAt;
  }

  #judgePatch(assetClass: number, patch: PendingPatch, now: Instant): PatchJudgement {
    const findings = patch.parts && patch.parts.length > 0 ? patch.parts : [patch];
    const judged = findings.map((finding) => this.#judgeFinding(assetClass, finding, now));
    const worst = judged.reduce((a, b) => (isWorse(b, a) ? b : a));
    const verdict = new Verdict();
    verdict.take(worst.verdict);
    for (const { verdict: part } of judged) verdict.changesAt = Math.min(verdict.changesAt, part.changesAt);
    this.#sum.add(verdict);
    const { state, due, start, term, exception } = verdict;
    return {
      patch,
      state: STATES[state] ?? 'ungoverned',
      missing: state === UNKNOWN ? this.#missing(judged, now) : [],
      ...(term && { due, start, rule: term.rule }),
      ...(exception && { exception }),
    };
  }

  #judgeFinding(assetClass: number, finding: PendingPatchText, now: Instant): Judged {
    const binding = this.binding(assetClass, this.#patches.of(finding));
    const dates = this.#tables.dates.idOf(datesKey(finding));
    const verdict = new Verdict();
    this.verdict(binding, dates, now, verdict);
    return { id: finding.id, binding, dates, verdict };
  }

  #missing(judged: readonly Judged[], now: Instant): readonly string[] {
    const unknown = judged.filter(({ verdict }) => verdict.state === UNKNOWN);
    return [...new Set(unknown.flatMap(({ binding, dates }) => this.#decider.missing(binding, dates, now)))];
  }
}

interface Judged {
  readonly id: string;
  readonly binding: Binding;
  readonly dates: number;
  readonly verdict: Verdict;
}

/** Those of a patch that is pending. */
const STATES = slaStates.filter((state) => state !== 'patched');

/** Of two that weigh the same the one that comes first by its name, as everywhere. */
function isWorse(a: Judged, b: Judged): boolean {
  const weight = byWeight(a.verdict, b.verdict);
  return weight === 0 ? a.id < b.id : weight < 0;
}

/** The worst first. */
function byWeight(a: Verdict, b: Verdict): number {
  if (a.state !== b.state) return a.state - b.state;
  return a.due === b.due ? 0 : a.due - b.due;
}

/** As an asset is after merging, which fills in what nobody says. */

/** Classes by number, of which few are far apart. */
class ClassMemo {
  #classes = new Int32Array(0);

  get(number: number): number | undefined {
    const known = this.#classes[number];
    return known === undefined || known < 0 ? undefined : known;
  }

  set(number: number, found: number): number {
    if (number >= this.#classes.length) {
      const classes = new Int32Array(Math.max(256, 2 * number)).fill(-1);
      classes.set(this.#classes);
      this.#classes = classes;
    }
    this.#classes[number] = found;
    return found;
  }
}
