// The one exception that carries a message for the user: what is refused, why, and what would help.

export class Refusal extends Error {
  /** What the user can do about it, one sentence. */
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.name = 'Refusal';
    this.remedy = remedy;
  }
}
