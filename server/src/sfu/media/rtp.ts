/** Ids of header extensions, as the description that the SFU offers names them. */
export const ABS_SEND_TIME = 3

/** A fixed header and nothing behind it. */
const HEADER = 12
const ONE_BYTE_EXTENSIONS = 0xbede

/** Places of the parts of an RTP packet. */
export interface RtpPacket {
  seq: number
  timestamp: number
  ssrc: number
  /** the first byte after the header; equal to the packet's length if the payload is empty */
  payloadAt: number
  /** place of the three bytes of `abs-send-time`; null: the packet has no such extension */
  sendTimeAt: number | null
}

/** RTP and RTCP share the port; RTCP has these types. */
export const isRtcp = (packet: Buffer): boolean => {
  const type = packet.length < 2 ? 0 : packet.readUInt8(1)
  return type >= 192 && type <= 223
}

/** @returns null if it is not an RTP packet */
export function readRtp(packet: Buffer): RtpPacket | null {
  if (packet.length < HEADER || packet.readUInt8(0) >> 6 !== 2) return null
  const first = packet.readUInt8(0)
  let at = HEADER + 4 * (first & 0x0f)
  let sendTimeAt: number | null = null
  if (first & 0x10) {
    if (packet.length < at + 4) return null
    const profile = packet.readUInt16BE(at)
    const end = at + 4 + 4 * packet.readUInt16BE(at + 2)
    if (packet.length < end) return null
    if (profile === ONE_BYTE_EXTENSIONS) sendTimeAt = extensionAt(packet, at + 4, end, ABS_SEND_TIME, 3)
    at = end
  }
  if (packet.length < at) return null
  return {
    seq: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    payloadAt: at,
    sendTimeAt,
  }
}

/** Place of the data of this extension, if it has that many bytes. */
function extensionAt(packet: Buffer, from: number, end: number, id: number, bytes: number): number | null {
  let at = from
  while (at < end) {
    const head = packet.readUInt8(at)
    // padding
    if (head === 0) {
      at += 1
      continue
    }
    const length = (head & 0x0f) + 1
    if (head >> 4 === id) return length === bytes && at + 1 + length <= end ? at + 1 : null
    // 15 ends the list
    if (head >> 4 === 15) return null
    at += 1 + length
  }
  return null
}

/** Seconds in 6.18 fixed point, of any clock. */
export function writeSendTime(packet: Buffer, at: number, nowMs: number): void {
  packet.writeUIntBE(Math.floor((nowMs / 1_000) * 2 ** 18) % 2 ** 24, at, 3)
}

/** The distance from `before` to `seq`, from -32768 to 32767: numbers wrap around. */
export const seqDistance = (seq: number, before: number): number => ((seq - before + 0x8000) & 0xffff) - 0x8000

/** The parts of a VP8 payload descriptor (RFC 7741) that a change of the source has to rewrite. */
export interface Vp8 {
  /** the first packet of a key frame */
  startsKeyFrame: boolean
  /** null: it has none */
  picture: { at: number; id: number; bits: 7 | 15 } | null
  tl0: { at: number; index: number } | null
}

/** @returns null where the payload is not VP8 */
export function readVp8(packet: Buffer, payloadAt: number): Vp8 | null {
  const byte = (at: number): number => (at < packet.length ? packet.readUInt8(at) : -1)
  let at = payloadAt
  const first = byte(at++)
  if (first < 0) return null
  let picture: Vp8['picture'] = null
  let tl0: Vp8['tl0'] = null
  if (first & 0x80) {
    const has = byte(at++)
    if (has < 0) return null
    if (has & 0x80) {
      const head = byte(at)
      if (head < 0) return null
      if (head & 0x80) {
        if (byte(at + 1) < 0) return null
        picture = { at, id: packet.readUInt16BE(at) & 0x7fff, bits: 15 }
        at += 2
      } else {
        picture = { at, id: head, bits: 7 }
        at += 1
      }
    }
    if (has & 0x40) {
      const index = byte(at)
      if (index < 0) return null
      tl0 = { at, index }
      at += 1
    }
    if (has & 0x30) at += 1
  }
  // the beginning of the first partition, whose first bit is 0 in a key frame
  const begins = (first & 0x10) !== 0 && (first & 0x07) === 0
  const frame = byte(at)
  return { startsKeyFrame: begins && frame >= 0 && (frame & 0x01) === 0, picture, tl0 }
}
