// Chunks as their schema types them.

import type { InventoryText } from '../schema/inventory.ts';
import { inventorySchema } from '../schema/inventory.ts';
import { type Parts, partsOf } from '../schema/parts.ts';
import { shapeOf } from '../schema/shape.ts';
import type { OwnedChunk } from './chunk.ts';

const inventory = shapeOf(inventorySchema);

/** Of a chunk of an inventory. */
export function inventoryPartsOf(...chunks: readonly OwnedChunk[]): Parts<InventoryText> {
  return partsOf<InventoryText>(chunks, inventory);
}
