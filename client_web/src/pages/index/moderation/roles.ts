/** The reader's roles in a process, asked for once a page, however many texts stand on it. */

import { type Roles, rolesIn } from '../roles.svelte'

const asked = new Map<string, Roles>()

/** Nothing is held until it is known. */
export function rolesOf(process: string): Roles {
  let roles = asked.get(process)
  if (roles === undefined) {
    roles = rolesIn(process)
    asked.set(process, roles)
  }
  return roles
}
