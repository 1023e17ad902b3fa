import { describe, expect, it } from 'vitest'
import { Held } from './held'

describe('what stands on a page', () => {
  it('is the server’s when all of it is, and each is asked', async () => {
    const held = new Held()
    const asked: string[] = []
    const holding = (name: string, saved: boolean) => ({
      settle: async () => {
        asked.push(name)
        return saved
      },
    })
    held.add(holding('title', true))
    expect(await held.settle()).toBe(true)
    const release = held.add(holding('body', false))
    expect(await held.settle()).toBe(false)
    release()
    expect(await held.settle()).toBe(true)
    expect(asked).toEqual(['title', 'title', 'body', 'title'])
  })
})
