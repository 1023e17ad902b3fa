/** The HTTP API of this site: one call, its answer or `Refused`. */

import type { CommandArgs, Opinion, Posts, Problem, Reads, Removals, SessionInfo } from '@protocol/messages'
import type { Answer } from './client'
import type { Plain } from './held'
import { Refused } from './refused'

const PATIENCE_MS = 15_000

/** A path of what can be read, its parts in braces. */
export type ReadPath = keyof Reads

/** The parts of a path and what else it takes; nothing has to be said where nothing is needed. */
type Given<A extends { of: object }> = Record<string, never> extends A['of'] ? [of?: A['of']] : [of: A['of']]

/** What `GET /api/{path}` answers: `of` fills the path, the rest of it is the query without what is null. */
export function get<P extends ReadPath>(path: P, ...[of]: Given<Reads[P]>): Promise<Reads[P]['answer']> {
  return call('GET', filled(path, of ?? {}))
}

/** The address of what can be read, for a link. */
export function address<P extends ReadPath>(path: P, ...[of]: Given<Reads[P]>): string {
  return `/api/${filled(path, of ?? {})}`
}

/** What `POST /api/{path}` answers: `of` fills the path, the rest of it is the body. */
export function post<P extends keyof Posts>(path: P, ...[of]: Given<Posts[P]>): Promise<Posts[P]['answer']> {
  const { place, rest } = parted(path, of ?? {})
  return call('POST', place, Object.fromEntries(rest))
}

/**
 * Ask for an act without a connection; where one stands, `Client.command`. An act that keeps an opinion is not
 * for here: `Client.command` asks its person's consent first.
 */
export function act<N extends Exclude<Plain, Opinion>>(name: N, args: CommandArgs[N]): Promise<Answer<N>> {
  return call<Answer<N>>('POST', 'commands', { name, args })
}

/** Ask `DELETE /api/{path}`. */
export function remove<P extends keyof Removals>(
  path: P,
  ...[of]: Given<Removals[P]>
): Promise<Removals[P]['answer']> {
  return call('DELETE', parted(path, of ?? {}).place)
}

/** Who one is, with a token for `hello`. */
export function fetchSession(): Promise<SessionInfo> {
  return get('session')
}

/** A path with its parts filled in, and what of `of` is no part of it. */
function parted(path: string, of: object): { place: string; rest: Map<string, unknown> } {
  const rest = new Map<string, unknown>(Object.entries(of))
  const place = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const part = encodeURIComponent(String(rest.get(name)))
    rest.delete(name)
    return part
  })
  return { place, rest }
}

function filled(path: string, of: object): string {
  const { place, rest } = parted(path, of)
  const asked = [...rest].filter(([, value]) => value != null).map(([name, value]) => [name, String(value)])
  return asked.length === 0 ? place : `${place}?${new URLSearchParams(asked)}`
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response
  try {
    response = await fetch(`/api/${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
  } catch {
    throw new Refused('unavailable')
  }
  const text = await response.text()
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T
  throw problem(response.status, text)
}

function problem(status: number, text: string): Refused {
  try {
    const { code, facts } = JSON.parse(text) as Problem
    if (typeof code === 'string') return new Refused(code, facts)
  } catch {
    // A proxy's page instead of a problem: the status has to do.
  }
  return new Refused(status === 404 ? 'not_found' : status === 429 ? 'rate_limited' : 'unavailable')
}
