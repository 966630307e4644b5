// The selector language: `match:` blocks pick assets and advisories by their facts. Keys are ANDed, a list means any of.

import { type Static, Type } from 'typebox';
import { choice, oneOrMany, record, refTo, text } from './annotations.ts';
import { component, criticality, exposure, impact, kind, severity } from './vocabulary.ts';

const fields = {
  asset: Type.Optional(oneOrMany(text({ 'x-refersTo': 'asset', description: 'Assets by name.' }))),
  groups: Type.Optional(
    oneOrMany(text({ 'x-refersTo': 'group', description: 'Assets that are in any of these groups.' })),
  ),
  kind: Type.Optional(oneOrMany(kind, { description: 'Kind of asset.' })),
  os: Type.Optional(
    oneOrMany(text(), {
      description: 'Operating system by its leading words: `debian` matches `debian 12`.',
      examples: ['debian 12'],
    }),
  ),
  environment: Type.Optional(oneOrMany(text(), { description: 'Environment, as the assets say it.' })),
  criticality: Type.Optional(oneOrMany(criticality, { description: 'How critical the asset is.' })),
  exposure: Type.Optional(oneOrMany(exposure, { description: 'From where the asset can be reached.' })),
  data: Type.Optional(oneOrMany(text(), { description: 'Assets that hold any of these classes of data.' })),
  owner: Type.Optional(oneOrMany(text(), { description: 'Owner, as the assets say it.' })),
  stateless: Type.Optional(Type.Boolean({ description: 'Whether the asset keeps no data of its own.' })),
  gpu: Type.Optional(Type.Boolean({ description: 'Whether the asset has a GPU.' })),
  advisory: Type.Optional(
    oneOrMany(text({ 'x-refersTo': 'advisory' }), { description: 'Advisories by id.' }),
  ),
  package: Type.Optional(oneOrMany(text(), { description: 'Packages by name.' })),
  severity: Type.Optional(oneOrMany(severity, { description: 'Severity of the advisory.' })),
  kev: Type.Optional(
    Type.Boolean({
      description: "Whether the vulnerability is in CISA's catalogue of known exploited ones.",
    }),
  ),
  ransomware: Type.Optional(Type.Boolean({ description: 'Whether KEV says that ransomware uses it.' })),
  epss: Type.Optional(
    text({ 'x-unit': 'comparison', description: 'EPSS probability, compared.', examples: ['>=0.5'] }),
  ),
  cvss: Type.Optional(
    text({ 'x-unit': 'comparison', description: 'CVSS base score, compared.', examples: ['>=7'] }),
  ),
  exploitation: Type.Optional(
    oneOrMany(choice(['none', 'poc', 'active']), { description: 'SSVC: state of exploitation.' }),
  ),
  automatable: Type.Optional(Type.Boolean({ description: 'SSVC: whether exploitation can be automated.' })),
  technicalImpact: Type.Optional(
    oneOrMany(choice(['partial', 'total']), { description: 'SSVC: technical impact.' }),
  ),
  impact: Type.Optional(oneOrMany(impact, { description: "FedRAMP's potential agency impact." })),
  likelyExploitable: Type.Optional(Type.Boolean({ description: 'FedRAMP: likely exploitable.' })),
  component: Type.Optional(oneOrMany(component, { description: 'What kind of software the patch is for.' })),
};

type MatchFields = Static<ReturnType<typeof fieldsSchema>>;

function fieldsSchema() {
  return record(fields);
}

/** A decoded selector. `{}` matches everything. */
export interface Match extends MatchFields {
  readonly any?: readonly Match[];
  readonly not?: Match;
}

export const matchSchema = record(
  {
    ...fields,
    any: Type.Optional(
      Type.Array(refTo<Match>('match'), { description: 'At least one of these selectors must match.' }),
    ),
    not: Type.Optional(refTo<Match>('match', { description: 'This selector must not match.' })),
  },
  {
    'x-located': true,
    // Half a selector would pick more than was meant: an exception, everything.
    'x-otherwise': { any: [] },
    description:
      'A selector. All keys must match; a list means any of; `{}` matches everything; a key whose fact is absent does not match.',
  },
);

export function match(description: string) {
  return refTo<Match>('match', { description });
}
