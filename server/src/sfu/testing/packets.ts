import { ABS_SEND_TIME } from '../media/rtp.ts'

interface Made {
  seq: number
  timestamp?: number
  ssrc?: number
  /** of a key frame */
  key?: boolean
  picture?: number
  tl0?: number
  bytes?: number
}

/** A packet as Chromium sends it: with the time of sending, and for VP8 with a picture number of 15 bits. */
export function rtp({ seq, timestamp = seq * 3_000, ssrc = 7, key, picture, tl0, bytes = 20 }: Made): Buffer {
  const header = Buffer.alloc(20)
  header.writeUInt8(0x90, 0)
  header.writeUInt8(96, 1)
  header.writeUInt16BE(seq & 0xffff, 2)
  header.writeUInt32BE(timestamp >>> 0, 4)
  header.writeUInt32BE(ssrc, 8)
  header.writeUInt16BE(0xbede, 12)
  header.writeUInt16BE(1, 14)
  header.writeUInt8((ABS_SEND_TIME << 4) | 2, 16)
  const has = (picture === undefined ? 0 : 0x80) | (tl0 === undefined ? 0 : 0x40)
  const descriptor = [
    (has === 0 ? 0 : 0x80) | 0x10,
    ...(has === 0 ? [] : [has]),
    ...(picture === undefined ? [] : [0x80 | (picture >> 8), picture & 0xff]),
    ...(tl0 === undefined ? [] : [tl0]),
  ]
  return Buffer.concat([header, Buffer.from([...descriptor, key ? 0 : 1]), Buffer.alloc(bytes, seq)])
}

/** What a test looks at. */
export const numbersOf = (packet: Buffer) => ({
  seq: packet.readUInt16BE(2),
  timestamp: packet.readUInt32BE(4),
  ssrc: packet.readUInt32BE(8),
})
