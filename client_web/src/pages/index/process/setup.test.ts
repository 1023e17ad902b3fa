import { beforeEach, describe, expect, it } from 'vitest'
import { PageWorld, settle } from '../../../testing/world'
import { Refused } from '../../../wire/refused'
import { Setup } from './setup.svelte'

let world: PageWorld
let setup: Setup
beforeEach(async () => {
  world = new PageWorld()
  world.answers.set('processes/p/setup', { title: 'Les cantines', may_change: true })
  setup = new Setup(world.client, 'p')
  await world.open()
})

describe('the setting up of a process', () => {
  it('follows its log, and is read again at every fact', async () => {
    await setup.load()
    expect(world.followed).toEqual(['process/p'])
    await world.snapshot('process/p')
    world.answers.set('processes/p/setup', { title: 'L’eau', may_change: false })
    await world.event('process/p', 'phase_planned')
    expect([setup.data, setup.mayChange]).toEqual([{ title: 'L’eau', may_change: false }, false])
  })

  it('follows nothing before it could be read, and once when it was', async () => {
    world.answers.set('processes/p/setup', new Refused('unavailable'))
    await expect(setup.load()).rejects.toMatchObject({ code: 'unavailable' })
    expect(world.followed).toEqual([])
    world.answers.set('processes/p/setup', {})
    await setup.load()
    await setup.load()
    expect(world.socket.sent.filter(({ type }) => type === 'subscribe')).toHaveLength(1)
  })

  it('leaves nothing behind', async () => {
    await setup.load()
    setup.close()
    await settle()
    expect(world.remains).toEqual({ followed: [], timers: 0, connected: false })
  })

  it('shows what it has when the server does not answer', async () => {
    await setup.load()
    world.answers.set('processes/p/setup', new Refused('unavailable'))
    await world.snapshot('process/p')
    expect(setup.data).toMatchObject({ title: 'Les cantines' })
  })

  it('reads what an act changed, also after a refusal, and tells the form', async () => {
    await setup.load()
    world.read.splice(0)
    const acting = setup.act('title', 'follow_process', { process: 'p', on: true })
    await settle()
    await world.refuse('invalid', { field: 'title' })
    expect(await acting).toBeNull()
    expect(setup.acts.note('title')).toEqual({ state: 'refused', code: 'invalid', facts: { field: 'title' } })
    expect(world.read).toEqual(['processes/p/setup'])
  })
})
