// What a change has touched: exactly what has to be looked at again.

import type { FileUri } from '../base/uri.ts';
import type { OwnedChunk } from './chunk.ts';

export interface Touched {
  /** Chunks whose problems may be others: new ones, and those that read what was touched. */
  readonly chunks: ReadonlySet<OwnedChunk>;
  /** Files whose text or chunks changed, or that are gone. */
  readonly files: ReadonlySet<FileUri>;
  /** Something that is said of assets may be otherwise. */
  readonly assets: boolean;
}
