// Random documents that a schema describes, made from the schema itself: whatever is added to it is generated, too.

import fc from 'fast-check';
import { mapValue, resolveShape, type Shape } from '../../server/src/schema/shape.ts';
import { checkUnit } from '../../server/src/schema/units.ts';

/** Selectors contain themselves; deeper than this they don't. */
const MAX_DEPTH = 5;

const byUnit: Partial<Readonly<Record<NonNullable<Shape['x-unit']>, fc.Arbitrary<unknown>>>> = {
  duration: fc.constantFrom('30m', '24h', '7d', '2w', 'P1M', 'P1DT2H'),
  moment: fc.constantFrom('2026-11-03', '2026-11-03T08:00:00Z', '2026-11-03T08:00:00+01:00'),
  instant: fc.constantFrom('2026-11-29T02:00:00+01:00', '2026-11-29T02:00Z'),
  'time-zone': fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
  'window-schedule': fc.constantFrom('Sun 02:00', 'second Tuesday +4d 22:00', 'daily 03:00'),
  version: fc.constantFrom('3.0.15-1~deb12u1', 12.8, '12.10', 2),
  amount: fc.constantFrom(1, '1', '10%'),
  comparison: fc.constantFrom('>=0.5', 7, '<0.1'),
  path: fc.constantFrom('a/b.yaml', '../policies/p.patch-policy.yaml'),
  glob: fc.constantFrom('scans/*.nessus', 'reports/**/apt-*.txt', 'a.txt'),
  port: fc.constantFrom(22, '22'),
  host: fc.constantFrom('10.0.0.1', 'web-01.example.org', 'fe80::1', '::1'),
  user: fc.constantFrom('root', '_apt', 'li@example.org', '1000'),
  'cvss-vector': fc.constant('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'),
  digest: fc.constant(`sha256:${'a'.repeat(64)}`),
};

/** Anything that a person may type, and what YAML would rather take for something else. */
const texts = fc.oneof(
  fc.constantFrom(
    'true',
    'no',
    '~',
    '1e3',
    '0x1f',
    '- a',
    '#',
    'a: b',
    '"',
    ' spaced ',
    'línea',
    '😀',
    '<<',
    '2026-11-03',
  ),
  fc.string({ minLength: 1, unit: 'grapheme-ascii' }),
  fc.integer(),
);

const names = fc.oneof(
  fc.constantFrom('web-01', 'a', '10', 'true', 'constructor', 'x-mine', 'née', 'with space', '__proto__'),
  fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' }).filter((name) => name !== '<<'),
);

export function documentOf(shape: Shape, depth = 0): fc.Arbitrary<unknown> {
  const resolved = resolveShape(shape);
  if (resolved.anyOf) return fc.oneof(...resolved.anyOf.map((alternative) => documentOf(alternative, depth)));
  if (resolved.enum) return fc.constantFrom(...resolved.enum);
  switch (resolved.type) {
    case 'object':
      return objectOf(resolved, depth);
    case 'array':
      return listOf(resolved, depth);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: resolved.minimum ?? -1000, max: resolved.maximum ?? 1000 });
    case 'number':
      return fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100);
    default:
      return (resolved['x-unit'] && byUnit[resolved['x-unit']]) ?? texts;
  }
}

function listOf({ items = {} }: Shape, depth: number): fc.Arbitrary<unknown> {
  return depth > MAX_DEPTH ? fc.constant([]) : fc.array(documentOf(items, depth + 1), { maxLength: 2 });
}

function objectOf(shape: Shape, depth: number): fc.Arbitrary<unknown> {
  const value = mapValue(shape);
  if (value) {
    const unit = shape['x-keyUnit'];
    const allowed = unit ? names.filter((name) => checkUnit(unit, name) === undefined) : names;
    const entries = fc.uniqueArray(fc.tuple(allowed, documentOf(value, depth + 1)), {
      maxLength: 2,
      selector: ([name]) => name,
    });
    return entries.map((pairs) => Object.fromEntries(pairs));
  }
  const required = new Set(shape.required);
  const properties = Object.entries(shape.properties ?? {}).filter(
    ([name]) => depth <= MAX_DEPTH || required.has(name),
  );
  const model = Object.fromEntries(
    properties.map(([name, property]) => [name, documentOf(property, depth + 1)]),
  );
  const known = fc.record(model, { requiredKeys: [...required].filter((name) => name in model) });
  const free = fc.dictionary(fc.constantFrom('x-mine', 'x-'), texts, { maxKeys: 1 });
  return fc.tuple(known, free).map(([own, more]) => ({ ...own, ...more }));
}
