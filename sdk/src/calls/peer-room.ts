import type { CallSignal, Ice } from '@imbachat/protocol'
import { observable } from '../observable.ts'
import type { SdkClock } from '../types.ts'
import type { Devices, MediaKind, MediaMember, MediaRoom, MediaState, MediaStats } from './media-room.ts'
import { type Arrived, qualityOf } from './quality.ts'
import { createRecovery } from './recovery.ts'
import type { createSignals } from './signals.ts'

/** Milliseconds between two looks at what arrives. */
const LOOK_EVERY = 500
/** Looks from which quality is made: what is shown does not flicker. */
const LOOKS = 4
/** Loudness from 0 to 1 above which somebody speaks. */
const SPEAKS = 0.02
/** Bits a second; a browser alone would send more than a call needs. */
const MOST_VIDEO = 1_500_000

const KINDS: readonly MediaKind[] = ['audio', 'video']

export interface PeerRoom extends MediaRoom {
  /** The other side takes part by this page now. */
  meet(party: string): void
  receive(signal: CallSignal): void
  /** There is a link to the server again. */
  linked(): void
}

/**
 * A room of two that exchange media directly, or through a relay. The caller's side makes connections and offers first;
 * either side may offer later, and where both do, the callee is the polite one that takes its own offer back.
 */
export function createPeerRoom(options: {
  clock: SdkClock
  devices: Devices
  polite: boolean
  ice: Ice
  signals: ReturnType<typeof createSignals>
  /** @returns new credentials; null: none now */
  newIce(): Promise<Ice | null>
  /** there is a link to the server */
  isLinked(): boolean
}): PeerRoom {
  const { clock, devices, polite, signals } = options
  const state = observable<MediaState>('connecting')
  const members = observable<readonly MediaMember[]>([])
  const stats = observable<MediaStats>({ quality: 'good', speaking: [] })
  const tracks: Record<MediaKind, MediaStreamTrack | null> = { audio: null, video: null }
  let { ice } = options
  let peer: string | null = null
  let pc: RTCPeerConnection | null = null
  let attempt = 0
  let recovery = createRecovery(clock.now)
  let arrived: Arrived[] = []
  let wantsVideo = true
  let offering = false
  let ignoring = false
  let left = false
  let cancelLook = () => {}
  let received: Promise<void> = Promise.resolve()

  const configuration = (): RTCConfiguration => ({
    iceServers: ice.servers,
    iceTransportPolicy: ice.relay_only ? 'relay' : 'all',
    bundlePolicy: 'max-bundle',
  })

  /** Another connection takes the place of the one before. */
  function connect(next: number): void {
    pc?.close()
    signals.forget()
    attempt = next
    arrived = []
    offering = ignoring = false
    const made = new RTCPeerConnection(configuration())
    const stream = new MediaStream()
    pc = made
    made.onicecandidate = ({ candidate }) => {
      if (pc === made) signals.candidate(next, candidate)
    }
    made.ontrack = ({ track }) => {
      stream.addTrack(track)
      if (pc === made && peer !== null) members.set([{ party: peer, stream }])
    }
    made.onnegotiationneeded = () => void offer(made)
    made.onconnectionstatechange = () => {
      if (pc === made && made.connectionState === 'connected') state.set('connected')
    }
    if (polite) return
    for (const kind of KINDS) made.addTransceiver(kind)
    attach(made)
  }

  /** Each side has one sender of each kind, so that a camera comes and goes without an offer. */
  function attach(made: RTCPeerConnection): void {
    for (const { kind, sender, transceiver } of senders(made)) {
      const direction = kind === 'video' && !wantsVideo ? 'sendonly' : 'sendrecv'
      if (transceiver.direction !== direction) transceiver.direction = direction
      void replace(sender, kind)
    }
  }

  const senders = (made: RTCPeerConnection) =>
    made.getTransceivers().map((transceiver) => ({
      kind: transceiver.receiver.track.kind as MediaKind,
      sender: transceiver.sender,
      transceiver,
    }))

  async function replace(sender: RTCRtpSender, kind: MediaKind): Promise<void> {
    const track = tracks[kind]
    if (sender.track === track) return
    // a connection that was closed meanwhile
    await sender.replaceTrack(track).catch(() => {})
    if (kind === 'audio' || !track) return
    const parameters = sender.getParameters()
    for (const encoding of parameters.encodings ?? []) encoding.maxBitrate = MOST_VIDEO
    await sender.setParameters(parameters).catch(() => {})
  }

  async function offer(made: RTCPeerConnection): Promise<void> {
    if (pc !== made) return
    offering = true
    try {
      await made.setLocalDescription()
      if (pc === made) describe(made)
    } catch {
      // closed, or the other side offered meanwhile
    } finally {
      if (pc === made) offering = false
    }
  }

  function describe({ localDescription }: RTCPeerConnection): void {
    if (localDescription?.type !== 'offer' && localDescription?.type !== 'answer') return
    signals.send({ attempt, description: { type: localDescription.type, sdp: localDescription.sdp } })
  }

  async function take({ attempt: theirs, description, candidates, restart }: CallSignal): Promise<void> {
    if (left) return
    if (restart) {
      if (!polite && theirs > attempt) connect(theirs)
      return
    }
    if (theirs > attempt && polite && description?.type === 'offer') connect(theirs)
    const made = pc
    if (!made || theirs !== attempt) return
    if (description) {
      const collides = description.type === 'offer' && (offering || made.signalingState !== 'stable')
      ignoring = !polite && collides
      if (ignoring) return
      await made.setRemoteDescription(description)
      if (description.type === 'offer') {
        attach(made)
        await made.setLocalDescription()
        if (pc === made) describe(made)
      }
    }
    for (const candidate of candidates ?? []) {
      try {
        await made.addIceCandidate(candidate)
      } catch (error) {
        // those of an offer that was ignored
        if (!ignoring && pc === made) throw error
      }
    }
  }

  async function look(): Promise<void> {
    const made = pc
    const now = made && (await readStats(made, clock.now()).catch(() => null))
    if (left) return
    if (now && pc === made && made) {
      arrived = [...arrived, now].slice(-LOOKS)
      const quality = arrived[0] && arrived.length > 1 ? qualityOf(arrived[0], now) : 'good'
      const speaking = peer !== null && isSpeaking(made) ? [peer] : []
      const before = stats.get()
      if (before.quality !== quality || before.speaking.length !== speaking.length) stats.set({ quality, speaking })
    }
    const failed = made?.connectionState === 'failed'
    const remedy = peer === null ? 'none' : recovery.look(now?.bytes ?? 0, failed, options.isLinked())
    if (state.get() !== 'connecting') state.set(recovery.silent() ? 'reconnecting' : 'connected')
    if (remedy === 'give up') return giveUp()
    if (remedy !== 'none') void mend(remedy)
    cancelLook = clock.after(LOOK_EVERY, () => void look())
  }

  function giveUp(): void {
    leave()
    state.set('lost')
  }

  async function mend(remedy: 'restart' | 'renew'): Promise<void> {
    const made = pc
    ice = (await options.newIce()) ?? ice
    // another connection has begun meanwhile
    if (left || pc !== made) return
    if (remedy === 'renew' || !made) {
      if (polite) signals.send({ attempt: attempt + 1, restart: true })
      else connect(attempt + 1)
    } else {
      made.setConfiguration(configuration())
      made.restartIce()
    }
  }

  /** The network of this device is another one. */
  const onNetwork = () => recovery.changed()
  const network = (navigator as Navigator & { connection?: EventTarget }).connection
  addEventListener('online', onNetwork)
  network?.addEventListener('change', onNetwork)

  function leave(): void {
    left = true
    cancelLook()
    removeEventListener('online', onNetwork)
    network?.removeEventListener('change', onNetwork)
    signals.close()
    pc?.close()
    pc = null
    members.set([])
  }

  void look()

  return {
    state,
    members,
    devices,
    stats,
    async publish(kind, track) {
      tracks[kind] = track
      const sender = pc && senders(pc).find((one) => one.kind === kind)?.sender
      if (sender) await replace(sender, kind)
    },
    subscribe(_, video) {
      wantsVideo = video !== 'off'
      // before the other side's offer there is nothing to say
      if (pc && pc.getTransceivers().length > 0) attach(pc)
    },
    meet(party) {
      if (party === peer || left) return
      peer = party
      // its connections are counted from 1
      pc?.close()
      pc = null
      attempt = 0
      signals.forget()
      recovery = createRecovery(clock.now)
      if (state.get() === 'connected') state.set('reconnecting')
      if (!polite) connect(1)
    },
    receive(signal) {
      // one after the other, as they came
      received = received.then(() => take(signal)).catch((error) => console.warn('ImbaChat: a signal of a call', error))
    },
    linked() {
      signals.resume()
      recovery.changed()
    },
    leave,
  }
}

