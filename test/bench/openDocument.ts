// A document that is open in the client: edits go to the server as an editor sends them, and are timed until their problems are back.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fromPath } from '../../server/src/base/uri.ts';
import type { WrittenFleet } from './fleet.ts';
import type { ServerSession } from './serverSession.ts';

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Edit {
  readonly start: Position;
  readonly end: Position;
  readonly text: string;
}

/** Milliseconds between the problems of one keystroke and the next keystroke. */
const typingPause = 20;

export class OpenDocument {
  readonly uri: string;
  readonly #session: ServerSession;
  #version = 1;
  #lines: string[];

  constructor(session: ServerSession, uri: string, text: string) {
    this.#session = session;
    this.uri = uri;
    this.#lines = text.split('\n');
  }

  /** Tells the server. */
  async open(): Promise<void> {
    await this.#session.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: this.uri, languageId: 'yaml', version: 1, text: this.#lines.join('\n') },
    });
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  get version(): number {
    return this.#version;
  }

  /** Sends an edit. @returns when. */
  send({ start, end, text }: Edit): number {
    this.#apply({ start, end, text });
    this.#version++;
    const sentAt = performance.now();
    void this.#session.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri, version: this.#version },
      contentChanges: [{ range: { start, end }, text }],
    });
    return sentAt;
  }

  /** @returns milliseconds until the problems of the edited text have arrived. */
  async type(edit: Edit): Promise<number> {
    await pause(typingPause);
    const sentAt = this.send(edit);
    return (await this.#session.publishedVersion(this.uri, this.#version)) - sentAt;
  }

  async close(): Promise<void> {
    await this.#session.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: this.uri },
    });
  }

  #apply({ start, end, text }: Edit): void {
    const head = (this.#lines[start.line] ?? '').slice(0, start.character);
    const tail = (this.#lines[end.line] ?? '').slice(end.character);
    const written = `${head}${text}${tail}`.split('\n');
    this.#lines.splice(start.line, end.line - start.line + 1, ...written);
  }
}

/** Opens a file of the fleet; its problems come, or not where it has none. */
export async function openFile(
  session: ServerSession,
  fleet: WrittenFleet,
  path: string,
): Promise<OpenDocument> {
  const file = join(fleet.folder, path);
  const document = new OpenDocument(session, fromPath(file), await readFile(file, 'utf8'));
  await document.open();
  return document;
}

/** Opens an inventory and waits for its problems, which every one has. */
export async function openInventory(
  session: ServerSession,
  fleet: WrittenFleet,
  index: number,
): Promise<OpenDocument> {
  const path = fleet.inventories[index];
  if (path === undefined) throw new Error(`the fleet has no inventory ${index}`);
  const document = await openFile(session, fleet, path);
  await session.publishedVersion(document.uri, 1);
  return document;
}
