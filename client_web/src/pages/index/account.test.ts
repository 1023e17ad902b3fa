import { expect, it } from 'vitest'
import { PageWorld, settle } from '../../testing/world'
import { Refused } from '../../wire/refused'
import { account } from './account.svelte'
import { Consultation } from './consultation/consultation.svelte'

it('is asked for again at the next act when the server did not say who is here', async () => {
  const world = new PageWorld()
  const page = new Consultation(world.client)
  await world.open()
  world.answers.set('session', new Refused('unavailable'))
  await account.load()
  expect(account.known).toBe(false)

  world.answers.set('session', { server_time_ms: 1_000_000, you: null })
  page.vote('q', 'agree', 1)
  await world.refuse('sign_in')
  expect([account.known, page.prompt, page.votes.has('q')]).toEqual([true, 'vote', false])

  page.prompt = null
  page.vote('q', 'agree', 1)
  await settle()
  expect([world.acts.length, page.prompt]).toEqual([1, 'vote'])
})
