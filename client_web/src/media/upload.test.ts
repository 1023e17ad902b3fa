import { describe, expect, it } from 'vitest'
import { type UploadReading, uploadBetween, uploadReading } from './upload'

const reading = (fields: Partial<UploadReading>): UploadReading => ({
  mono: 0,
  bytes_sent: 0,
  packets_sent: 0,
  packets_lost: 0,
  round_trip_ms: null,
  available: null,
  relayed: false,
  ...fields,
})

describe('the upload between two readings', () => {
  it('is what was sent, or the estimate when that is more', () => {
    const sent = reading({ mono: 1_000, bytes_sent: 50_000 })
    expect(uploadBetween(reading({}), sent).kbits).toBe(400)
    expect(uploadBetween(reading({}), { ...sent, available: 2_100_000 }).kbits).toBe(2_100)
  })

  it('is good, weak or poor by rate and by loss', () => {
    const at = (kbits: number, lost: number) =>
      uploadBetween(
        reading({}),
        reading({ mono: 1_000, available: kbits * 1000, packets_sent: 100, packets_lost: lost }),
      ).verdict
    expect([at(1_300, 0), at(1_299, 0), at(249, 0)]).toEqual(['good', 'weak', 'poor'])
    expect([at(2_000, 4), at(2_000, 11)]).toEqual(['weak', 'poor'])
  })
})

describe('a reading', () => {
  it('adds the layers up and sees a relay only on the path in use', () => {
    const report = new Map<string, Record<string, unknown>>([
      ['a', { type: 'outbound-rtp', bytesSent: 100, packetsSent: 2 }],
      ['b', { type: 'outbound-rtp', bytesSent: 50, packetsSent: 1 }],
      ['c', { type: 'remote-inbound-rtp', packetsLost: -1 }],
      ['p', { type: 'candidate-pair', nominated: true, localCandidateId: 'h', currentRoundTripTime: 0.0214 }],
      ['h', { type: 'local-candidate', id: 'h', candidateType: 'host' }],
      ['r', { type: 'local-candidate', id: 'r', candidateType: 'relay' }],
    ])
    expect(uploadReading(report as unknown as RTCStatsReport, 7)).toEqual(
      reading({ mono: 7, bytes_sent: 150, packets_sent: 3, round_trip_ms: 21 }),
    )
  })
})
