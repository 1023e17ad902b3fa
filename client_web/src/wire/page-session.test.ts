import type { SessionInfo } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { PageSession } from './page-session'
import { Refused } from './refused'

/** A server that counts how often it is asked; the page's clock is 5 s behind it. */
function world(...answers: (SessionInfo | Refused)[]) {
  let asked = 0
  const mono = { ms: 0 }
  const here: (string | null)[] = []
  const page = new PageSession({
    wall: () => 1_000,
    mono: () => mono.ms,
    session: async () => {
      const answer = answers[asked++] as SessionInfo | Refused
      if (answer instanceof Refused) throw answer
      return answer
    },
    here: (you) => here.push(you?.id ?? null),
  })
  return { page, mono, here, asked: () => asked }
}

const NOBODY: SessionInfo = { server_time_ms: 6_000 }
const ALI: SessionInfo = { server_time_ms: 9_000, token: 'a token' }

describe('the session of a page', () => {
  it('is asked for once, however many ask', async () => {
    const { page, asked } = world(NOBODY)
    const [one, other] = await Promise.all([page.told(), page.told()])
    expect([one, await page.told()]).toEqual([other, { info: NOBODY, mono: 0 }])
    expect(asked()).toBe(1)
  })

  it('says who is here whenever that is told', async () => {
    const you = { id: 'ali', name: 'Ali' }
    const { page, here } = world(NOBODY, { ...ALI, you })
    await page.told()
    await page.told()
    await page.told(true)
    page.take({ ...NOBODY })
    expect(here).toEqual([null, 'ali', null])
  })

  it('is asked for anew when it is no longer good', async () => {
    const { page, asked } = world(NOBODY, ALI)
    await page.told()
    expect((await page.told(true)).info).toBe(ALI)
    expect((await page.told()).info).toBe(ALI)
    expect(asked()).toBe(2)
  })

  it('is asked for again after a failure', async () => {
    const { page } = world(new Refused('unavailable'), ALI)
    await expect(page.told()).rejects.toThrow(Refused)
    expect((await page.told()).info).toBe(ALI)
  })

  it('is what another answer said last', async () => {
    const { page, asked } = world()
    page.take(ALI)
    expect((await page.told()).info).toBe(ALI)
    expect(asked()).toBe(0)
  })

  it('keeps the one clock of the page, which the device cannot set', async () => {
    const { page, mono } = world(NOBODY)
    expect(page.now()).toBe(1_000)
    await page.told()
    mono.ms = 500
    expect(page.now()).toBe(6_500)
  })
})
