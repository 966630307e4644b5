// The first fault of a file, for refusals: what is at fault counts for nothing, a freeze as well as a window, so nothing is planned or run by it.

import { baseName } from '../base/uri.ts';
import type { OwnedFile } from '../workspace/ownedFile.ts';

/** @returns the fault with its file and line. @param least warnings count, too, where it is `warning`. */
export function firstFault(file: OwnedFile, least: 'error' | 'warning'): string | undefined {
  const ofChunks = file.chunks.flatMap(({ facts, place }) =>
    [
      ...facts.syntax,
      ...facts.schema.filter(({ severity }) => severity === 'error' || least === 'warning'),
    ].map(({ message, span }) => ({
      message,
      offset: place.offset + span.start,
    })),
  );
  const ofFile = file.problems
    .filter(({ code }) => code !== 'yaml/empty')
    .map(({ message, span }) => ({ message, offset: span.start }));
  const [first] = [...ofChunks, ...ofFile].sort((a, b) => a.offset - b.offset);
  if (!first) return undefined;
  const line = file.lines.positionAt(first.offset).line + 1;
  return `${decodeURIComponent(baseName(file.uri))}, line ${line}: ${first.message}`;
}
