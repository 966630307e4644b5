// The kinds of files that Patchtide owns. A kind is data: its names, its schema; nothing else in the program tells one from another.

import { inventorySchema } from './inventory.ts';
import { planSchema } from './plan.ts';
import { policySchema } from './policy.ts';
import { isMapShape, type Shape, shapeOf } from './shape.ts';

export interface FileKind {
  readonly id: 'inventory' | 'policy' | 'plan';
  readonly languageId: string;
  /** Of the file's base name. */
  readonly pattern: RegExp;
  /** For file watchers and searches. */
  readonly globs: readonly string[];
  readonly schema: Shape;
}

export const fileKinds: readonly FileKind[] = [
  {
    id: 'inventory',
    languageId: 'patchtide-inventory',
    pattern: /\.inventory\.ya?ml$/,
    globs: ['**/*.inventory.yaml', '**/*.inventory.yml'],
    schema: shapeOf(inventorySchema),
  },
  {
    id: 'policy',
    languageId: 'patchtide-policy',
    pattern: /(?:^|\.)patch-policy\.ya?ml$/,
    globs: ['**/*.patch-policy.yaml', '**/*.patch-policy.yml', '**/patch-policy.yaml', '**/patch-policy.yml'],
    schema: shapeOf(policySchema),
  },
  {
    id: 'plan',
    languageId: 'patchtide-plan',
    pattern: /\.patch-plan\.ya?ml$/,
    globs: ['**/*.patch-plan.yaml', '**/*.patch-plan.yml'],
    schema: shapeOf(planSchema),
  },
];

export function kindOfFile(baseName: string): FileKind | undefined {
  return fileKinds.find((kind) => kind.pattern.test(baseName));
}

/** Is this top-level section a collection of named entries, each readable on its own? */
export function isCollection(kind: FileKind, section: string): boolean {
  const properties = kind.schema.properties ?? {};
  const property = Object.hasOwn(properties, section) ? properties[section] : undefined;
  return property !== undefined && isMapShape(property);
}
