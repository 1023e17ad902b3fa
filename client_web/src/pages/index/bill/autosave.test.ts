import { describe, expect, it } from 'vitest'
import { Held } from '../../../wire/held'
import { Refused } from '../../../wire/refused'
import { Autosave } from './autosave.svelte'

/** A server with one text, a device that keeps a draft, and time that is moved by hand. */
class World {
  body = 'a'
  version = 1
  kept = ''
  saves = 0
  fault: Refused | null = null
  late: (() => void) | null = null
  slow: Promise<void> = Promise.resolve()
  readonly held = new Held()

  open(): Autosave<{ body: string }> {
    return new Autosave({ body: this.body }, this.version, {
      save: async ({ body }, version) => {
        this.saves += 1
        await this.slow
        if (this.fault !== null) throw this.fault
        if (version !== this.version)
          throw new Refused('changed', { version: this.version, state: { body: this.body } })
        this.body = body
        this.version += 1
        return this.version
      },
      draft: {
        read: () => this.kept,
        save: (text) => {
          this.kept = text
        },
        clear: () => {
          this.kept = ''
        },
      },
      held: this.held,
      after: (_ms, act) => {
        this.late = act
        return () => {
          this.late = null
        }
      },
    })
  }

  /** The pause is over. */
  async pass(): Promise<void> {
    this.late?.()
    await this.turn()
  }

  /** Whatever waits for nothing but its turn is done. */
  turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve))
  }

  /** From now on the server answers no save, until what this returns is called. */
  hold(): () => void {
    let release = () => {}
    this.slow = new Promise((done) => {
      release = done
    })
    return release
  }
}

describe('a text that is saved while it is typed', () => {
  it('is saved after a pause, once for many letters', async () => {
    const world = new World()
    const text = world.open()
    for (const body of ['ab', 'abc']) text.type('body', body)
    expect(text.state).toBe('typing')
    await world.pass()
    expect([world.body, world.saves, text.state, world.kept]).toEqual(['abc', 1, 'saved', ''])
  })

  it('loses nothing that is typed while it is saved', async () => {
    const world = new World()
    const text = world.open()
    const release = world.hold()
    text.type('body', 'ab')
    await world.pass()
    text.type('body', 'abc')
    release()
    await world.pass()
    expect(text.typed.body).toBe('abc')
    await world.pass()
    expect([world.body, text.state]).toEqual(['abc', 'saved'])
  })

  it('keeps what was typed when somebody else was faster, and lets the person choose', async () => {
    const world = new World()
    const text = world.open()
    world.body = 'theirs'
    world.version = 2
    text.type('body', 'mine')
    await world.pass()
    expect([text.state, text.typed.body, text.theirs?.body]).toEqual(['conflict', 'mine', 'theirs'])
    text.type('body', 'mine, still typing')
    await text.keepMine()
    expect([world.body, text.state]).toEqual(['mine, still typing', 'saved'])
  })

  it('lets the person choose again after a reload, as long as nothing is chosen', async () => {
    const world = new World()
    const text = world.open()
    world.body = 'theirs'
    world.version = 2
    text.type('body', 'mine')
    await world.pass()
    text.type('body', 'mine, still typing')
    const again = world.open()
    await world.pass()
    expect([world.body, again.state, again.theirs?.body]).toEqual(['theirs', 'conflict', 'theirs'])
    again.received({ body: 'theirs' }, 2)
    await again.keepMine()
    expect([world.body, again.state, world.kept]).toEqual(['mine, still typing', 'saved', ''])
  })

  it('takes the other text if the person wants it', async () => {
    const world = new World()
    const text = world.open()
    world.body = 'theirs'
    world.version = 2
    text.type('body', 'mine')
    await world.pass()
    text.takeTheirs()
    expect([text.typed.body, text.state, world.kept]).toEqual(['theirs', 'saved', ''])
    text.type('body', 'theirs and more')
    await world.pass()
    expect(world.body).toBe('theirs and more')
  })

  it('brings back after a reload what was not saved', async () => {
    const world = new World()
    world.open().type('body', 'typed before the reload')
    const text = world.open()
    expect(text.typed.body).toBe('typed before the reload')
    await world.pass()
    expect([world.body, world.kept]).toEqual(['typed before the reload', ''])
  })

  it('tries again when the server is away', async () => {
    const world = new World()
    const text = world.open()
    world.fault = new Refused('unavailable')
    text.type('body', 'ab')
    await world.pass()
    expect(text.state).toBe('away')
    world.fault = null
    await world.pass()
    expect([world.body, text.state]).toEqual(['ab', 'saved'])
  })

  it('says what was refused and saves the next text', async () => {
    const world = new World()
    const text = world.open()
    world.fault = new Refused('too_long', { field: 'body' })
    text.type('body', 'too long')
    await world.pass()
    expect([text.state, text.refusal?.code]).toEqual(['refused', 'too_long'])
    world.fault = null
    text.type('body', 'short')
    await world.pass()
    expect([world.body, text.state, text.refusal]).toEqual(['short', 'saved', null])
  })

  it('shows what others wrote while nothing is typed, and never over what is', () => {
    const world = new World()
    const text = world.open()
    text.received({ body: 'news' }, 2)
    expect(text.typed.body).toBe('news')
    text.type('body', 'mine')
    text.received({ body: 'more news' }, 3)
    expect(text.typed.body).toBe('mine')
  })

  it('is settled only once the server has what is typed, also while it was being saved', async () => {
    const world = new World()
    const text = world.open()
    const release = world.hold()
    text.type('body', 'ab')
    void text.flush()
    text.type('body', 'abc')
    let settled: boolean | null = null
    void world.held.settle().then((all) => (settled = all))
    await world.turn()
    expect([settled, world.body]).toEqual([null, 'a'])
    release()
    await world.turn()
    expect([settled, world.body, text.state]).toEqual([true, 'abc', 'saved'])
  })

  it('is not settled when it cannot be saved; what was typed stays', async () => {
    for (const fault of ['unavailable', 'too_long', 'sign_in'] as const) {
      const world = new World()
      const text = world.open()
      world.fault = new Refused(fault)
      text.type('body', 'mine')
      expect([await world.held.settle(), text.typed.body]).toEqual([false, 'mine'])
      world.fault = null
      expect([await world.held.settle(), world.body]).toEqual([true, 'mine'])
    }
  })

  it('is not settled while two people’s texts stand side by side', async () => {
    const world = new World()
    const text = world.open()
    world.body = 'theirs'
    world.version = 2
    text.type('body', 'mine')
    expect([await world.held.settle(), text.typed.body]).toEqual([false, 'mine'])
    await text.keepMine()
    expect([await world.held.settle(), world.body]).toEqual([true, 'mine'])
  })

  it('is sent when the page is left, and not tried again after that', async () => {
    const world = new World()
    const text = world.open()
    text.type('body', 'the last word')
    text.stop()
    await world.turn()
    expect(world.body).toBe('the last word')
    const other = world.open()
    world.fault = new Refused('unavailable')
    other.type('body', 'into the void')
    other.stop()
    await world.turn()
    expect([world.late, world.kept === '', await world.held.settle()]).toEqual([null, false, true])
  })
})
