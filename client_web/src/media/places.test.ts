import { describe, expect, it } from 'vitest'
import { faultOf, sortDevices } from './devices'
import { hasH264, preferH264 } from './pictures'
import { seatTracks, slotsOf } from './receiver'

describe('the places of the receiving leg', () => {
  const track = (id: string) => ({ id }) as MediaStreamTrack
  const tracks = new Map(['0', '1', '2'].map((mid) => [mid, track(mid)]))

  it('give each seat its tracks and nobody the empty ones', () => {
    const seats = seatTracks(
      [
        { mid: '0', kind: 'audio', seat: 's1' },
        { mid: '1', kind: 'video', seat: 's1' },
        { mid: '2', kind: 'video', seat: null },
        { mid: '9', kind: 'audio', seat: 's2' },
      ],
      tracks,
    )
    expect([...seats.keys()]).toEqual(['s1'])
    expect(seats.get('s1')).toEqual({ audio: track('0'), video: track('1') })
  })

  it('are refused when they cannot be read', () => {
    expect(() => slotsOf(undefined)).toThrow()
    expect(() => slotsOf([{ mid: 0, kind: 'audio' }])).toThrow()
  })
})

describe('the codec preference', () => {
  it('puts constrained baseline H.264 first and loses none', () => {
    const codecs = [
      { mimeType: 'video/VP8' },
      { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1;profile-level-id=4d001f' },
      { mimeType: 'video/rtx' },
      { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1;profile-level-id=42e01f' },
    ]
    expect(preferH264(codecs)).toEqual([codecs[3], codecs[1], codecs[0], codecs[2]])
  })

  it('knows a browser that cannot exchange pictures with the stage', () => {
    expect(hasH264([{ mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1' }])).toBe(true)
    expect(hasH264([{ mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=0' }])).toBe(false)
    expect(hasH264([{ mimeType: 'video/VP8' }])).toBe(false)
  })
})

describe('devices', () => {
  it('that have no id yet cannot be chosen', () => {
    const devices = sortDevices([
      { kind: 'audioinput', deviceId: '', label: '' },
      { kind: 'audioinput', deviceId: 'm', label: 'Casque USB' },
      { kind: 'audiooutput', deviceId: 'o', label: 'Casque USB' },
    ])
    expect(devices).toEqual({
      microphones: [{ id: 'm', label: 'Casque USB' }],
      cameras: [],
      speakers: [{ id: 'o', label: 'Casque USB' }],
    })
  })

  it('fail for a reason a person can act on', () => {
    const fault = (name: string) => faultOf(Object.assign(new Error(), { name }))
    expect(fault('NotAllowedError')).toBe('denied')
    expect(fault('NotFoundError')).toBe('no_device')
    expect(fault('NotReadableError')).toBe('busy')
    expect(fault('TypeError')).toBe('failed')
    expect(faultOf('no error at all')).toBe('failed')
  })
})
