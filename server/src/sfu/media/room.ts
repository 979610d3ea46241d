import { TokenBucket } from '../../chat/token-buckets.ts'
import { createIncoming, type Incoming, type Kind } from './incoming.ts'
import { createLayers, type Layer } from './layers.ts'
import { createOutgoing, type Outgoing } from './outgoing.ts'
import { readRtcp, receiverReport, remb } from './rtcp.ts'
import { isRtcp, readRtp } from './rtp.ts'

/** The streams of a sender: a microphone, and a camera in two sizes. The names are `mid`s of the description. */
export const SENT = { mic: 'audio', low: 'video', high: 'video' } as const satisfies Record<string, Kind>
type Mid = keyof typeof SENT
const MIDS = Object.keys(SENT) as Mid[]

/** `mid` and SSRC of the streams of a receiver: each slot is another member, with audio and picture. */
export const slotNames = (slot: number) => ({
  audio: { mid: `a${slot}`, ssrc: 2_000 + slot },
  video: { mid: `v${slot}`, ssrc: 3_000 + slot },
})

/** Milliseconds between two looks at all streams, and between two reports to senders. */
export const LOOK_EVERY = 500
const REPORT_EVERY = 1_000
/** Bits per second that a sender may send: both sizes, audio, and some for packets that are sent again. */
const MOST_SENT = 1_300_000
/**
 * Limit for a sender that sends more than it was asked to, in bits per second, with twice as many at once for key
 * frames and for the probes of a browser. The SFU drops the rest.
 */
const FORWARDED = { perSecond: 2 * MOST_SENT, burst: 4 * MOST_SENT }
/** Limit of texts from a page. */
const TEXTS = { perSecond: 10, burst: 50 }

/** A member of a call, as the server reports it. */
export interface RoomMember {
  party: string
  /** a host has turned the microphone off */
  muted: boolean
  /** the call says that it sends a camera or a screen; otherwise no picture of it is forwarded */
  video: boolean
  /** parties whose media this one does not receive */
  apart: readonly string[]
}

/** A connection to a member. */
export interface Link {
  /** Sends on the track of this `mid`. */
  send(mid: string, packet: Buffer): void
  /** Sends a text to the page. */
  say(text: string): void
  close(): void
}

interface Peer {
  link: Link
  sent: Record<Mid, Incoming>
  slots: { member: string | null; audio: Outgoing; video: Outgoing }[]
  layers: ReturnType<typeof createLayers>
  /** by party; missing: `high` */
  wants: Map<string, Layer>
  /** the state of its slots that the page has */
  lastText: string
  /** bits a second that it gets */
  bitrate: number
  /** rate limits for its media and for its texts */
  bits: TokenBucket
  texts: TokenBucket
}

export interface Connected {
  /** A packet has come on the track of this `mid`. */
  receive(mid: string, packet: Buffer): void
  /** Receives a text from the page. */
  receiveText(text: string): void
  /** The data channel is open. */
  open(): void
}

