import type { Poll, Question } from '@protocol/messages'
import { expect, it, vi } from 'vitest'
import { PageWorld, settle } from '../../testing/world'
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

it('puts an answer back that was withdrawn', async () => {
  const world = new PageWorld()
  vi.stubGlobal('location', { search: '' })
  const live = new Live(world.client, 'd')
  world.answers.set('debates/d/my', { supports: [], polls: { v: 1 } })
  await world.open()
  world.welcome({ id: 'me', name: 'Zoé' })
  await settle()
  const poll = { id: 'v' } as Poll
  live.answer(poll, null)
  await world.done({ option: null })
  expect([live.answers.has('v'), live.withdrawn.get('v')]).toEqual([false, 1])
  live.answer(poll, 1)
  expect([live.answers.get('v'), live.withdrawn.has('v')]).toEqual([1, false])
  await world.done({ option: 1 })
  live.answer(poll, 1)
  expect(world.acts.map(({ args }) => args.option)).toEqual([null, 1])
})
