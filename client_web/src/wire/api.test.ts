import { afterEach, describe, expect, it, vi } from 'vitest'
import { act, address, get, post, remove } from './api'

describe('what is read', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('fills the parts of a path and sends the rest as its query, without what is null', () => {
    expect(address('processes/{id}/propositions', { id: 'a/b?c', after: 'x&y', limit: null })).toBe(
      '/api/processes/a%2Fb%3Fc/propositions?after=x%26y',
    )
    expect(address('processes/{id}/export/{type}.{format}', { id: 'p', type: 'votes', format: 'csv' })).toBe(
      '/api/processes/p/export/votes.csv',
    )
  })

  it('sends zero, false and the empty text, which are values', () => {
    expect(address('processes/{id}/propositions', { id: 'p', official: false, limit: 0, q: '' })).toBe(
      '/api/processes/p/propositions?official=false&limit=0&q=',
    )
  })

  it('needs every part of a path, and takes no parameter that the server does not know', async () => {
    const asked: string[] = []
    vi.stubGlobal('fetch', (url: string) => {
      asked.push(url)
      return Promise.resolve(new Response('{}'))
    })
    // @ts-expect-error: no id
    await get('processes/{id}', {})
    // @ts-expect-error: the ranking knows no `side`
    await get('processes/{id}/ranking', { id: 'p', side: 'for' })
    // @ts-expect-error: one's text without saying which
    await get('my/text', {})
    // @ts-expect-error: an order that the list does not know
    await get('processes/{id}/propositions', { id: 'p', sort: 'longest' })
    // @ts-expect-error: a path made by hand, which nothing checks
    await get(`processes/${'p'}`)
    await get('home')
    expect(asked.at(-1)).toBe('/api/home')
  })
})

describe('what is written', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('fills the parts of a path and sends the rest as its body', async () => {
    const sent: unknown[] = []
    vi.stubGlobal('fetch', (url: string, { method, body }: RequestInit) => {
      sent.push([method, url, body])
      return Promise.resolve(new Response(''))
    })
    await post('invitations/{id}/link', { id: 'a/b', valid_hours: 3 })
    await post('sign-out')
    await remove('invitations/{id}', { id: 'a/b' })
    expect(sent).toEqual([
      ['POST', '/api/invitations/a%2Fb/link', '{"valid_hours":3}'],
      ['POST', '/api/sign-out', '{}'],
      ['DELETE', '/api/invitations/a%2Fb', null],
    ])
    // @ts-expect-error: no token
    await post('sign-in/link', {})
    // @ts-expect-error: an invitation is not posted at its own address
    await post('invitations/{id}', { id: 'i' })
    // @ts-expect-error: a path made by hand, which nothing checks
    await remove(`invitations/${'i'}`)
  })

  it('is no opinion, for which a connection asks consent first, and judges nothing that is not saved', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('{"at":1,"result":{}}')))
    // @ts-expect-error: a vote
    await act('vote', { proposition: 'p1-1', choice: 'agree', seq: 1 })
    // @ts-expect-error: a publication
    await act('publish_process', { process: 'p1', version: 1 })
    expect((await act('follow_process', { process: 'p1', on: true })).at).toBe(1)
  })
})
