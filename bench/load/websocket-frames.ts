/** The part of RFC 6455 that a load generator needs: it must cost less than what it measures. */

const TEXT = 0x81
const PONG = 0x8a
const MASKED = 0x80

/** A client's text frame. Its mask is zero, which is valid and leaves the text unchanged. */
export function textFrame(text: string): Buffer {
  return maskedFrame(TEXT, Buffer.from(text))
}

export function pongFrame(payload: Buffer): Buffer {
  return maskedFrame(PONG, payload)
}

function maskedFrame(head: number, payload: Buffer): Buffer {
  const long = payload.length > 125
  if (payload.length > 0xffff) throw new RangeError(`this generator can't send a frame of ${payload.length} bytes`)
  const frame = Buffer.alloc((long ? 8 : 6) + payload.length)
  frame[0] = head
  frame[1] = MASKED | (long ? 126 : payload.length)
  if (long) frame.writeUInt16BE(payload.length, 2)
  payload.copy(frame, long ? 8 : 6)
  return frame
}

export interface FrameReader {
  /** Calls back for every complete frame; the rest waits for the next bytes. */
  push(bytes: Buffer): void
}

/**
 * A server's frames: never masked, and here never fragmented. The callback gets a view that is valid only until it
 * returns.
 */
export function frameReader(onFrame: (opcode: number, bytes: Buffer, start: number, end: number) => void): FrameReader {
  let rest: Buffer | undefined
  return {
    push(arrived) {
      const bytes = rest ? Buffer.concat([rest, arrived]) : arrived
      rest = undefined
      let at = 0
      for (;;) {
        if (bytes.length - at < 2) break
        let length = (bytes[at + 1] as number) & 0x7f
        let start = at + 2
        if (length === 126) {
          if (bytes.length < at + 4) break
          length = bytes.readUInt16BE(at + 2)
          start = at + 4
        } else if (length === 127) {
          if (bytes.length < at + 10) break
          length = Number(bytes.readBigUInt64BE(at + 2))
          start = at + 10
        }
        const end = start + length
        if (bytes.length < end) break
        onFrame((bytes[at] as number) & 0x0f, bytes, start, end)
        at = end
      }
      // A copy: the socket reuses its buffer.
      if (at < bytes.length) rest = Buffer.from(bytes.subarray(at))
    },
  }
}
