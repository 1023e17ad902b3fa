/** An act that was not done: a stable code for programs, facts for the sentence. */
export class Refused extends Error {
  override name = 'Refused'
  constructor(
    readonly code: string,
    readonly facts: Record<string, unknown> = {},
  ) {
    super(code)
  }
}
