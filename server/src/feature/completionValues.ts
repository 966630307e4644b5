// Values that a place may take: choices, truth values, defaults, and examples by unit.

import { formatInstant } from '../scalar/moment.ts';
import type { Unit } from '../schema/annotations.ts';
import type { Shape } from '../schema/shape.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { CompletionItem } from './completionItem.ts';
import type { Context } from './context.ts';
import { documentationOf } from './documentation.ts';
import { rawInsertion, scalarInsertion } from './insertion.ts';
import { writeValue } from './scalarText.ts';
import { durationInWords, scheduleInWords } from './words.ts';

export function valueItems(snapshot: Snapshot, context: Context): readonly CompletionItem[] {
  if (context.role !== 'value') return [];
  return context.shapes.flatMap((shape) => itemsOf(snapshot, context, shape));
}

function itemsOf(snapshot: Snapshot, context: Context, shape: Shape): readonly CompletionItem[] {
  if (shape.enum) return scalars(context, shape, shape.enum, 'choice');
  switch (shape.type) {
    case 'object':
      return bracketItems(context, '{ }', '{ $1 }');
    case 'array':
      return listItems(context, shape);
    case 'boolean':
      return scalars(context, shape, ['true', 'false'], 'choice');
    default: {
      const unit = shape['x-unit'];
      const texts = [...stated(shape), ...(unit ? examplesOf(unit, snapshot) : [])];
      return scalars(context, shape, [...new Set(texts)], 'example');
    }
  }
}

/** What the schema itself gives as an example, the default first. */
function stated({ default: usual, examples = [] }: Shape): string[] {
  return [...(usual === undefined ? [] : [usual]), ...examples].flatMap((value) =>
    typeof value === 'object' ? [] : [String(value)],
  );
}

function scalars(
  context: Context,
  shape: Shape,
  texts: readonly string[],
  kind: 'choice' | 'example',
): readonly CompletionItem[] {
  const present = new Set(context.siblings);
  const documentation = documentationOf(context.declared);
  return texts.flatMap((text, index): CompletionItem[] => {
    if (present.has(text)) return [];
    const detail = detailOf(shape, text);
    return [
      {
        label: text,
        kind,
        ...(detail !== undefined && { detail }),
        ...(documentation !== '' && { documentation }),
        ...scalarInsertion(context, text),
        sortText: `3${String(index).padStart(4, '0')}`,
        suggestsNext: false,
      },
    ];
  });
}

function detailOf(shape: Shape, text: string): string | undefined {
  if (shape.default !== undefined && String(shape.default) === text) return 'default';
  switch (shape['x-unit']) {
    case 'duration':
      return durationInWords(text);
    case 'window-schedule':
      return scheduleInWords(text);
    default:
      return undefined;
  }
}

/** A whole list in brackets: what the schema gives as an example. */
function listItems(context: Context, shape: Shape): readonly CompletionItem[] {
  if (context.mayNest || context.token.style !== 'plain') return [];
  const lists = [...(shape.examples ?? [])].filter((example) => Array.isArray(example));
  const items: CompletionItem[] = lists.map((list, index) => ({
    label: writeValue(list),
    kind: 'example',
    ...rawInsertion(context, writeValue(list)),
    sortText: `4${index}`,
    suggestsNext: false,
  }));
  return [...items, ...bracketItems(context, '[ ]', '[$1]')];
}

/** Brackets to write in; where a value may begin on a line of its own its keys and dashes are offered instead. */
function bracketItems(context: Context, label: string, text: string): readonly CompletionItem[] {
  if (context.mayNest || context.token.style !== 'plain') return [];
  return [
    {
      label,
      kind: 'example',
      ...rawInsertion(context, text),
      filterText: context.before + label,
      isSnippet: true,
      sortText: '5',
      suggestsNext: true,
    },
  ];
}

function examplesOf(unit: Unit, snapshot: Snapshot): readonly string[] {
  switch (unit) {
    case 'time-zone':
      return timeZones();
    case 'moment':
      return [formatInstant(snapshot.now, 'UTC').slice(0, 10)];
    case 'instant':
      return [formatInstant(snapshot.now, 'UTC')];
    default:
      return EXAMPLES[unit] ?? [];
  }
}

const EXAMPLES: Partial<Readonly<Record<Unit, readonly string[]>>> = {
  duration: ['30m', '4h', '24h', '7d', '2w', 'P1M'],
  amount: ['1', '10%'],
  comparison: ['>=0.5', '>=7'],
  'window-schedule': ['Sun 02:00', 'second Tuesday +4d 22:00', 'last Sat 23:00', 'daily 03:00'],
};

/** The list of ICU, and the one that it leaves out. */
function timeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}
