// What the generated files call a file kind: its title, where its schema is published, the names its files have.

import type { FileKind } from './fileKinds.ts';

export const baseUri = 'https://raw.githubusercontent.com/patchtide/patchtide/main/schemas';

const TITLES: Readonly<Record<FileKind['id'], string>> = {
  inventory: 'Patchtide inventory',
  policy: 'Patchtide patch policy',
  plan: 'Patchtide patch plan',
};

export function titleOf({ id }: FileKind): string {
  return TITLES[id];
}

/** `*.inventory.yaml`, without the folders. */
export function fileNamesOf({ globs }: FileKind): readonly string[] {
  return globs.map((glob) => glob.replace('**/', ''));
}
