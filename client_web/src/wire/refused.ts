import type { Changed, Code, Facts } from '@protocol/messages'

/** A code of the server, or the client's own for an act that it did not send: what it judges was not saved. */
export type Refusal = Code | 'unsaved'

/** An act that was not done: a stable code for programs, facts for the sentence. */
export class Refused extends Error {
  override name = 'Refused'
  constructor(
    readonly code: Refusal,
    readonly facts: Facts = {},
  ) {
    super(code)
  }

  /** What it is now, if somebody else was faster (SPEC C6). */
  get changed(): Changed | null {
    return this.code === 'changed' ? this.facts : null
  }
}

/** What the page can do without: null if the server refuses. */
export async function quietly<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return null
  }
}
