import ndc, { type Audio, type DataChannel, type PeerConnection, type Track, type Video } from 'node-datachannel'
import { messageOf } from '../error-message.ts'
import { type Connected, type Link, type Room, SENT, slotNames } from './media/room.ts'
import { ABS_SEND_TIME } from './media/rtp.ts'

const OPUS = 111
const VP8 = 96
const SEND_TIME = `a=extmap:${ABS_SEND_TIME} http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time`
/** Kilobits a second that a browser begins with: without it, a picture takes 20 s to become sharp. */
const START = `a=fmtp:${VP8} x-google-start-bitrate=800`
/** The library offers requests for lost packets for video alone; browsers fulfil those for sound, too. */
const AGAIN = `a=rtcp-fb:${OPUS} nack`
/** Milliseconds within which a connection has to be there. */
const CONNECTS = 30_000
/** Maximum size of a text from a page. */
const MESSAGE_BYTES = 16 * 1024

export interface Network {
  port: number
  addresses: readonly string[]
}

export interface PeerOptions {
  network: Network
  room: Room
  slots: number
  party: string
  offer(sdp: string): void
  /** A packet of the page has arrived. */
  reached(address: string): void
}

export interface Peer {
  answer(sdp: string): void
}

/**
 * Holds the UDP port open between calls. The library closes an unused port by sending a packet to itself; if a firewall
 * drops that packet, the next call could not use the port for a minute.
 */
export function holdPort({ port }: Network): void {
  held.push(new ndc.IceUdpMuxListener(port))
}

/** An object that is garbage-collected releases its port. */
const held: object[] = []

/**
 * The connection of one page. The SFU offers all tracks at once, so that nothing is negotiated when members come and
 * go. It takes no candidates: browsers find it, and it answers where their packets come from.
 * @returns null: the party takes no part in the call
 */
export function openPeer({ network, room, slots, party, offer, reached }: PeerOptions): Peer | null {
  const pc: PeerConnection = new ndc.PeerConnection('call', {
    iceServers: [],
    enableIceUdpMux: true,
    portRangeBegin: network.port,
    portRangeEnd: network.port,
    maxMessageSize: MESSAGE_BYTES,
    disableAutoNegotiation: true,
  })
  const tracks = new Map<string, Track>()
  const open = new Set<string>()
  let closed = false
  let channel: DataChannel | null = null
  const isOpen = (): boolean => channel?.isOpen() === true

  function close(): void {
    if (closed) return
    closed = true
    clearTimeout(timer)
    pc.close()
    // the library keeps the callbacks, and everything that they reference, until each track is closed
    for (const track of tracks.values()) track.close()
    channel?.close()
  }
  const timer = setTimeout(close, CONNECTS)

  const link: Link = {
    send(mid, packet) {
      if (!open.has(mid) || closed) return
      try {
        tracks.get(mid)?.sendMessageBinary(packet)
      } catch {
        // the connection is closing at this moment
      }
    },
    say(text) {
      if (closed || !isOpen()) return
      try {
        channel?.sendMessage(text)
      } catch {
        // the connection is closing at this moment
      }
    },
    close,
  }
  const connected: Connected | null = room.connect(party, link)
  if (!connected) {
    close()
    return null
  }
  const { receive, receiveText } = connected
  const add = (mid: string, media: Audio | Video): void => {
    const track = pc.addTrack(media)
    tracks.set(mid, track)
    track.onOpen(() => open.add(mid))
    track.onClosed(() => open.delete(mid))
    track.onMessage(safely((packet) => receive(mid, packet)))
  }
  for (const [mid, kind] of Object.entries(SENT)) {
    add(mid, kind === 'audio' ? audio(mid, 'RecvOnly') : video(mid, 'RecvOnly'))
  }
  for (let slot = 0; slot < slots; slot++) {
    const names = slotNames(slot)
    const sound = audio(names.audio.mid, 'SendOnly')
    sound.addSSRC(names.audio.ssrc, 'sfu', `s${slot}`, names.audio.mid)
    add(names.audio.mid, sound)
    const picture = video(names.video.mid, 'SendOnly')
    picture.addSSRC(names.video.ssrc, 'sfu', `s${slot}`, names.video.mid)
    add(names.video.mid, picture)
  }
  channel = pc.createDataChannel('slots')
  channel.onOpen(safely(() => connected.open()))
  channel.onMessage(safely((text) => receiveText(typeof text === 'string' ? text : '')))
  pc.onStateChange(
    safely((state) => {
      if (state === 'connected') clearTimeout(timer)
      else if (state === 'failed') close()
    }),
  )
  pc.onIceStateChange(
    safely((state) => {
      if (state === 'connected' && !closed) reached(pc.getSelectedCandidatePair()?.remote.address ?? '')
    }),
  )
  pc.onGatheringStateChange(
    safely((state) => {
      const description = state === 'complete' && !closed ? pc.localDescription() : null
      if (description) offer(offered(description.sdp, network))
    }),
  )
  pc.setLocalDescription('offer')
  return {
    answer(sdp) {
      if (!closed) pc.setRemoteDescription(withoutCandidates(sdp), 'answer')
    },
  }
}

/** Wraps callbacks of the library: an error that reaches the library ends the process, and all calls with it. */
const safely =
  <Given extends unknown[]>(run: (...given: Given) => void) =>
  (...given: Given): void => {
    try {
      run(...given)
    } catch (error) {
      process.stderr.write(`${messageOf(error)}\n`)
    }
  }

function audio(mid: string, direction: 'RecvOnly' | 'SendOnly'): Audio {
  const media = new ndc.Audio(mid, direction)
  media.addOpusCodec(OPUS, 'minptime=10;useinbandfec=1')
  return media
}

function video(mid: string, direction: 'RecvOnly' | 'SendOnly'): Video {
  const media = new ndc.Video(mid, direction)
  media.addVP8Codec(VP8)
  return media
}

/**
 * Adds to the description what the library leaves out: the time of sending, by which receivers estimate the available
 * bandwidth, requests for lost audio, and addresses.
 */
export function offered(sdp: string, { port, addresses }: Network): string {
  const further = addresses.map(
    (address, index) => `a=candidate:${100 + index} 1 UDP ${2_130_706_431 - index} ${address} ${port} typ host`,
  )
  let isFirst = true
  return sdp
    .split(/\r?\n/)
    .flatMap((line) => {
      if (line.startsWith('a=mid:') && !line.startsWith('a=mid:0')) {
        const added = isFirst ? [line, SEND_TIME, ...further] : [line, SEND_TIME]
        isFirst = false
        return added
      }
      if (line.startsWith(`a=rtpmap:${OPUS} `)) return [line, AGAIN]
      return line === `a=rtpmap:${VP8} VP8/90000` ? [line, START] : [line]
    })
    .join('\r\n')
}

/** Removes candidates. The SFU answers the address that packets come from; a page must not make it send elsewhere. */
export const withoutCandidates = (sdp: string): string =>
  sdp
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('a=candidate:'))
    .join('\r\n')
