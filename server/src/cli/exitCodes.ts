// What the program ends with. Pipelines rely on these.

export const exitCodes = {
  clean: 0,
  /** Findings at or above the threshold; a run that didn't complete as planned. */
  findings: 1,
  /** Wrong usage, unreadable input, a refusal: nothing was done. */
  refused: 2,
  /** A fault of ours. */
  internal: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
