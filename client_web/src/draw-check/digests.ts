/**
 * The digests that a draw is checked with, in hexadecimal. They are computed in the page because the browser's
 * own are missing without TLS: `crypto.subtle` does not exist there.
 */

import { md5 as digestMd5 } from '@noble/hashes/legacy.js'
import { sha256 as digestSha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** The SHA-256 of some bytes, or of a text in UTF-8. */
export function sha256(input: Uint8Array | string): string {
  return bytesToHex(digestSha256(typeof input === 'string' ? utf8ToBytes(input) : input))
}

/** The MD5 of some bytes, only because RFC 3797 asks for it: it is no protection of anything here. */
export function md5(bytes: Uint8Array): string {
  return bytesToHex(digestMd5(bytes))
}
