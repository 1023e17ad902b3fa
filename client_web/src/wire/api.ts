/** The HTTP API of this site: one call, its answer or `Refused`. */

import type { CommandArgs, Problem, SessionInfo } from '@protocol/messages'
import type { Answer } from './client'
import type { Plain } from './held'
import { Refused } from './refused'

const PATIENCE_MS = 15_000

/** What `GET /api/{path}` answers. */
export function get<T>(path: string): Promise<T> {
  return call<T>('GET', path)
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
  return get<SessionInfo>('session')
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
