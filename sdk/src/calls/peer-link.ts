import type { CallSignal, Ice } from '@imbachat/protocol'
import { observable } from '../observable.ts'
import type { SdkClock } from '../types.ts'
import type { MediaKind, MediaState } from './media-room.ts'
import { type Arrived, type Quality, qualityOf } from './quality.ts'
import { isSpeaking, readStats } from './read-stats.ts'
import { createRecovery } from './recovery.ts'
import type { createSignals } from './signals.ts'

/** Samples that the quality is computed from, so that the shown quality does not flicker. */
const LOOKS = 4
/** Bits a second of video, for all links together; a browser alone would send more than a call needs. */
const MOST_VIDEO = 1_500_000

/** Milliseconds after a restart in which none begins. */
const JUST_RESTARTED = 1_500

const KINDS: readonly MediaKind[] = ['audio', 'video']

export type PeerLink = ReturnType<typeof createPeerLink>

/**
 * The connection to one party, direct or through a relay. One of both makes connections, offers first and restarts
 * them; the other one, the polite, asks for it. Either may offer what it sends or wants. After an offer that the polite
 * one took back, Chromium shows no more video, so it asks for a new connection.
 */
export function createPeerLink(options: {
  clock: SdkClock
  polite: boolean
  signals: ReturnType<typeof createSignals>
  /** what this page sends */
  tracks: Readonly<Record<MediaKind, MediaStreamTrack | null>>
  ice(): Ice
  /** @returns when new credentials are there */
  newIce(): Promise<unknown>
  /** makes sure that the connection to the server is alive */
  checkServer(): void
  /** there is a link to the server */
  isLinked(): boolean
  /** that share what this page can send */
  links(): number
}) {
  const { clock, polite, signals, tracks } = options
  const state = observable<MediaState>('connecting')
  /** what arrives; another one after each new connection */
  const stream = observable<MediaStream | null>(null)
  let pc: RTCPeerConnection | null = null
  let attempt = 0
  let recovery = createRecovery(clock.now)
  let arrived: Arrived[] = []
  let quality: Quality = 'good'
  let speaks = false
  let wantsVideo = true
  let offering = false
  /** of this side's last restart, or request for one */
  let restartedAt = 0
  let ignoring = false
  let left = false
  let received: Promise<void> = Promise.resolve()

  const configuration = (): RTCConfiguration => {
    const { servers, relay_only } = options.ice()
    return { iceServers: servers, iceTransportPolicy: relay_only ? 'relay' : 'all', bundlePolicy: 'max-bundle' }
  }

  /** Another connection takes the place of the one before. */
  function connect(next: number): void {
    pc?.close()
    signals.forget()
    attempt = next
    arrived = []
    offering = ignoring = false
    const made = new RTCPeerConnection(configuration())
    const media = new MediaStream()
    pc = made
    made.onicecandidate = ({ candidate }) => {
      if (pc === made) signals.candidate(next, candidate)
    }
    made.ontrack = ({ track }) => {
      media.addTrack(track)
      if (pc === made) stream.set(media)
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
    // a connection that was closed meanwhile
    if (sender.track !== track) await sender.replaceTrack(track).catch(() => {})
    if (kind === 'audio' || !track) return
    const parameters = sender.getParameters()
    for (const encoding of parameters.encodings ?? []) {
      encoding.maxBitrate = MOST_VIDEO / options.links()
      // each link encodes the video again, so it is scaled down; the text of a shared screen must stay legible
      encoding.scaleResolutionDownBy = options.links() > 1 && track.contentHint !== 'detail' ? 2 : 1
    }
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
      if (polite) return
      if (theirs > attempt) connect(theirs)
      else if (theirs === attempt && !offering) void offerAgain()
      return
    }
    if (theirs > attempt && polite && description?.type === 'offer') connect(theirs)
    const made = pc
    if (!made || theirs !== attempt) return
    if (description) {
      const isOffer = description.type === 'offer'
      const collides = isOffer && (offering || made.signalingState !== 'stable')
      ignoring = !polite && collides
      // the second answer to an offer that was sent twice
      if (ignoring || (!isOffer && made.signalingState !== 'have-local-offer')) return
      await made.setRemoteDescription(description)
      if (isOffer) {
        attach(made)
        await made.setLocalDescription()
        if (pc === made) describe(made)
        if (collides) signals.send({ attempt: attempt + 1, restart: true })
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

  /** Call it about twice a second. */
  async function look(): Promise<void> {
    const made = pc
    const now = made && (await readStats(made, clock.now()).catch(() => null))
    if (left) return
    if (now && pc === made && made) {
      arrived = [...arrived, now].slice(-LOOKS)
      quality = arrived[0] && arrived.length > 1 ? qualityOf(arrived[0], now) : 'good'
      speaks = made.getReceivers().some((receiver) => isSpeaking(receiver, now))
    }
    const failed = made?.connectionState === 'failed'
    const remedy = recovery.look(now?.bytes ?? 0, failed, options.isLinked())
    if (state.get() !== 'connecting') state.set(recovery.silent() ? 'reconnecting' : 'connected')
    if (remedy === 'give up') state.set('lost')
    else if (remedy === 'check') options.checkServer()
    else if (remedy !== 'none') void mend(remedy)
  }

  async function mend(remedy: 'restart' | 'renew'): Promise<void> {
    const made = pc
    await options.newIce()
    // another connection has begun meanwhile
    if (left || pc !== made) return
    if (remedy === 'renew' || !made) {
      if (polite) signals.send({ attempt: attempt + 1, restart: true })
      else connect(attempt + 1)
      return
    }
    made.setConfiguration(configuration())
    // both sides miss the media, and a second restart would end the search of the first
    if (clock.now() - restartedAt < JUST_RESTARTED) return
    restartedAt = clock.now()
    if (polite) signals.send({ attempt, restart: true })
    else made.restartIce()
  }

  /** The other side asks for a restart. */
  async function offerAgain(): Promise<void> {
    // it had no link to the server when the last offer was sent
    if (pc?.signalingState === 'have-local-offer') describe(pc)
    else await mend('restart')
  }

  if (!polite) connect(1)

  return {
    state,
    stream,
    /** how it arrives, since the last look */
    now: () => ({ quality, speaks }),
    look,
    /** Applies a change of the tracks that this page sends, or of their quality. */
    async changed(kind: MediaKind): Promise<void> {
      const sender = pc && senders(pc).find((one) => one.kind === kind)?.sender
      if (sender) await replace(sender, kind)
    },
    want(video: boolean): void {
      if (video === wantsVideo) return
      wantsVideo = video
      // before the other side's offer there is nothing to say
      if (pc && pc.getTransceivers().length > 0) attach(pc)
    },
    receive(signal: CallSignal): void {
      // one after the other, as they came
      received = received.then(() => take(signal)).catch((error) => console.warn('ImbaChat: a signal of a call', error))
    },
    /** After it was lost: from the beginning, as if both had just met. */
    tryAgain(): void {
      recovery = createRecovery(clock.now)
      state.set('reconnecting')
    },
    /** The link to the server is back. */
    linked(): void {
      signals.resume()
      recovery.changed()
    },
    networkChanged: () => recovery.changed(),
    close(): void {
      left = true
      signals.close()
      pc?.close()
      pc = null
    },
  }
}
