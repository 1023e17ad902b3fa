import type { PanelPage } from '@protocol/messages'
import { beforeEach, describe, expect, it } from 'vitest'
import { PageWorld, settle } from '../../../testing/world'
import { Refused } from '../../../wire/refused'
import { account } from '../account.svelte'
import { PanelState } from './panel.svelte'

let world: PageWorld
beforeEach(async () => {
  world = new PageWorld()
  world.answers.set('processes/p/panel', { panel: null } as Partial<PanelPage>)
  world.answers.set('processes/p/panel/mine', { applied_at: 1 })
  world.answers.set('processes/p/panel/desk', { applications: [] })
  await account.load()
  account.take({ server_time_ms: 0, you: { id: 'me', name: 'Zoé' } })
  await world.open()
})

describe('the page of a panel', () => {
  it('follows its process, once', async () => {
    const panel = new PanelState(world.client, 'p')
    await panel.load()
    await panel.load()
    expect(world.socket.sent.flatMap((sent) => (sent.type === 'subscribe' ? sent.topic : []))).toEqual([
      'process/p',
    ])
  })

  it('leaves nothing behind', async () => {
    const panel = new PanelState(world.client, 'p')
    await panel.load()
    panel.close()
    await settle()
    expect(world.remains).toEqual({ followed: [], timers: 0, connected: false })
  })

  it('reads what each of its readers may: the public page, one’s own part, the desk', async () => {
    await new PanelState(world.client, 'p').load()
    expect(world.read.splice(0)).toEqual(['processes/p/panel', 'processes/p/panel/mine'])
    account.take({ server_time_ms: 0 })
    const organiser = new PanelState(world.client, 'p', { desk: true })
    await organiser.load()
    expect([world.read.splice(0), organiser.denied]).toEqual([['processes/p/panel'], true])
  })

  it('says that the desk is for organisers', async () => {
    world.answers.set('processes/p/panel/desk', new Refused('forbidden'))
    const panel = new PanelState(world.client, 'p', { desk: true })
    await panel.load()
    expect([panel.denied, panel.desk, panel.page]).toEqual([true, null, { panel: null }])
  })

  it('is read again when the log tells of the panel, and of nothing else', async () => {
    const panel = new PanelState(world.client, 'p')
    await panel.load()
    await world.snapshot('process/p')
    world.read.splice(0)
    await world.event('process/p', 'question_asked')
    expect(world.read).toEqual([])
    await world.event('process/p', 'pool_challenged')
    expect(world.read).toEqual(['processes/p/panel', 'processes/p/panel/mine'])
  })

  it('shows what it has when the server does not answer', async () => {
    const panel = new PanelState(world.client, 'p')
    await panel.load()
    await world.snapshot('process/p')
    world.answers.set('processes/p/panel', new Refused('unavailable'))
    await world.event('process/p', 'panel_advanced')
    expect(panel.page).toEqual({ panel: null })
  })

  it('reads again what an act changed, and nothing after a refusal', async () => {
    const panel = new PanelState(world.client, 'p')
    await panel.load()
    world.read.splice(0)
    const refused = panel.act('apply', 'withdraw_application', { process: 'p' })
    await settle()
    await world.refuse('not_open')
    expect([await refused, world.read]).toEqual([false, []])
    world.answers.set('processes/p/panel/mine', { applied_at: 1, withdrawn_at: 2 })
    const done = panel.act('apply', 'withdraw_application', { process: 'p' })
    await settle()
    await world.done()
    expect([await done, panel.mine?.withdrawn_at]).toEqual([true, 2])
  })
})
