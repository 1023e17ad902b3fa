import { beforeEach, describe, expect, it } from 'vitest'
import { PageWorld, settle } from '../testing/world'
import { Follower } from './follower'
import { freeze } from './freeze.svelte'
import { LivePage } from './live-page.svelte'

let world: PageWorld
beforeEach(() => {
  world = new PageWorld()
  freeze.on = false
  freeze.changes = 0
})

describe('whoever follows', () => {
  it('lets go of topics, timers and welcomes by one close, and leaves the client to others', async () => {
    const [one, other] = [new Follower(world.client), new Follower(world.client)]
    const heard: string[] = []
    const log = (name: string) => ({ onSnapshot: () => heard.push(name), onEvents: () => heard.push(name) })
    await world.open()
    const before = world.timers.length
    one.followLog('process/p', log('one'))
    other.followLog('process/p', log('other'))
    one.followBoard('process/p/board', () => heard.push('board'))
    one.onWelcome(() => heard.push('welcome'))
    one.after(10, () => heard.push('after'))
    one.every(10, () => heard.push('every'))
    one.calmly(10, () => heard.push('calmly'))()
    one.close()
    await world.snapshot('process/p')
    await world.pass(5_000)
    expect(heard).toEqual(['other'])
    expect(world.followed).toEqual(['process/p'])
    expect(world.timers).toHaveLength(before)
    expect(world.socket.over).toBe(false)
  })

  it('begins nothing once it is closed: an answer may come late', async () => {
    await world.open()
    const one = new Follower(world.client)
    const before = world.timers.length
    let ended = false
    one.close()
    one.followBoard('process/p/board', () => {})
    one.after(10, () => {})
    one.atClose(() => {
      ended = true
    })
    one.shown(0, 1_000).set(1)
    expect([world.followed, world.timers.length, ended]).toEqual([[], before, true])
  })

  it('ends one thing sooner, and not twice', async () => {
    await world.open()
    const one = new Follower(world.client)
    let ends = 0
    const end = one.atClose(() => {
      ends += 1
    })
    end()
    one.close()
    expect(ends).toBe(1)
    one.close()
    expect(ends).toBe(1)
  })

  it('does it again on a steady beat, and once for what a sleeping page missed', async () => {
    const one = new Follower(world.client)
    const at: number[] = []
    one.every(1_000, () => at.push(world.mono))
    await world.pass(2_000)
    world.mono += 3_300
    await world.pass(2_000)
    expect(at).toEqual([1_000, 2_000, 5_300, 6_000, 7_000])
  })

  it('does once what is asked often, and again later', async () => {
    const one = new Follower(world.client)
    let times = 0
    const ask = one.calmly(1_000, () => {
      times += 1
    })
    for (let press = 0; press < 5; press += 1) ask()
    expect(times).toBe(0)
    await world.pass(1_000)
    expect(times).toBe(1)
    ask()
    await world.pass(1_000)
    expect(times).toBe(2)
  })
})

describe('news', () => {
  it('[UX 4.5] wait on a frozen page, and are taken once when it moves again', () => {
    const page = new Follower(world.client, { freezes: true })
    let taken = 0
    const told = page.unfrozen(() => {
      taken += 1
    })
    told()
    freeze.toggle(0)
    told()
    told()
    expect([taken, freeze.changes]).toEqual([1, 2])
    freeze.toggle(0)
    expect(taken).toBe(2)
    freeze.toggle(0)
    freeze.toggle(0)
    expect(taken).toBe(2)
  })
})

describe('a value that is shown', () => {
  const shown = (pace_ms = 0) => new Follower(world.client, { freezes: true }).shown(0, pace_ms)

  it('[UX 1.6] is repainted at once, then at most once in its pace, and ends with the newest', async () => {
    const value = shown(1_000)
    const seen: number[] = []
    for (let next = 1; next <= 8; next += 1) {
      value.set(next)
      seen.push(value.value)
      await world.pass(250)
    }
    expect(seen).toEqual([1, 1, 1, 1, 4, 4, 4, 4])
    await world.pass(1_000)
    expect([value.value, world.timers.length]).toEqual([8, 0])
  })

  it('[UX 4.5] stands while the page is frozen, says how much waits, and is the newest afterwards', async () => {
    const value = shown(1_000)
    value.set(1)
    freeze.toggle(0)
    value.set(2, 3)
    value.set(3, 4)
    await world.pass(5_000)
    expect([value.value, value.newest, freeze.changes]).toEqual([1, 3, 7])
    freeze.toggle(0)
    expect(value.value).toBe(3)
  })

  it('shows its first value even on a frozen page, unless something stood there already', () => {
    freeze.toggle(0)
    const [empty, full] = [shown(), shown()]
    empty.set(1)
    full.begin(7)
    full.set(8)
    expect([empty.value, full.value, freeze.changes]).toEqual([1, 7, 1])
  })

  it('moves on a page that has no switch, whatever another page chose', () => {
    freeze.toggle(0)
    const value = new Follower(world.client).shown(0)
    value.set(1)
    value.set(2)
    expect(value.value).toBe(2)
  })

  it('is thawed no more once its page is closed', () => {
    const page = new Follower(world.client, { freezes: true })
    const value = page.shown(0)
    freeze.toggle(0)
    value.begin(0)
    value.set(1)
    page.close()
    freeze.toggle(0)
    expect(value.value).toBe(0)
  })
})

describe('a live page', () => {
  it('tells the server’s time, and stands still while it is frozen', async () => {
    const page = new LivePage(world.client, { freezes: true })
    await world.open()
    await world.pass(3_000)
    expect(page.now).toBe(1_003_000)
    freeze.toggle(page.now)
    await world.pass(3_000)
    expect([page.now, page.link.now]).toEqual([1_003_000, 1_006_000])
  })

  it('is frozen from the start where that was chosen before', () => {
    world.storage.set('hemicycle.frozen', '1')
    expect(new LivePage(world.client).frozen).toBe(false)
    expect(freeze.on).toBe(false)
    expect(new LivePage(world.client, { freezes: true }).frozen).toBe(true)
  })

  it('leaves nothing behind: no topic, no timer, no connection', async () => {
    const page = new LivePage(world.client, { freezes: true })
    await world.open()
    page.showBoard('process/p/board', page.shown(new Map(), 1_000))
    await world.snapshot('process/p/board', { totals: 1 })
    await world.pass(100)
    expect(world.remains).toMatchObject({ followed: ['process/p/board'], connected: true })
    page.close()
    await settle()
    expect(world.remains).toEqual({ followed: [], timers: 0, connected: false })
  })
})
