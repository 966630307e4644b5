// Exhaustiveness at compile time: a new member of a union makes every switch over it fail to type-check.

export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
