/**
 * What the browser's statistics say of the way up to the stage.
 *
 * Pure: two readings give a verdict. The thresholds are those of the two layers that are sent.
 */

/** Counters of a sending connection at one moment. */
export interface UploadReading {
  mono: number
  bytes_sent: number
  packets_sent: number
  packets_lost: number
  round_trip_ms: number | null
  /** The sender's own estimate in bit/s; null before there is one. */
  available: number | null
  relayed: boolean
}

/** The upload as the green room shows it. */
export interface Upload {
  kbits: number
  loss: number
  round_trip_ms: number | null
  relayed: boolean
  verdict: 'good' | 'weak' | 'poor'
}

const GOOD_KBITS = 1_300
// Sound and the small picture: 50 + 150 kbit/s and some air.
const ENOUGH_KBITS = 250
const LOSS_WEAK = 0.03
const LOSS_POOR = 0.1

/** Gather the counters that matter from a statistics report. */
export function uploadReading(report: Pick<RTCStatsReport, 'forEach'>, mono: number): UploadReading {
  const reading: UploadReading = {
    mono,
    bytes_sent: 0,
    packets_sent: 0,
    packets_lost: 0,
    round_trip_ms: null,
    available: null,
    relayed: false,
  }
  const relays = new Set<string>()
  let local = ''
  report.forEach((entry) => {
    if (entry.type === 'outbound-rtp') {
      reading.bytes_sent += entry.bytesSent ?? 0
      reading.packets_sent += entry.packetsSent ?? 0
    } else if (entry.type === 'remote-inbound-rtp') {
      reading.packets_lost += Math.max(0, entry.packetsLost ?? 0)
    } else if (entry.type === 'candidate-pair' && entry.nominated) {
      local = entry.localCandidateId ?? ''
      if (entry.availableOutgoingBitrate !== undefined) reading.available = entry.availableOutgoingBitrate
      if (entry.currentRoundTripTime !== undefined)
        reading.round_trip_ms = Math.round(entry.currentRoundTripTime * 1000)
    } else if (entry.type === 'local-candidate' && entry.candidateType === 'relay') {
      relays.add(entry.id)
    }
  })
  reading.relayed = relays.has(local)
  return reading
}

/** What happened between two readings; the estimate counts when it is above what was sent. */
export function uploadBetween(before: UploadReading, after: UploadReading): Upload {
  const seconds = Math.max(0.001, (after.mono - before.mono) / 1000)
  const sent = ((after.bytes_sent - before.bytes_sent) * 8) / 1000 / seconds
  const kbits = Math.round(Math.max(sent, (after.available ?? 0) / 1000))
  const packets = after.packets_sent - before.packets_sent
  const lost = Math.max(0, after.packets_lost - before.packets_lost)
  const loss = packets > 0 ? lost / packets : 0
  return {
    kbits,
    loss,
    round_trip_ms: after.round_trip_ms,
    relayed: after.relayed,
    verdict: verdictOf(kbits, loss),
  }
}

function verdictOf(kbits: number, loss: number): Upload['verdict'] {
  if (kbits < ENOUGH_KBITS || loss > LOSS_POOR) return 'poor'
  if (kbits < GOOD_KBITS || loss > LOSS_WEAK) return 'weak'
  return 'good'
}
