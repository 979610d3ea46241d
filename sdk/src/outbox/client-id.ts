let lastTime = 0

/**
 * A UUIDv7 (RFC 9562) for a message: ids made later sort later. Each id takes its own millisecond, so that the order
 * holds within one millisecond and after the clock is set back.
 */
export function newClientId(now: number): string {
  lastTime = Math.max(now, lastTime + 1)
  return uuidOf(lastTime, crypto.getRandomValues(new Uint8Array(10)))
}

/** @param bytes 10 or more, of which later ids of one millisecond have higher ones */
export function uuidOf(timeMs: number, bytes: Uint8Array): string {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const time = timeMs.toString(16).padStart(12, '0')
  const variant = ((Number.parseInt(hex.slice(3, 4), 16) & 3) | 8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`
}
