/** MD5 (RFC 1321), only because RFC 3797 asks for it: it is no protection of anything here. */

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
const K = Uint32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))

/** The digest of some bytes, in hexadecimal. */
export function md5(bytes: Uint8Array): string {
  const blocks = padded(bytes)
  const state = new DataView(new ArrayBuffer(16))
  for (const [i, value] of [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476].entries())
    state.setUint32(4 * i, value, true)
  for (let at = 0; at < blocks.byteLength; at += 64) compress(state, blocks, at)
  return [...new Uint8Array(state.buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function compress(state: DataView, blocks: DataView, at: number): void {
  const before = [0, 4, 8, 12].map((offset) => state.getUint32(offset, true))
  let [a = 0, b = 0, c = 0, d = 0] = before
  for (let i = 0; i < 64; i++) {
    const [mixed, index] = round(i, b, c, d)
    const sum = (a + mixed + (K[i] ?? 0) + blocks.getUint32(at + 4 * index, true)) | 0
    const shift = SHIFTS[4 * (i >> 4) + (i & 3)] ?? 0
    const turned = (sum << shift) | (sum >>> (32 - shift))
    ;[a, d, c, b] = [d, c, b, (b + turned) | 0]
  }
  for (const [i, value] of [a, b, c, d].entries())
    state.setUint32(4 * i, ((before[i] ?? 0) + value) | 0, true)
}

/** What is mixed in step `i`, and which word of the block. */
function round(i: number, b: number, c: number, d: number): [number, number] {
  if (i < 16) return [(b & c) | (~b & d), i]
  if (i < 32) return [(d & b) | (~d & c), (5 * i + 1) % 16]
  if (i < 48) return [b ^ c ^ d, (3 * i + 5) % 16]
  return [c ^ (b | ~d), (7 * i) % 16]
}

function padded(bytes: Uint8Array): DataView {
  const whole = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6)
  whole.set(bytes)
  whole[bytes.length] = 0x80
  const view = new DataView(whole.buffer)
  view.setBigUint64(whole.length - 8, BigInt(bytes.length) * 8n, true)
  return view
}
