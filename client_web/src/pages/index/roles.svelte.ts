/** The roles one has in a process: what to offer. What may be done is for the server to say. */

import type { MyProcesses, Role } from '@protocol/messages'
import { get } from '../../wire/api'
import { Refused } from '../../wire/refused'
import { account } from './account.svelte'

export interface Roles {
  /** Whether one has one of these roles; false until it is known. */
  has(...roles: readonly Role[]): boolean
}

/** The reader's roles in a process, asked for once if they have an account. */
export function rolesIn(process: string): Roles {
  const held = $state<{ roles: Role[] }>({ roles: [] })
  void ask()
  return { has: (...roles) => roles.some((role) => held.roles.includes(role)) }

  async function ask(): Promise<void> {
    await account.load()
    if (account.you === null) return
    try {
      const { processes } = await get<MyProcesses>('my/processes')
      held.roles = processes.find((one) => one.id === process)?.roles ?? []
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }
}
