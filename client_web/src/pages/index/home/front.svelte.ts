/** What the front page shows: read once, and again each half minute while somebody looks and wants it. */

import type { Home } from '@protocol/messages'
import { freeze } from '../../../ui/freeze.svelte'
import { get } from '../../../wire/api'
import { quietly } from '../../../wire/refused'

const PERIOD_MS = 30_000

interface Connection {
  saveData?: boolean
}

/** Whether what changes by itself may be fetched: not for who saves data, paused it or looks elsewhere. */
function isWanted(): boolean {
  const { connection } = navigator as { connection?: Connection }
  return !freeze.on && !document.hidden && !connection?.saveData
}

export class Front {
  home = $state.raw<Home | null>(null)
  /** Counts up: the picture of a debate is fetched again. */
  turn = $state(0)

  /** Read it; what is shown later takes its place in the same order. */
  async load(): Promise<Front> {
    this.home = await get('home')
    return this
  }

  /** Go on reading until what this returns is called. */
  start(): () => void {
    const timer = setInterval(() => void this.#again(), PERIOD_MS)
    return () => clearInterval(timer)
  }

  async #again(): Promise<void> {
    if (this.home === null || !isWanted()) return
    const fresh = await quietly(get('home'))
    if (fresh === null) return
    this.home = renewed(this.home, fresh)
    this.turn += 1
  }
}

/** The same cards in the same order with what is new of them; cards that are new or gone wait for a reload. */
export function renewed(shown: Home, fresh: Home): Home {
  return {
    processes: merged(shown.processes, fresh.processes),
    debates: merged(shown.debates, fresh.debates),
  }
}

function merged<T extends { id: string }>(shown: readonly T[], fresh: readonly T[]): T[] {
  const byId = new Map(fresh.map((one) => [one.id, one]))
  return shown.map((one) => byId.get(one.id) ?? one)
}
