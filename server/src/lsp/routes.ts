// The route table of the protocol's own requests: each finds its document and snapshot, asks a feature, encodes the answer.

import type { Connection, TextDocumentPositionParams } from 'vscode-languageserver';
import type { Logger } from '../base/ports.ts';
import { baseName, normalise } from '../base/uri.ts';
import { completion } from '../feature/completion.ts';
import type { Where } from '../feature/context.ts';
import { definition, references } from '../feature/definition.ts';
import { hover } from '../feature/hover.ts';
import { documentSymbols } from '../feature/symbols.ts';
import { kindOfFile } from '../schema/fileKinds.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import type { DocumentSync } from './documentSync.ts';
import { encodeLocation } from './encode.ts';
import { type CompletionClient, encodeCompletion, encodeHover, encodeSymbol } from './encodeFeatures.ts';
import { guarded } from './guard.ts';
import type { Roots } from './roots.ts';

export interface RouteContext {
  readonly connection: Connection;
  readonly sync: DocumentSync;
  readonly roots: Roots;
  readonly logger: Logger;
  readonly client: () => CompletionClient;
}

interface Asked {
  readonly snapshot: Snapshot;
  readonly lines: LineIndex;
  readonly where: Where;
}

export function registerRoutes({ connection, sync, roots, logger, client }: RouteContext): void {
  const asked = ({ textDocument, position }: TextDocumentPositionParams): Asked | undefined => {
    const uri = normalise(textDocument.uri);
    const document = sync.document(uri);
    const kind = kindOfFile(baseName(uri));
    if (!document || !kind) return undefined;
    const snapshot = roots.ofOrOwn(uri).snapshot();
    const file = snapshot.files.get(uri);
    const text = document.text;
    return {
      snapshot,
      lines: file?.lines ?? new LineIndex(text),
      where: {
        file: uri,
        kind,
        text,
        offset: document.offsetAt(position),
        ...(file && file.chunks.length > 0 && { chunks: file.chunks }),
      },
    };
  };
  const guard = <P, R extends object>(handler: (params: P) => R | null) =>
    guarded<P, R | null>(handler, logger);

  connection.onCompletion(
    guard((params) => {
      const at = asked(params);
      return at ? encodeCompletion(completion(at.snapshot, at.where), at.lines, client()) : null;
    }),
  );
  connection.onHover(
    guard((params) => {
      const at = asked(params);
      const found = at && hover(at.snapshot, at.where);
      return found ? encodeHover(found, at.lines) : null;
    }),
  );
  connection.onDefinition(
    guard((params) => {
      const at = asked(params);
      return at ? encodeLocations(definition(at.snapshot, at.where), at.snapshot) : null;
    }),
  );
  connection.onReferences(
    guard((params) => {
      const at = asked(params);
      const found = at ? references(at.snapshot, at.where, params.context.includeDeclaration) : [];
      return at ? encodeLocations(found, at.snapshot) : null;
    }),
  );
  connection.onDocumentSymbol(
    guard(({ textDocument }) => {
      const uri = normalise(textDocument.uri);
      const snapshot = roots.ofOrOwn(uri).snapshot();
      const lines = snapshot.linesOf(uri);
      return lines ? documentSymbols(snapshot, uri).map((symbol) => encodeSymbol(symbol, lines)) : null;
    }),
  );
}

function encodeLocations(found: ReturnType<typeof definition>, snapshot: Snapshot) {
  return found.flatMap((location) => encodeLocation(location, snapshot) ?? []);
}
