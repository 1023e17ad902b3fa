import { beforeEach, describe, expect, it } from 'vitest'
import { settle, World } from '../testing/world'
import { Refused } from './refused'

describe('a client', () => {
  let world: World
  beforeEach(() => {
    world = new World()
  })

  it('connects with what the page was told already, and asks anew when that is no longer good', async () => {
    const world = new World()
    let asked = 0
    world.around.session = async () => {
      asked += 1
      return world.info
    }
    await world.client.page.told()
    world.client.start()
    await settle()
    expect(asked).toBe(1)
    world.client.renew()
    await settle()
    expect(asked).toBe(2)
  })

  it('is live after the welcome and tells server time', async () => {
    await world.open()
    expect(world.link).toMatchObject({ state: 'live', attempt: 0 })
    expect(world.socket.sent[0]).toMatchObject({ type: 'hello', token: 'token' })
    await world.pass(250)
    expect(world.client.now()).toBe(1_000_250)
  })

  it('[S9] comes back after a loss, says so meanwhile, and is live when all topics are', async () => {
    const seen: string[] = []
    world.client.followLog('debate/d', {
      onSnapshot: () => seen.push('snapshot'),
      onEvents: (events) => seen.push(...events.map(({ type }) => type)),
    })
    await world.open()
    world.say({
      type: 'subscribed',
      topic: 'debate/d',
      kind: 'log',
      position: { epoch: 'e', at: 1 },
      snapshot: {},
    })
    world.socket.listener.closed(1006)
    expect(world.link).toMatchObject({ state: 'reconnecting', attempt: 1 })
    await world.pass(500)
    expect(world.sockets).toHaveLength(2)
    world.welcome()
    expect(world.link?.state).toBe('catching_up')
    world.say({
      type: 'subscribed',
      topic: 'debate/d',
      kind: 'log',
      position: { epoch: 'e', at: 2 },
      recovered: true,
    })
    expect(world.link?.state).toBe('live')
    const event = { offset: 2, at: 1, type: 'floor_resumed', body: {} }
    world.say({ type: 'events', topic: 'debate/d', epoch: 'e', first: 2, events: [event] })
    expect(seen).toEqual(['snapshot', 'floor_resumed'])
  })

  it('[S8] comes back in its slot, not earlier, even when the page becomes visible', async () => {
    await world.open()
    world.say({ type: 'closing', code: 4001, reason: '', retry_after_ms: 9_000 })
    world.socket.listener.closed(4001)
    await world.pass(8_900)
    world.client.retry()
    await world.pass(50)
    expect(world.sockets).toHaveLength(1)
    await world.pass(100)
    expect(world.sockets).toHaveLength(2)
  })

  it('[S9] stays away after a code that says so', async () => {
    await world.open()
    world.socket.listener.closed(4512)
    await world.pass(60_000)
    expect(world.sockets).toHaveLength(1)
    expect(world.link?.state).toBe('refused')
  })

  it('waits for nothing on a page that somebody speaks through', async () => {
    world = new World({ hasty: true })
    await world.open()
    world.around.session = () => new Promise(() => {})
    world.client.command('negotiate', { debate: 'd', leg: 'publish' }).catch(() => undefined)
    await world.pass(1_900)
    expect(world.sockets).toHaveLength(1)
    for (let n = 2; n <= 12; n++) {
      await world.pass(2_500)
      expect(world.sockets.length).toBeGreaterThanOrEqual(n)
    }
    world.welcome()
    expect(world.link?.state).toBe('live')
  })

  it('keeps a connection that answers something else meanwhile', async () => {
    world = new World({ hasty: true })
    await world.open()
    await world.pass(100)
    world.client.command('negotiate', { debate: 'd', leg: 'publish' }).catch(() => undefined)
    await world.pass(100)
    world.say({ type: 'ping', n: 1, server_time_ms: 1_000_200 })
    await world.pass(6_000)
    expect(world.sockets).toHaveLength(1)
  })

  it('judges silence by the rhythm of pings: late, then lost', async () => {
    await world.open()
    world.say({ type: 'ping', n: 1, server_time_ms: 1_000_000 })
    await world.pass(2_000)
    world.say({ type: 'ping', n: 2, server_time_ms: 1_002_000 })
    await world.pass(4_900)
    expect(world.link?.state).toBe('live')
    await world.pass(2_000)
    expect(world.link?.state).toBe('late')
    await world.pass(7_000)
    expect(world.sockets.length).toBeGreaterThan(1)
  })

  it('[F1] reads over HTTP when three sockets never spoke', async () => {
    world.client.start()
    await settle()
    for (let i = 0; i < 3; i += 1) {
      world.socket.listener.closed(1006)
      await world.pass(2_000)
    }
    expect(world.https).toHaveLength(1)
  })

  it('[H33] acts over HTTP within 20 s when the opening of sockets vanishes', async () => {
    world.random = 0.999
    world.client.start()
    const vote = world.client.command('vote', { proposition: 'p', choice: 'agree', seq: 1 })
    await world.pass(19_000)
    expect(world.sockets.map(({ over }) => over)).toEqual([true, true, true])
    world.welcomeOverHttp()
    expect(world.link?.state).toBe('live')
    expect(world.https[0]?.sent.map(({ type }) => type)).toEqual(['hello', 'command'])
    world.https[0]?.listener.received({ type: 'done', ref: 1, at: 7, result: {} })
    await expect(vote).resolves.toMatchObject({ at: 7 })
    await world.pass(600_000)
    expect(world.sockets).toHaveLength(3)
  })

  it('[H33] is over HTTP within 20 s when each socket is cut after its welcome', async () => {
    world.random = 0.999
    await world.open()
    for (let cut = 0; cut < 3; cut += 1) {
      await world.pass(1_000)
      world.socket.listener.closed(1006)
      await world.pass(2_000)
      if (world.https.length === 0) world.welcome()
    }
    expect(world.sockets).toHaveLength(3)
    expect(world.https).toHaveLength(1)
  })

  it('[H33] waits for a server that is away with sockets, however long', async () => {
    world.around.session = async () => {
      throw new Refused('unavailable')
    }
    await world.client.page.told().catch(() => {})
    world.client.start()
    await world.pass(600_000)
    expect(world.https).toHaveLength(0)
    world.around.session = async () => world.info
    await world.pass(20_000)
    world.welcome()
    expect(world.link?.state).toBe('live')
  })

  it('[H33] tries a socket once more when HTTP ended, and in another network from the beginning', async () => {
    world.client.start()
    await world.pass(19_000)
    world.welcomeOverHttp()
    await world.pass(60_000)
    world.https[0]?.listener.closed(1006)
    await world.pass(1_000)
    expect(world.sockets).toHaveLength(4)
    await world.pass(6_000)
    expect(world.https).toHaveLength(2)
    world.client.offline()
    world.client.retry()
    await settle()
    expect(world.sockets).toHaveLength(5)
    world.welcome()
    expect(world.link?.state).toBe('live')
  })

  it('says offline when the device is, and comes back when the network does', async () => {
    await world.open()
    world.online = false
    world.client.offline()
    expect(world.link?.state).toBe('offline')
    world.online = true
    world.client.retry()
    await settle()
    expect(world.sockets).toHaveLength(2)
  })

  it('[H32, T2] asks again for what cannot be followed just now, and is not up to date meanwhile', async () => {
    const left: string[] = []
    await world.open()
    world.client.followBoard('process/p/board', () => {})
    world.client.followLog('process/p', {
      onSnapshot: () => left.push('snapshot'),
      onEvents: () => {},
      onLeft: (code) => left.push(code),
    })
    const asked = () => world.socket.sent.filter(({ type }) => type === 'subscribe').length
    for (const topic of ['process/p/board', 'process/p'])
      world.say({ type: 'unsubscribed', topic, code: 'unavailable' })
    expect(world.link?.state).toBe('catching_up')
    await world.pass(2_900)
    expect(asked()).toBe(2)
    await world.pass(3_100)
    expect(asked()).toBe(4)
    for (const topic of ['process/p/board', 'process/p'])
      world.say({
        type: 'subscribed',
        topic,
        kind: topic.endsWith('board') ? 'board' : 'log',
        position: { epoch: 'e', at: 1 },
        snapshot: {},
      })
    expect(left).toEqual(['snapshot'])
    expect(world.link?.state).toBe('live')
    await world.pass(60_000)
    world.client.close()
    expect(world.timers).toHaveLength(0)
  })

  it('[C1] gives the answer of an act, and a refusal as an error with its code', async () => {
    await world.open()
    const vote = world.client.command('vote', { proposition: 'p', choice: 'agree', seq: 1 })
    const floor = world.client.command('end_floor', { debate: 'd' })
    world.say({ type: 'done', ref: 1, at: 77, result: { choice: 'agree' } })
    world.say({ type: 'refused', ref: 2, code: 'forbidden' })
    await expect(vote).resolves.toEqual({ at: 77, result: { choice: 'agree' } })
    await expect(floor).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('does not wait for an answer for ever', async () => {
    await world.open()
    const act = world.client.command('end_floor', { debate: 'd' })
    const refused = expect(act).rejects.toMatchObject({ code: 'unavailable' })
    await world.pass(20_000)
    await refused
  })

  it('leaves no act waiting when it is closed', async () => {
    await world.open()
    const vote = world.client.command('vote', { proposition: 'p', choice: 'agree', seq: 1 })
    const refused = expect(vote).rejects.toMatchObject({ code: 'unavailable' })
    world.client.close()
    await refused
    expect(world.timers).toHaveLength(0)
  })

  it('keeps a vote made offline and sends it once', async () => {
    await world.open()
    world.client.offline()
    const vote = world.client.command('vote', { proposition: 'p', choice: 'agree', seq: 1 })
    expect(world.link?.queued).toBe(1)
    world.client.retry()
    await settle()
    world.welcome()
    const sent = world.socket.sent.filter(({ type }) => type === 'command')
    expect(sent).toHaveLength(1)
    world.say({ type: 'done', ref: 1, at: 5 })
    await expect(vote).resolves.toMatchObject({ at: 5 })
  })

  it('lets an act that judges what is written wait until all of it is saved', async () => {
    await world.open()
    let saved: (all: boolean) => void = () => {}
    const holding = { settle: () => new Promise<boolean>((resolve) => (saved = resolve)) }
    world.held.add(holding)
    let revision = 1
    const published = world.client.judge('publish_bill', () => ({ process: 'p', revision, note: 'n' }))
    await settle()
    expect(world.asked).toEqual([])
    revision = 2
    saved(true)
    await settle()
    expect(world.asked).toEqual([['publish_bill', { process: 'p', revision: 2, note: 'n' }]])
    world.say({ type: 'done', ref: 1, at: 5 })
    await expect(published).resolves.toMatchObject({ at: 5 })
  })

  it('does not send an act that judges a text that could not be saved', async () => {
    await world.open()
    world.held.add({ settle: async () => false })
    const published = world.client.judge('publish_synthesis', () => ({ process: 'p', number: 1, note: '' }))
    await expect(published).rejects.toMatchObject({ code: 'unsaved' })
    expect(world.asked).toEqual([])
  })

  it('lets an act that judges wait for the answers of the acts before it', async () => {
    await world.open()
    const place = { process: 'p', proposition: 'q', arguments: [], family: 'f' }
    void world.client.command('place_arguments', place)
    const published = world.client.judge('publish_synthesis', () => ({ process: 'p', number: 1, note: '' }))
    await settle()
    expect(world.asked.map(([name]) => name)).toEqual(['place_arguments'])
    world.say({ type: 'done', ref: 1, at: 5 })
    await settle()
    expect(world.asked.map(([name]) => name)).toEqual(['place_arguments', 'publish_synthesis'])
    world.say({ type: 'done', ref: 2, at: 6 })
    await expect(published).resolves.toMatchObject({ at: 6 })
  })

  it('does not send an act that judges what was refused just before', async () => {
    await world.open()
    const place = { process: 'p', proposition: 'q', arguments: [], family: 'f' }
    const placed = world.client.command('place_arguments', place)
    const published = world.client.judge('publish_synthesis', () => ({ process: 'p', number: 1, note: '' }))
    world.say({ type: 'refused', ref: 1, code: 'changed' })
    await expect(placed).rejects.toMatchObject({ code: 'changed' })
    await expect(published).rejects.toMatchObject({ code: 'unsaved' })
    expect(world.asked.map(([name]) => name)).toEqual(['place_arguments'])
  })

  it('offers no other way for an act that judges', () => {
    // @ts-expect-error -- without `judge` it would not wait
    expect(() => world.client.command('publish_bill', {})).toBeTypeOf('function')
  })
})
