// Digests of values. Two values that are equal have one digest, whatever the order of their keys.

import { createHash, hash } from 'node:crypto';

export function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** JSON with sorted keys and without absent values (the shape of RFC 8785 for the values we hash: no floats, no lone surrogates). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** 128 bits of SHA-256, a character a byte: short enough to be kept for every chunk of a fleet, and the quickest to be had. For no eye. */
export function shortDigest(text: string): string {
  return hash('sha256', text, 'binary').slice(0, SHORT_DIGEST_BYTES);
}

/** How many bytes a {@link shortDigest} stands for. */
export const SHORT_DIGEST_BYTES = 16;
