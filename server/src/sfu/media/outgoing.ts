import type { Incoming, Kind, Taken } from './incoming.ts'
import { senderReport } from './rtcp.ts'
import { seqDistance, writeSendTime } from './rtp.ts'

/** Packets that are kept to be sent again. */
export const CACHE = 512
/** Milliseconds within which the same packet is sent again once: requests for it cross. */
const AGAIN_AFTER = 20
/** A packet is sent again at most this often, however often a receiver asks for it. */
const MOST_AGAIN = 4

/** One stream to a receiver. Its sources change, and the receiver must not see it. */
export interface Outgoing {
  readonly ssrc: number
  /**
   * Forwards this source from now on, video from its next key frame on. null: nothing.
   * @param atOnce stops the current source now: it would fill a path that is too narrow for it
   */
  from(source: Incoming | null, now: number, atOnce?: boolean): void
  /** the stream that it forwards now */
  source(): Incoming | null
  /** the stream that it will forward */
  wanted(): Incoming | null
  forward(source: Incoming, taken: Taken): void
  /** The receiver lost these packets. */
  resend(seqs: readonly number[], now: number): void
  /** The receiver can't decode. */
  keyFrame(now: number): void
  senderReport(source: Incoming, ntp: bigint, timestamp: number): void
  /** bits since the last call */
  takeBits(): number
}

interface Kept {
  seq: number
  packet: Buffer
  sendTimeAt: number | null
  sentAt: number
  /** how often it was sent again */
  again: number
}

export function createOutgoing(kind: Kind, ssrc: number, send: (packet: Buffer) => void): Outgoing {
  const clockRate = kind === 'audio' ? 48_000 : 90_000
  /** minimum time step for a gap without packets, so that timestamps always grow */
  const least = kind === 'audio' ? 960 : 1_500
  let current: Incoming | null = null
  let next: Incoming | null = null
  /** the source was exchanged, or stopped meanwhile: offsets count again */
  let isNew = true
  /** `seq` of the source at which the receiver's numbers begin */
  let firstSeq = 0
  const offset = { seq: 0, timestamp: 0, picture: 0, tl0: 0 }
  let last: {
    seq: number
    timestamp: number
    picture: number
    tl0: number
    at: number
    recorded: number | null
  } | null = null
  const cache = new Array<Kept | undefined>(CACHE)
  const sent = { packets: 0, bytes: 0 }
  let bits = 0

  function begin({ packet, vp8, now }: Taken, source: Incoming): void {
    firstSeq = packet.seq
    isNew = false
    // pictures before a key frame are of no use, and would delay it
    cache.fill(undefined)
    if (last === null) {
      offset.seq = offset.timestamp = offset.picture = offset.tl0 = 0
      return
    }
    offset.seq = last.seq + 1 - packet.seq
    const recorded = source.recordedAt(packet.timestamp)
    const passed = recorded !== null && last.recorded !== null ? recorded - last.recorded : now - last.at
    // clocks of two senders have nothing in common
    const plausible = Math.abs(passed - (now - last.at)) < 1_000 ? passed : now - last.at
    offset.timestamp = last.timestamp + Math.max(least, Math.round((plausible * clockRate) / 1_000)) - packet.timestamp
    if (vp8?.picture) offset.picture = last.picture + 1 - vp8.picture.id
    if (vp8?.tl0) offset.tl0 = last.tl0 + 1 - vp8.tl0.index
  }

  function write(packet: Buffer, sendTimeAt: number | null, now: number): void {
    if (sendTimeAt !== null) writeSendTime(packet, sendTimeAt, now)
    bits += packet.length * 8
    send(packet)
  }

  return {
    ssrc,
    from(source, now, atOnce = false) {
      if (atOnce && next !== null && source === next) current = null
      if (source === (next ?? current)) return
      if (source === null) {
        current = next = null
        isNew = true
        return
      }
      if (source === current) {
        next = null
        return
      }
      next = source
      if (atOnce) current = null
      if (kind === 'video') source.wantKeyFrame(now)
    },
    source: () => current,
    wanted: () => next ?? current,
    forward(source, taken) {
      const { packet, bytes, vp8, now } = taken
      if (source === next && (kind === 'audio' || vp8?.startsKeyFrame)) {
        current = next
        next = null
        isNew = true
      }
      if (source !== current) return
      if (isNew) {
        // a decoder can't start in the middle of a picture
        if (kind === 'video' && !vp8?.startsKeyFrame) return
        begin(taken, source)
      } else if (seqDistance(packet.seq, firstSeq) < 0) {
        // a packet from before the source changed
        return
      }
      const seq = (packet.seq + offset.seq) & 0xffff
      const timestamp = (packet.timestamp + offset.timestamp) >>> 0
      const copy = Buffer.from(bytes)
      copy.writeUInt16BE(seq, 2)
      copy.writeUInt32BE(timestamp, 4)
      copy.writeUInt32BE(ssrc, 8)
      let picture = last?.picture ?? 0
      let tl0 = last?.tl0 ?? 0
      if (vp8?.picture) {
        const { at, id, bits: width } = vp8.picture
        picture = (id + offset.picture) & (width === 15 ? 0x7fff : 0x7f)
        if (width === 15) copy.writeUInt16BE(0x8000 | picture, at)
        else copy.writeUInt8(picture, at)
      }
      if (vp8?.tl0) {
        tl0 = (vp8.tl0.index + offset.tl0) & 0xff
        copy.writeUInt8(tl0, vp8.tl0.at)
      }
      if (last === null || seqDistance(seq, last.seq) > 0) {
        last = { seq, timestamp, picture, tl0, at: now, recorded: source.recordedAt(packet.timestamp) }
      }
      // a source whose numbers jump has moved its beginning
      if (seqDistance(packet.seq, firstSeq) > 0x3fff) firstSeq = (packet.seq - 0x1fff) & 0xffff
      cache[seq % CACHE] = { seq, packet: copy, sendTimeAt: packet.sendTimeAt, sentAt: now, again: 0 }
      sent.packets += 1
      sent.bytes += copy.length - packet.payloadAt
      write(copy, packet.sendTimeAt, now)
    },
    resend(seqs, now) {
      for (const seq of seqs) {
        const kept = cache[seq % CACHE]
        if (kept?.seq !== seq || now - kept.sentAt < AGAIN_AFTER || kept.again === MOST_AGAIN) continue
        kept.sentAt = now
        kept.again += 1
        write(kept.packet, kept.sendTimeAt, now)
      }
    },
    keyFrame(now) {
      ;(next ?? current)?.wantKeyFrame(now)
    },
    senderReport(source, ntp, timestamp) {
      if (source !== current || isNew) return
      send(senderReport({ ssrc, ntp, timestamp: (timestamp + offset.timestamp) >>> 0, ...sent }))
    },
    takeBits() {
      const taken = bits
      bits = 0
      return taken
    },
  }
}
