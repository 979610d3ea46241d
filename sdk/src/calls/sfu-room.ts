import type { CallSignal, Ice } from '@imbachat/protocol'
import type { SdkClock } from '../types.ts'
import type { CallRoom, Devices, MediaKind, MediaMember, MediaState, MediaStats, VideoWanted } from './media-room.ts'
import type { RoomParts } from './room-parts.ts'

/** Milliseconds without a path, after which a firewall is in the way. */
const BLOCKED_AFTER = 12_000
/** Looks from which quality is made. */
const LOOKS = 4

/** The camera in two sizes, of which receivers get the one that fits: height, and bits a second. */
const LAYERS = { low: [180, 150_000], high: [540, 700_000] } as const
/** The text of a shared screen must stay legible. */
const SCREEN = { low: [360, 150_000], high: [1_080, 1_000_000] } as const

type SentMid = 'mic' | 'low' | 'high'
const isSent = (mid: string | null): mid is SentMid => mid === 'mic' || mid === 'low' || mid === 'high'

/** Browsers ask for lost sound only if their own description says so, and they do not say so themselves. */
const askingForSound = (sdp = ''): string => sdp.replace(/^a=rtpmap:(\d+) opus.*$/gim, '$&\r\na=rtcp-fb:$1 nack')

interface Slot {
  audio: RTCRtpReceiver | null
  stream: MediaStream
}

/**
 * Media through a server: one connection, over which the page sends once, and receives each other member in a slot. The
 * server makes the offers, and sends the owner of each slot by a data channel. `parts` are shared with the mesh: this
 * file is a script of its own, and can't share modules with others.
 */