/** One call: forwards the media of its members to each other. Does no input or output by itself. */
export function createRoom(slots: number, now: () => number) {
  let members = new Map<string, RoomMember>()
  const peers = new Map<string, Peer>()
  let reportedAt = 0
  /** packets that receivers were sent */
  let forwarded = 0

  const mayGet = (receiver: string, sender: string): boolean =>
    receiver !== sender &&
    !members.get(receiver)?.apart.includes(sender) &&
    !members.get(sender)?.apart.includes(receiver)

  /** Each member keeps its slots; free ones are for members that have come. */
  function assign(): void {
    for (const [party, peer] of peers) {
      for (const slot of peer.slots) {
        if (slot.member === null || (members.has(slot.member) && mayGet(party, slot.member))) continue
        slot.member = null
      }
      for (const other of members.keys()) {
        if (!mayGet(party, other) || peer.slots.some(({ member }) => member === other)) continue
        const free = peer.slots.find(({ member }) => member === null)
        if (free) free.member = other
      }
      sendState(peer)
    }
    route()
  }

  function sendState(peer: Peer): void {
    const text = JSON.stringify({ slots: peer.slots.map(({ member }) => member) })
    if (text === peer.lastText) return
    peer.lastText = text
    peer.link.say(text)
  }

  function route(): void {
    for (const peer of peers.values()) routeTo(peer)
  }

  /** Chooses the stream for each slot of a receiver. */
  function routeTo(peer: Peer): void {
    const at = now()
    const sources = peer.slots.map(({ member }) => (member === null ? undefined : peers.get(member)))
    const chosen = peer.layers.choose(
      peer.slots.map(({ member }, index) => {
        const sent = sources[index]?.sent
        return {
          wanted: member === null ? 'off' : (peer.wants.get(member) ?? 'high'),
          low: sent?.low.bitrate(at) ?? 0,
          high: sent?.high.bitrate(at) ?? 0,
        }
      }),
      peer.bitrate,
      at,
    )
    const isFull = peer.layers.isFull()
    peer.slots.forEach(({ member, audio, video }, index) => {
      const source = sources[index]
      const muted = member === null || members.get(member)?.muted === true
      audio.from(source && !muted ? source.sent.mic : null, at)
      const isSeen = member !== null && members.get(member)?.video === true
      const layer = isSeen ? (chosen[index] ?? 'off') : 'off'
      video.from(source && layer !== 'off' ? source.sent[layer] : null, at, isFull)
    })
  }

  const receivers = (source: Incoming): Outgoing[] => {
    const found: Outgoing[] = []
    for (const { slots } of peers.values())
      for (const slot of slots) {
        const one = slot[source.kind]
        if (one.source() === source || one.wanted() === source) found.push(one)
      }
    return found
  }

  function fromSender(peer: Peer, mid: Mid, packet: Buffer): void {
    const at = now()
    if (peer.bits.take(FORWARDED, at, packet.length * 8) > 0) return
    const source = peer.sent[mid]
    if (isRtcp(packet)) {
      for (const report of readRtcp(packet)) {
        if (report.t !== 'sender' || report.ssrc !== source.ssrc()) continue
        source.senderReport(report.ntp, report.timestamp, at)
        for (const one of receivers(source)) one.senderReport(source, report.ntp, report.timestamp)
      }
      return
    }
    const read = readRtp(packet)
    const taken = read && source.take(read, packet, at)
    if (!taken) return
    for (const one of receivers(source)) {
      forwarded += 1
      one.forward(source, taken)
    }
  }

  function fromReceiver(peer: Peer, one: Outgoing, packet: Buffer): void {
    if (!isRtcp(packet)) return
    const at = now()
    let tellsOfPath = false
    for (const report of readRtcp(packet)) {
      if (report.t === 'remb') peer.layers.remb(report.bitrate)
      else if (report.ssrc !== one.ssrc) continue
      else if (report.t === 'nack') one.resend(report.seqs, at)
      else if (report.t === 'picture') one.keyFrame(at)
      else if (report.t === 'received') peer.layers.received(report, at)
      tellsOfPath ||= report.t === 'remb' || report.t === 'received'
    }
    // a path that is too narrow does not wait for the next look
    if (tellsOfPath) routeTo(peer)
  }

  function receiveText(peer: Peer, text: string): void {
    const wanted = peer.texts.take(TEXTS, now()) > 0 ? null : wantsIn(text)
    if (!wanted) return
    for (const [party, layer] of wanted) if (members.has(party)) peer.wants.set(party, layer)
    route()
  }

  return {
    /** These take part from now on; connections of all others end. */
    setMembers(list: readonly RoomMember[]): void {
      members = new Map(list.map((member) => [member.party, member]))
      for (const party of [...peers.keys()]) if (!members.has(party)) drop(party)
      assign()
    },
    /** A member connects; an older connection of theirs ends. False: they do not take part. */
    connect(party: string, link: Link): Connected | null {
      if (!members.has(party)) return null
      drop(party)
      const sends = (mid: string) => (packet: Buffer) => link.send(mid, packet)
      const peer: Peer = {
        link,
        sent: {
          mic: createIncoming('audio', sends('mic')),
          low: createIncoming('video', sends('low')),
          high: createIncoming('video', sends('high')),
        },
        slots: Array.from({ length: slots }, (_, slot) => {
          const { audio, video } = slotNames(slot)
          return {
            member: null,
            audio: createOutgoing('audio', audio.ssrc, sends(audio.mid)),
            video: createOutgoing('video', video.ssrc, sends(video.mid)),
          }
        }),
        layers: createLayers(),
        wants: new Map(),
        lastText: '',
        bitrate: 0,
        bits: new TokenBucket(FORWARDED, now()),
        texts: new TokenBucket(TEXTS, now()),
      }
      peers.set(party, peer)
      const outgoing = new Map(
        peer.slots.flatMap(({ audio, video }, slot) => {
          const names = slotNames(slot)
          return [
            [names.audio.mid, audio],
            [names.video.mid, video],
          ] as const
        }),
      )
      assign()
      return {
        receive(mid, packet) {
          if (peers.get(party) !== peer) return
          if (isSent(mid)) fromSender(peer, mid, packet)
          const one = outgoing.get(mid)
          if (one) fromReceiver(peer, one, packet)
        },
        receiveText: (text) => receiveText(peer, text),
        open() {
          peer.lastText = ''
          sendState(peer)
          // key frames that came before the connection existed were lost
          for (const { video } of peer.slots) video.keyFrame(now())
        },
      }
    },
    /** Call it twice a second. */
    look(): void {
      const at = now()
      const reports = at - reportedAt >= REPORT_EVERY
      if (reports) reportedAt = at
      for (const { link, sent } of peers.values()) {
        for (const mid of MIDS) sent[mid].tick(at)
        if (!reports) continue
        report(link, sent, at)
        // a page that is alone receives nothing else, and would consider the connection lost
        link.say('{}')
      }
      for (const peer of peers.values()) {
        const bits = peer.slots.reduce((sum, { audio, video }) => sum + audio.takeBits() + video.takeBits(), 0)
        // average over about three seconds: a single key frame must not change it much
        peer.bitrate += ((bits * 1_000) / LOOK_EVERY - peer.bitrate) / 4
      }
      route()
    },
    isEmpty: () => members.size === 0,
    counts: () => ({ peers: peers.size, forwarded }),
    close(): void {
      for (const party of [...peers.keys()]) drop(party)
    },
  }

  function drop(party: string): void {
    const peer = peers.get(party)
    if (!peer) return
    peers.delete(party)
    peer.link.close()
    const gone = new Set<Incoming | null>(Object.values(peer.sent))
    for (const { slots } of peers.values())
      for (const { audio, video } of slots)
        for (const one of [audio, video]) if (gone.has(one.wanted()) || gone.has(one.source())) one.from(null, now())
  }

  function report(link: Link, sent: Peer['sent'], at: number): void {
    for (const mid of MIDS) {
      const reception = sent[mid].reception(at)
      if (!reception) continue
      link.send(mid, receiverReport(1, [reception]))
      if (mid !== 'mic') link.send(mid, remb(1, [reception.ssrc], MOST_SENT))
    }
  }
}

export type Room = ReturnType<typeof createRoom>

const isSent = (mid: string): mid is Mid => Object.hasOwn(SENT, mid)

const LAYERS: ReadonlySet<unknown> = new Set<Layer>(['off', 'low', 'high'])
/** Maximum bytes of one text of a page. */
const MOST_SAID = 4_096

/** The layer of each member's picture that a page asks for. Null: the text is not such a request. */
function wantsIn(text: string): [party: string, layer: Layer][] | null {
  if (text.length > MOST_SAID) return null
  try {
    const { want } = JSON.parse(text) as { want?: unknown }
    if (typeof want !== 'object' || want === null) return null
    return Object.entries(want).filter((one): one is [string, Layer] => LAYERS.has(one[1]))
  } catch {
    return null
  }
}
