import { describe, expect, it } from 'vitest'
import { Edge, leaveHole } from './edge'

/** Two seconds of a buffer whose low point is `low`, sampled ten times a second; the last decision. */
function settle(edge: Edge, low: number, from = 0) {
  let last = { rate: 1, jump: false }
  for (let n = 0; n < 20; n += 1) last = edge.steer(from + n * 100, low + (n % 2) * 100)
  return last
}

describe('steering', () => {
  it('leaves playback alone when the low point is near the margin', () => {
    expect(settle(new Edge(), 160)).toEqual({ rate: 1, jump: false })
  })
  it('plays a little faster when the low point is too high, and stops at the margin', () => {
    const edge = new Edge()
    expect(settle(edge, 400).rate).toBe(1.05)
    expect(settle(edge, 250, 2_000).rate).toBe(1.05)
    expect(settle(edge, 170, 4_000).rate).toBe(1)
  })
  it('does so as soon as there is more than what the network needs', () => {
    expect(settle(new Edge(), 200).rate).toBe(1)
    expect(settle(new Edge(), 220).rate).toBe(1.05)
  })
  it('plays faster still far from the edge, and skips beyond two seconds', () => {
    expect(settle(new Edge(), 1_100).rate).toBe(1.1)
    expect(new Edge().steer(0, 2_500).jump).toBe(true)
  })
  it('slows down before the buffer is dry', () => {
    expect(settle(new Edge(), 20).rate).toBe(0.95)
  })
  it('says nothing before it has watched for a second', () => {
    const edge = new Edge()
    expect(edge.steer(0, 900).rate).toBe(1)
    expect(edge.steer(500, 900).rate).toBe(1)
  })
})

describe('the margin', () => {
  it('grows by half each time the buffer runs dry, to a second at most', () => {
    const edge = new Edge()
    edge.underflow(0)
    expect(edge.margin_ms).toBe(225)
    for (let n = 0; n < 10; n += 1) edge.underflow(n)
    expect(edge.margin_ms).toBe(1_000)
  })
  it('shrinks slowly after a calm minute, never below what it began with', () => {
    const edge = new Edge()
    edge.underflow(0)
    for (let at = 0; at <= 61_500; at += 100) edge.steer(at, 300)
    expect(edge.margin_ms).toBeCloseTo(202.5)
    for (let at = 61_500; at < 900_000; at += 100) edge.steer(at, 300)
    expect(edge.margin_ms).toBe(150)
  })
})

describe('holes', () => {
  const ranges = [
    { start: 10, end: 12 },
    { start: 15, end: 18 },
  ]
  it('are left at the beginning of what comes next', () => {
    expect(leaveHole(12, ranges)).toBeCloseTo(15.01)
    expect(leaveHole(3, ranges)).toBeCloseTo(10.01)
  })
  it('are none while there is something to play, or nothing to go to', () => {
    expect(leaveHole(11, ranges)).toBeNull()
    expect(leaveHole(18, ranges)).toBeNull()
    expect(leaveHole(0, [])).toBeNull()
  })
})
