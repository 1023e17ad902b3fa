/** The roles one has in a process: what to offer. What may be done is for the server to say. */

import type { Role } from '@protocol/messages'
import { get } from '../../wire/api'
import { Refused } from '../../wire/refused'
import { account } from './account.svelte'

export interface Roles {
  /** Whether one has one of these roles; false until it is known. */
  has(...roles: readonly Role[]): boolean
}

const asked = new Map<string, Roles>()

/** The reader's roles in a process, asked for once a page if they have an account; none until they are known. */
export function rolesIn(process: string): Roles {
  const roles = asked.get(process) ?? ask(process)
  asked.set(process, roles)
  return roles
}

function ask(process: string): Roles {
  const held = $state<{ roles: Role[] }>({ roles: [] })
  void fill()
  return { has: (...roles) => roles.some((role) => held.roles.includes(role)) }

  async function fill(): Promise<void> {
    await account.load()
    if (account.you === null) return
    try {
      const { processes } = await get('my/processes')
      held.roles = processes.find((one) => one.id === process)?.roles ?? []
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }
}
