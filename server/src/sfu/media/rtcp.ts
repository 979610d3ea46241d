/** The RTCP reports that the SFU reads; it ignores all others. */
export type Report =
  | { t: 'sender'; ssrc: number; ntp: bigint; timestamp: number }
  | ({ t: 'received' } & Received)
  | { t: 'nack'; ssrc: number; seqs: number[] }
  /** a key frame is wanted */
  | { t: 'picture'; ssrc: number }
  /** bits a second that the receiver takes for possible */
  | { t: 'remb'; bitrate: number }

export interface Received {
  ssrc: number
  /** packets that have not arrived, not even late */
  lostInAll: number
  /** with the wraps of `seq` */
  highest: number
}

const SENDER = 200
const RECEIVER = 201
const TRANSPORT_FEEDBACK = 205
const PAYLOAD_FEEDBACK = 206
const REMB = 0x52454d42

/** Lost packets that one request may name. A larger gap is closed by a key frame instead. */
const MOST_NACKED = 128

/** Reads a compound packet as far as it is whole. */
export function readRtcp(packet: Buffer): Report[] {
  const found: Report[] = []
  let at = 0
  while (at + 8 <= packet.length) {
    const first = packet.readUInt8(at)
    const end = at + 4 + 4 * packet.readUInt16BE(at + 2)
    if (first >> 6 !== 2 || end > packet.length) break
    readOne(packet.subarray(at, end), first & 0x1f, found)
    at = end
  }
  return found
}

function readOne(packet: Buffer, count: number, found: Report[]): void {
  const type = packet.readUInt8(1)
  if (type === SENDER && packet.length >= 28) {
    const ssrc = packet.readUInt32BE(4)
    found.push({ t: 'sender', ssrc, ntp: packet.readBigUInt64BE(8), timestamp: packet.readUInt32BE(16) })
  }
  if (type === SENDER || type === RECEIVER) {
    const from = type === SENDER ? 28 : 8
    for (let at = from; at + 24 <= packet.length && at < from + 24 * count; at += 24) {
      // signed: a packet that comes twice counts against one that is lost
      const lostInAll = packet.readIntBE(at + 5, 3)
      found.push({ t: 'received', ssrc: packet.readUInt32BE(at), lostInAll, highest: packet.readUInt32BE(at + 8) })
    }
  } else if (type === TRANSPORT_FEEDBACK && count === 1 && packet.length >= 12) {
    found.push({ t: 'nack', ssrc: packet.readUInt32BE(8), seqs: nacked(packet) })
  } else if (type === PAYLOAD_FEEDBACK && (count === 1 || count === 4) && packet.length >= 12) {
    // a full intra request names the source behind the header
    const at = count === 4 && packet.length >= 16 ? 12 : 8
    found.push({ t: 'picture', ssrc: packet.readUInt32BE(at) })
  } else if (type === PAYLOAD_FEEDBACK && count === 15 && packet.length >= 20 && packet.readUInt32BE(12) === REMB) {
    const word = packet.readUIntBE(17, 3)
    found.push({ t: 'remb', bitrate: (word & 0x3ffff) * 2 ** (word >> 18) })
  }
}

function nacked(packet: Buffer): number[] {
  const seqs: number[] = []
  for (let at = 12; at + 4 <= packet.length && seqs.length < MOST_NACKED; at += 4) {
    const seq = packet.readUInt16BE(at)
    seqs.push(seq)
    const more = packet.readUInt16BE(at + 2)
    for (let bit = 0; bit < 16; bit++) if (more & (1 << bit)) seqs.push((seq + bit + 1) & 0xffff)
  }
  return seqs.slice(0, MOST_NACKED)
}

const feedback = (type: number, format: number, bytes: number, own: number, ssrc: number): Buffer => {
  const packet = header(type, format, bytes)
  packet.writeUInt32BE(own, 4)
  packet.writeUInt32BE(ssrc, 8)
  return packet
}

function header(type: number, count: number, bytes: number): Buffer {
  const packet = Buffer.alloc(bytes)
  packet.writeUInt8(0x80 | count, 0)
  packet.writeUInt8(type, 1)
  packet.writeUInt16BE(bytes / 4 - 1, 2)
  return packet
}

export const pictureLoss = (own: number, ssrc: number): Buffer => feedback(PAYLOAD_FEEDBACK, 1, 12, own, ssrc)

export function nack(own: number, ssrc: number, seqs: readonly number[]): Buffer {
  const pairs: [seq: number, more: number][] = []
  for (const seq of seqs) {
    const last = pairs.at(-1)
    const after = last ? (seq - last[0] - 1) & 0xffff : 16
    if (last && after < 16) last[1] |= 1 << after
    else pairs.push([seq, 0])
  }
  const packet = feedback(TRANSPORT_FEEDBACK, 1, 12 + 4 * pairs.length, own, ssrc)
  pairs.forEach(([seq, more], index) => {
    packet.writeUInt16BE(seq, 12 + 4 * index)
    packet.writeUInt16BE(more, 14 + 4 * index)
  })
  return packet
}

export function remb(own: number, ssrcs: readonly number[], bitrate: number): Buffer {
  const packet = feedback(PAYLOAD_FEEDBACK, 15, 20 + 4 * ssrcs.length, own, 0)
  packet.writeUInt32BE(REMB, 12)
  packet.writeUInt8(ssrcs.length, 16)
  const exponent = Math.max(0, Math.ceil(Math.log2(bitrate / 0x3ffff)))
  packet.writeUIntBE((exponent << 18) | Math.floor(bitrate / 2 ** exponent), 17, 3)
  ssrcs.forEach((ssrc, index) => {
    packet.writeUInt32BE(ssrc, 20 + 4 * index)
  })
  return packet
}

export interface Reception {
  ssrc: number
  /** 256ths, since the report before */
  lost: number
  lostInAll: number
  /** with the wraps of `seq` */
  highest: number
  jitter: number
  /** the middle of the last sender report's time, and 65536ths of a second since then */
  lastSender: number
  since: number
}

export function receiverReport(own: number, received: readonly Reception[]): Buffer {
  const packet = header(RECEIVER, received.length, 8 + 24 * received.length)
  packet.writeUInt32BE(own, 4)
  received.forEach((one, index) => {
    const at = 8 + 24 * index
    packet.writeUInt32BE(one.ssrc, at)
    packet.writeUInt8(one.lost, at + 4)
    packet.writeUIntBE(Math.max(0, Math.min(one.lostInAll, 0x7fffff)), at + 5, 3)
    packet.writeUInt32BE(one.highest >>> 0, at + 8)
    packet.writeUInt32BE(one.jitter >>> 0, at + 12)
    packet.writeUInt32BE(one.lastSender >>> 0, at + 16)
    packet.writeUInt32BE(one.since >>> 0, at + 20)
  })
  return packet
}

export function senderReport(sent: {
  ssrc: number
  ntp: bigint
  timestamp: number
  packets: number
  bytes: number
}): Buffer {
  const packet = header(SENDER, 0, 28)
  packet.writeUInt32BE(sent.ssrc, 4)
  packet.writeBigUInt64BE(sent.ntp, 8)
  packet.writeUInt32BE(sent.timestamp >>> 0, 16)
  packet.writeUInt32BE(sent.packets >>> 0, 20)
  packet.writeUInt32BE(sent.bytes >>> 0, 24)
  return packet
}
