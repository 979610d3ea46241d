import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The signature of a token or a ticket. Computed synchronously: it takes microseconds, while password hashes may fill
 * the thread pool of asynchronous cryptography.
 */
export function hs256(signed: string, key: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(signed).digest()
}

/** @param signature base64url */
export function isSignedBy(signed: string, signature: string, key: string | Uint8Array): boolean {
  const expected = hs256(signed, key)
  const given = Buffer.from(signature, 'base64url')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
