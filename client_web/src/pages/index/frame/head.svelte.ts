/** What the frame says of a process: its name, its phases, its debates. Asked for once a page. */

import type { ProcessPage } from '@protocol/messages'
import { get } from '../../../wire/api'
import { quietly } from '../../../wire/refused'

class Head {
  /** Null until it is known, and where its reader may not know of it. */
  page = $state.raw<ProcessPage | null>(null)

  constructor(process: string) {
    void this.#ask(process)
  }

  async #ask(process: string): Promise<void> {
    this.page = await quietly(get('processes/{id}', { id: process }))
  }
}

const asked = new Map<string, Head>()

/** The head of a process. */
export function headOf(process: string): Head {
  const head = asked.get(process) ?? new Head(process)
  asked.set(process, head)
  return head
}