/** Names are those of the statistics of WebRTC. */
type Report = Partial<Record<string, number>> & { type: string; kind?: string; nominated?: boolean; state?: string }

async function readStats(pc: RTCPeerConnection, at: number): Promise<Arrived & { bytes: number }> {
  const sum = { bytes: 0, packets: 0, lost: 0, samples: 0, concealed: 0, frozen: 0 }
  let roundTrip: number | null = null
  const reports = await pc.getStats()
  reports.forEach((report: Report) => {
    if (report.type === 'inbound-rtp') {
      sum.bytes += report.bytesReceived ?? 0
      sum.packets += report.packetsReceived ?? 0
      sum.lost += report.packetsLost ?? 0
      sum.samples += report.totalSamplesReceived ?? 0
      sum.concealed += (report.concealedSamples ?? 0) - (report.silentConcealedSamples ?? 0)
      sum.frozen += report.totalFreezesDuration ?? 0
    } else if (report.type === 'candidate-pair' && report.nominated && report.state === 'succeeded') {
      roundTrip = report.currentRoundTripTime ?? roundTrip
    }
  })
  return { ...sum, roundTrip, at }
}

const isSpeaking = (pc: RTCPeerConnection) =>
  pc.getReceivers().some((one) => one.track.kind === 'audio' && one.getSynchronizationSources().some(isLoud))

const isLoud = ({ audioLevel = 0 }: RTCRtpSynchronizationSource) => audioLevel > SPEAKS