export function createSfuRoom(options: {
  clock: SdkClock
  devices: Devices
  parts: RoomParts
  /** party of the server */
  sfu: string
  ice: Ice
  send(to: string, n: number, signal: CallSignal): Promise<unknown>
  /** @returns new credentials; null: none now */
  newIce(): Promise<Ice | null>
  checkServer(): void
  isLinked(): boolean
  /** a call of two ends where no media comes; a group goes on trying */
  group: boolean
}): CallRoom {
  const { clock, devices, parts, sfu, group } = options
  const { observable, createSignals, createRecovery, readStats, qualityOf, isSpeaking } = parts
  const { LOOK_EVERY, setStats, watchNetwork } = parts
  const state = observable<MediaState>('connecting')
  const members = observable<readonly MediaMember[]>([])
  const stats = observable<MediaStats>({ quality: 'good', speaking: [] })
  const signals = createSignals(clock, ({ n, signal }) => options.send(sfu, n, signal))
  const tracks: Record<MediaKind, MediaStreamTrack | null> = { audio: null, video: null }
  const wanted = new Map<string, VideoWanted>()
  let { ice } = options
  let pc: RTCPeerConnection | null = null
  let channel: RTCDataChannel | null = null
  let slots: Slot[] = []
  /** whose slots they are */
  let parties: readonly (string | null)[] = []
  /** who is in the call */
  let present: readonly string[] = []
  let attempt = 0
  let recovery = createRecovery(clock.now)
  let arrived: Awaited<ReturnType<typeof readStats>>[] = []
  let wasConnected = false
  const begunAt = clock.now()
  let left = false
  let received: Promise<void> = Promise.resolve()
  let cancelLook = () => {}
  /** number of the latest look: only that one schedules the next */
  let looks = 0
  /** a look waits for credentials, and asks for a connection then */
  let asking = false

  const ask = () => signals.send({ attempt: attempt + 1, restart: true })

  /** A new connection takes the place of the one before. */
  async function connect(next: number, sdp: string): Promise<void> {
    pc?.close()
    signals.forget()
    attempt = next
    arrived = []
    slots = []
    parties = []
    const made = new RTCPeerConnection({ iceServers: ice.servers, bundlePolicy: 'max-bundle' })
    pc = made
    made.onconnectionstatechange = () => {
      show()
      // the SFU's library refuses some first connections: ask for another one at once
      if (pc === made && made.connectionState === 'failed') void look()
    }
    made.ondatachannel = (event) => {
      channel = event.channel
      channel.onopen = sendWanted
      channel.onmessage = ({ data }) => {
        if (pc !== made) return
        parties = JSON.parse(String(data)).slots ?? parties
        show()
      }
    }
    await made.setRemoteDescription({ type: 'offer', sdp })
    for (const transceiver of made.getTransceivers()) {
      const { mid, receiver, sender } = transceiver
      if (isSent(mid)) {
        transceiver.direction = 'sendonly'
        await attach(mid, sender)
      } else addToSlot(Number(mid?.slice(1)), receiver)
    }
    const { type, sdp: own } = await made.createAnswer()
    // a browser that takes no changed description goes on without it
    await made.setLocalDescription({ type, sdp: askingForSound(own) }).catch(() => made.setLocalDescription())
    // candidates stay here: the server answers where packets come from
    const answer = (made.localDescription?.sdp ?? '').replace(/^a=candidate:.*\r\n/gm, '')
    if (pc === made) signals.send({ attempt, description: { type: 'answer', sdp: answer } })
  }

  function addToSlot(index: number, receiver: RTCRtpReceiver): void {
    slots[index] ??= { audio: null, stream: new MediaStream() }
    const slot = slots[index]
    slot.stream.addTrack(receiver.track)
    if (receiver.track.kind === 'audio') slot.audio = receiver
  }

  async function attach(mid: SentMid, sender: RTCRtpSender): Promise<void> {
    const track = tracks[mid === 'mic' ? 'audio' : 'video']
    // a connection that was closed meanwhile
    if (sender.track !== track) await sender.replaceTrack(track).catch(() => {})
    if (mid === 'mic' || !track) return
    const isScreen = track.contentHint === 'detail'
    const [height, maxBitrate] = (isScreen ? SCREEN : LAYERS)[mid]
    const parameters = sender.getParameters()
    for (const encoding of parameters.encodings ?? []) {
      encoding.maxBitrate = maxBitrate
      encoding.scaleResolutionDownBy = Math.max(1, (track.getSettings().height ?? height) / height)
      if (isScreen) encoding.maxFramerate = mid === 'low' ? 5 : 15
      else delete encoding.maxFramerate
    }
    await sender.setParameters(parameters).catch(() => {})
  }

  function sendWanted(): void {
    if (channel?.readyState === 'open') channel.send(JSON.stringify({ want: Object.fromEntries(wanted) }))
  }

  function show(): void {
    if (left) return
    const isConnected = pc?.connectionState === 'connected' && !recovery.silent()
    wasConnected ||= pc?.connectionState === 'connected'
    const isLate = clock.now() - begunAt > BLOCKED_AFTER
    const next = isConnected ? 'connected' : wasConnected ? 'reconnecting' : isLate ? 'blocked' : 'connecting'
    const before = members.get()
    const now = parties.flatMap((party, index): MediaMember[] => {
      const slot = slots[index]
      return party !== null && slot && present.includes(party) ? [{ party, stream: slot.stream, state: next }] : []
    })
    const isSame =
      now.length === before.length &&
      now.every(({ party, stream }, index) => {
        const one = before[index]
        return one?.party === party && one.stream === stream && one.state === next
      })
    if (!isSame) members.set(now)
    state.set(next)
  }

  async function look(): Promise<void> {
    cancelLook()
    const turn = ++looks
    const made = pc
    const now = made && (await readStats(made, clock.now()).catch(() => null))
    if (left) return
    if (now && made === pc) arrived = [...arrived, now].slice(-LOOKS)
    const first = arrived[0]
    const quality = now && first && arrived.length > 1 ? qualityOf(first, now) : 'good'
    const speaking = parties.flatMap((party, index) => {
      const audio = slots[index]?.audio
      return now && party !== null && audio && isSpeaking(audio, now) ? [party] : []
    })
    setStats(stats, { quality, speaking })
    const remedy = recovery.look(now?.transported ?? 0, made?.connectionState === 'failed', options.isLinked())
    if (remedy === 'give up') {
      if (!group) {
        leave()
        state.set('lost')
        return
      }
      recovery = createRecovery(clock.now)
    } else if (remedy === 'check') options.checkServer()
    else if (remedy !== 'none' && !asking) {
      asking = true
      ice = (await options.newIce()) ?? ice
      asking = false
      if (left) return
      // an offer came meanwhile
      if (pc === made) ask()
    }
    show()
    if (turn === looks) cancelLook = clock.after(LOOK_EVERY, () => void look())
  }

  const unwatchNetwork = watchNetwork(() => recovery.changed())

  function leave(): void {
    left = true
    cancelLook()
    unwatchNetwork()
    signals.close()
    pc?.close()
    pc = null
    members.set([])
  }

  ask()
  void look()

  return {
    state,
    members,
    devices,
    stats,
    async publish(kind, track) {
      tracks[kind] = track
      for (const { mid, sender } of pc?.getTransceivers() ?? []) {
        if (isSent(mid) && (kind === 'audio') === (mid === 'mic')) await attach(mid, sender)
      }
    },
    subscribe(party, video) {
      if (wanted.get(party) === video) return
      wanted.set(party, video)
      sendWanted()
    },
    meet(peers) {
      present = peers.map(({ party }) => party)
      show()
    },
    receive(from, { attempt: theirs, description }) {
      if (from !== sfu || description?.type !== 'offer') return
      received = received
        .then(() => (left || theirs <= attempt ? undefined : connect(theirs, description.sdp)))
        .catch((error) => console.warn('ImbaChat: a signal of a call', error))
    },
    linked() {
      signals.resume()
      recovery.changed()
    },
    leave,
  }
}
