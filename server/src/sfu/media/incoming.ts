import { nack, pictureLoss, type Reception } from './rtcp.ts'
import { type RtpPacket, readVp8, seqDistance, type Vp8 } from './rtp.ts'

/** Milliseconds between two requests for a key frame: each costs the sender as much as a second of video. */
export const KEY_FRAME_EVERY = 1_000
/** A gap of more packets is not closed one by one: a key frame closes it, and old sound is of no use. */
const MOST_MISSING = { audio: 10, video: 64 } as const
/** Milliseconds after which a lost packet is asked for again, and how often. */
const ASK_AGAIN = 120
/** A packet that comes so soon after it was missed came by another way: nothing was lost. Milliseconds. */
const REORDERED_MS = 10
const ASKS = { audio: 2, video: 4 } as const
/** Milliseconds over which bits are counted. */
const WINDOW = 1_000

export type Kind = 'audio' | 'video'

export interface Incoming {
  readonly kind: Kind
  /** null: nothing has come yet */
  ssrc(): number | null
  /** Takes a packet from the sender. @returns the packet for the receivers; null: nothing */
  take(packet: RtpPacket, bytes: Buffer, now: number): Taken | null
  /** Takes a sender report. */
  senderReport(ntp: bigint, timestamp: number, now: number): void
  /** A receiver needs a key frame. */
  wantKeyFrame(now: number): void
  /** Asks for lost packets and key frames whose time has come. */
  tick(now: number): void
  /** for the next receiver report; null: nothing has come yet */
  reception(now: number): Reception | null
  /** bits a second of the last moments */
  bitrate(now: number): number
  /** when, by the sender's clock in milliseconds, was this recorded? null: not known yet */
  recordedAt(timestamp: number): number | null
}

export interface Taken {
  packet: RtpPacket
  bytes: Buffer
  /** of video */
  vp8: Vp8 | null
  now: number
}

/** One stream of a sender: asks for lost packets, and reports to the sender how the stream arrives. */
export function createIncoming(kind: Kind, send: (rtcp: Buffer) => void): Incoming {
  const clockRate = kind === 'audio' ? 48_000 : 90_000
  let ssrc: number | null = null
  /** with the wraps */
  let highest = 0
  let base = 0
  let received = 0
  const before = { expected: 0, received: 0 }
  let jitter = 0
  let transit: number | null = null
  let sender: { ntp: bigint; timestamp: number; at: number } | null = null
  let keyFrameWanted = false
  let askedAt = Number.NEGATIVE_INFINITY
  const missing = new Map<number, { asks: number; at: number }>()
  let counted = { from: 0, bits: 0 }
  let rate = 0

  function begin(packet: RtpPacket): void {
    ssrc = packet.ssrc
    highest = base = packet.seq
    received = before.expected = before.received = 0
    missing.clear()
    transit = null
    sender = null
  }

  function ask(now: number): void {
    if (ssrc === null) return
    const due: number[] = []
    for (const [seq, one] of missing) {
      if (now - one.at < ASK_AGAIN) continue
      if (one.asks >= ASKS[kind]) {
        missing.delete(seq)
        continue
      }
      one.asks += 1
      one.at = now
      due.push(seq)
    }
    if (due.length > 0) send(nack(1, ssrc, due))
  }

  function askForKeyFrame(now: number): void {
    if (!keyFrameWanted || ssrc === null || now - askedAt < KEY_FRAME_EVERY) return
    askedAt = now
    keyFrameWanted = false
    send(pictureLoss(1, ssrc))
  }

  return {
    kind,
    ssrc: () => ssrc,
    take(packet, bytes, now) {
      if (ssrc !== packet.ssrc) begin(packet)
      const ahead = seqDistance(packet.seq, highest & 0xffff)
      let isLate = false
      if (ahead > 0) {
        if (ahead > 1) {
          if (ahead > MOST_MISSING[kind]) missing.clear()
          else
            for (let one = 1; one < ahead; one++)
              missing.set((highest + one) & 0xffff, { asks: 0, at: now - ASK_AGAIN })
        }
        highest += ahead
      } else if (received > 0) {
        // the packet came twice, or is too old
        const gap = missing.get(packet.seq)
        if (!gap) return null
        missing.delete(packet.seq)
        isLate = now - gap.at > REORDERED_MS
      }
      // audio that was sent again counts as lost: browsers add repair data (FEC) only if losses are reported to them
      if (!isLate || kind === 'video') received += 1
      // jitter as RFC 3550 defines it
      const now90 = (now * clockRate) / 1_000 - packet.timestamp
      if (transit !== null) jitter += (Math.min(Math.abs(now90 - transit), clockRate) - jitter) / 16
      transit = now90
      if (now - counted.from >= WINDOW) {
        rate = now - counted.from > 3 * WINDOW ? 0 : (counted.bits * 1_000) / (now - counted.from)
        counted = { from: now, bits: 0 }
      }
      counted.bits += bytes.length * 8
      const vp8 = kind === 'video' ? readVp8(bytes, packet.payloadAt) : null
      if (vp8?.startsKeyFrame) keyFrameWanted = false
      ask(now)
      return { packet, bytes, vp8, now }
    },
    senderReport(ntp, timestamp, now) {
      sender = { ntp, timestamp, at: now }
    },
    wantKeyFrame(now) {
      keyFrameWanted = true
      askForKeyFrame(now)
    },
    tick(now) {
      ask(now)
      askForKeyFrame(now)
      if (now - counted.from > 3 * WINDOW) rate = 0
    },
    reception(now) {
      if (ssrc === null) return null
      const expected = highest - base + 1
      const expectedNow = expected - before.expected
      const lostNow = Math.max(0, expectedNow - (received - before.received))
      before.expected = expected
      before.received = received
      return {
        ssrc,
        lost: expectedNow > 0 ? Math.min(255, Math.floor((lostNow * 256) / expectedNow)) : 0,
        lostInAll: expected - received,
        highest,
        jitter: Math.floor(jitter),
        lastSender: sender ? Number((sender.ntp >> 16n) & 0xffffffffn) : 0,
        since: sender ? Math.floor(((now - sender.at) * 65_536) / 1_000) : 0,
      }
    },
    bitrate: () => rate,
    recordedAt(timestamp) {
      if (!sender) return null
      const since = ((timestamp - sender.timestamp + 0x80000000) >>> 0) - 0x80000000
      return (Number(sender.ntp) / 2 ** 32) * 1_000 + (since * 1_000) / clockRate
    },
  }
}
