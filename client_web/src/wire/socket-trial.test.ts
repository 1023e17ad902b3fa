import { CloseCode } from '@protocol/messages'
import { beforeEach, describe, expect, it } from 'vitest'
import { SocketTrial } from './socket-trial'

describe('[H33] whether sockets get through', () => {
  let trial: SocketTrial
  beforeEach(() => {
    trial = new SocketTrial()
  })

  function fail(times: number, lasted_ms = 0): void {
    for (let n = 0; n < times; n += 1) trial.ended(1006, lasted_ms)
  }

  it('is denied by a socket that fails after HTTP answered, the third in a row', () => {
    fail(2)
    expect([trial.inDoubt, trial.blocked]).toEqual([true, false])
    trial.answered()
    expect(trial.blocked).toBe(false)
    fail(1)
    expect(trial.blocked).toBe(true)
  })

  it('is denied by sockets that open and are cut soon after', () => {
    fail(2, 9_000)
    trial.answered()
    fail(1, 9_000)
    expect(trial.blocked).toBe(true)
  })

  it('is not denied while HTTP does not answer either: the server is away', () => {
    fail(50)
    expect([trial.inDoubt, trial.blocked]).toEqual([true, false])
  })

  it('is shown by a socket that lasts, and by any word of the server', () => {
    const proofs: [number, number][] = [
      [1006, 60_000],
      [CloseCode.DRAINING, 10],
      [CloseCode.TOKEN_EXPIRED, 0],
    ]
    for (const [code, lasted_ms] of proofs) {
      fail(2)
      trial.answered()
      trial.ended(code, lasted_ms)
      expect([trial.inDoubt, trial.blocked]).toEqual([false, false])
    }
  })

  it('is tried once more when HTTP ended, and from the beginning in another network', () => {
    fail(2)
    trial.answered()
    fail(1)
    trial.again()
    expect(trial.blocked).toBe(false)
    fail(1)
    expect(trial.blocked).toBe(true)
    trial.begin()
    expect([trial.inDoubt, trial.blocked]).toEqual([false, false])
    fail(2)
    expect(trial.blocked).toBe(false)
  })
})
