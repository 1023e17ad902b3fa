/** The HTTP API of this site: one call, its answer or `Refused`. */

import type { CommandArgs, Problem, Reads, SessionInfo } from '@protocol/messages'
import type { Answer } from './client'
import type { Plain } from './held'
import { Refused } from './refused'

const PATIENCE_MS = 15_000

/** A path of what can be read, its parts in braces. */
export type ReadPath = keyof Reads

/** The parts of a path and its query; nothing has to be said of a path without parts. */
type Of<P extends ReadPath> =
  Record<string, never> extends Reads[P]['of'] ? [of?: Reads[P]['of']] : [of: Reads[P]['of']]

/** What `GET /api/{path}` answers: `of` fills the path, the rest of it is the query without what is null. */
export function get<P extends ReadPath>(path: P, ...[of]: Of<P>): Promise<Reads[P]['answer']> {
  return call('GET', filled(path, of ?? {}))
}

/** The address of what can be read, for a link. */
export function address<P extends ReadPath>(path: P, ...[of]: Of<P>): string {
  return `/api/${filled(path, of ?? {})}`
}

/** What `POST /api/{path}` answers; undefined where the answer has no body. */
export function post<T>(path: string, body: unknown = {}): Promise<T> {
  return call<T>('POST', path, body)
}

/** Ask for an act without a connection; where one stands, `Client.command`. */
export function act<N extends Plain>(name: N, args: CommandArgs[N]): Promise<Answer<N>> {
  return call<Answer<N>>('POST', 'commands', { name, args })
}

/** Ask `DELETE /api/{path}`. */
export function remove(path: string): Promise<void> {
  return call<void>('DELETE', path)
}

/** Who one is, with a token for `hello`. */
export function fetchSession(): Promise<SessionInfo> {
  return get('session')
}

function filled(path: string, of: object): string {
  const query = new Map<string, unknown>(Object.entries(of))
  const place = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const part = encodeURIComponent(String(query.get(name)))
    query.delete(name)
    return part
  })
  const asked = [...query].filter(([, value]) => value != null).map(([name, value]) => [name, String(value)])
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
    if (typeof code === 'string') return new Refused(code, { status, ...facts })
  } catch {
    // A proxy's page instead of a problem: the status has to do.
  }
  return new Refused(status === 404 ? 'not_found' : status === 429 ? 'rate_limited' : 'unavailable', {
    status,
  })
}
