// The policies of the workspace, each read from its file.

import { canonicalJson } from '../base/hash.ts';
import type { FileUri } from '../base/uri.ts';
import type { Policy } from '../model/policy.ts';
import { readPolicy } from '../model/readPolicy.ts';
import { partsOf } from '../schema/parts.ts';
import type { PolicyText } from '../schema/policy.ts';
import type { OwnedFile } from './ownedFile.ts';

export class Policies {
  readonly #byFile = new Map<FileUri, Policy>();
  #all: readonly Policy[] = [];
  #judged = '';

  /** In the order of their files. */
  all(): readonly Policy[] {
    return this.#all;
  }

  /** @param file undefined where it is gone. */
  set(uri: FileUri, file: OwnedFile | undefined): void {
    if (file) this.#byFile.set(uri, readPolicyFile(file));
    else this.#byFile.delete(uri);
    this.#all = [...this.#byFile.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  /** Is anything judged by them otherwise than when this was last asked? Windows, rings and the like judge nothing. */
  judgeOtherwise(): boolean {
    const before = this.#judged;
    this.#judged = canonicalJson(this.#all.map(judgedBy));
    return this.#judged !== before;
  }
}

export function readPolicyFile(file: OwnedFile): Policy {
  return readPolicy(file.uri, partsOf<PolicyText>(file.chunks, file.kind.schema));
}

function judgedBy({ file, scope, zone, holidays, rules, onMissingDate, exceptions }: Policy) {
  return {
    file,
    scope,
    zone,
    holidays: [...holidays],
    rules: rules.map(({ at: _, ...rule }) => rule),
    onMissingDate,
    exceptions: exceptions.map(({ at: _, ...exception }) => exception),
  };
}
