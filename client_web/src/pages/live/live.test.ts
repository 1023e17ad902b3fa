import type { Poll, Question } from '@protocol/messages'
import { expect, it, vi } from 'vitest'
import { PageWorld } from '../../testing/world'
import { Live } from './live.svelte'

it('asks to sign in when an act is refused because a session ended', async () => {
  const world = new PageWorld()
  vi.stubGlobal('location', { search: '' })
  const live = new Live(world.client, 'd')
  world.answers.set('debates/d/my', { supports: [], polls: {} })
  await world.open()
  world.welcome({ id: 'me', name: 'Zoé' })
  const acts: [string, () => void][] = [
    ['vote', () => live.answer({ id: 'v' } as Poll, 1)],
    ['support', () => live.support({ id: 'q' } as Question)],
    ['ask', () => void live.ask('Pourquoi ?', 'k', null)],
  ]
  for (const [prompt, act] of acts) {
    live.prompt = null
    act()
    await world.refuse('sign_in')
    expect(live.prompt).toBe(prompt)
  }
  expect([live.answers.size, live.supports.size]).toEqual([0, 0])
})
