import type { CallPaths, RelayToTry } from '@imbachat/protocol/http/widget/call-tests'

/** Milliseconds after which a path counts as closed: browsers ask a silent address for 10 s. */
const PATIENCE = 12_000
/** Connections to the SFU that are tried by one path. */
const CONNECTIONS = 3
/** Milliseconds after which the next one is tried, beside those before. */
const ONE_MORE_AFTER = 4_000

/**
 * The fault of a path: no answer; the relay refuses the credentials; it has no more room; it refuses for another
 * reason; it gives an address, and passes no data on.
 */
export type PathFault = 'silent' | 'credentials' | 'full' | 'refused' | 'no_data'

export type PathResult =
  | { state: 'running' }
  | { state: 'passed'; ms: number }
  | { state: 'failed'; fault: PathFault; detail: string }

type Ended = Exclude<PathResult, { state: 'running' }>
type Fault = Omit<Extract<Ended, { state: 'failed' }>, 'state'>

/** True if this browser can make calls at all. */
export const knowsCalls = (): boolean => typeof RTCPeerConnection === 'function'

/** Firefox does not say why it got no address. */
const saysWhy = (): boolean => 'onicecandidateerror' in RTCPeerConnection.prototype

/** Tests STUN: waits for an answer with the browser's own address. */
export function tryStun({ url }: NonNullable<CallPaths['stun']>): Promise<Ended> {
  return timed(({ open, end }) => {
    const pc = open({ iceServers: [{ urls: url }] })
    let failed = !saysWhy()
    pc.addEventListener('icecandidateerror', () => {
      failed = true
    })
    pc.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate?.type === 'srflx') end('passed')
      // the same address as the device's own is not named twice
      else if (candidate === null) end(failed ? null : 'passed')
    })
    pc.createDataChannel('test')
    return pc.setLocalDescription()
  })
}

/** A relay alone, by this address of it: data from one connection to another, as in a call that is not direct. */
export function tryRelay({ url, username, credential }: RelayToTry): Promise<Ended> {
  return timed(async ({ open, end, expect }) => {
    const relayOnly: RTCConfiguration = {
      iceServers: [{ urls: url, username, credential }],
      iceTransportPolicy: 'relay',
    }
    const [one, two] = [open(relayOnly), open(relayOnly)]
    for (const [from, to] of [
      [one, two],
      [two, one],
    ] as const) {
      let hasAddress = false
      from.addEventListener('icecandidateerror', (event) => {
        const fault = faultOf(event.errorCode)
        // a timeout on one of the device's networks explains less
        if (!hasAddress && fault !== 'silent') expect({ fault, detail: event.errorText })
      })
      from.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate === null) {
          if (!hasAddress) end(null)
          return
        }
        // the last one is empty
        if (candidate.candidate === '') return
        hasAddress = true
        expect({ fault: 'no_data', detail: '' })
        to.addIceCandidate(candidate).catch(() => {
          // the other end is closed
        })
      })
    }
    const channel = one.createDataChannel('test')
    channel.addEventListener('open', () => end('passed'))
    const offer = await one.createOffer()
    // both know each other before any candidate comes
    await two.setRemoteDescription(offer)
    await one.setLocalDescription(offer)
    const answer = await two.createAnswer()
    await one.setRemoteDescription(answer)
    await two.setLocalDescription(answer)
  })
}

/** A connection that the SFU offers. */
export interface MediaOffer {
  sdp: string
  send(answer: string): Promise<unknown>
}

/**
 * The port through which the server forwards media: a connection as in a call of a group. As there, another one is
 * asked for when one does not come: the SFU's library refuses some.
 * @param again null: the server offers no other
 * @param relays none: without any; otherwise through them alone, as from a network that lets no UDP out
 */
export function tryMedia(
  first: MediaOffer,
  again: (nth: number) => Promise<MediaOffer | null>,
  relays: readonly RelayToTry[] = [],
): Promise<Ended> {
  return timed(async ({ open, end, hasEnded }) => {
    const underWay = new Set<number>()
    const pass = () => end('passed')
    async function connect({ sdp, send }: MediaOffer, failed: () => void): Promise<void> {
      const pc = open({
        iceServers: relays.map(({ url, username, credential }) => ({ urls: url, username, credential })),
        iceTransportPolicy: relays.length > 0 ? 'relay' : 'all',
      })
      pc.addEventListener('datachannel', ({ channel }) => {
        if (channel.readyState === 'open') pass()
        else channel.addEventListener('open', pass)
      })
      pc.addEventListener('connectionstatechange', () => {
        if (pc.connectionState === 'failed') failed()
      })
      await pc.setRemoteDescription({ type: 'offer', sdp })
      const answer = await pc.createAnswer()
      // before the first packet of this page, which may otherwise come first and get no answer
      await send(answer.sdp ?? '')
      await pc.setLocalDescription(answer)
    }
    for (let nth = 0; nth < CONNECTIONS; nth++) {
      const offer = nth === 0 ? first : await again(nth)
      // an offer may take longer than the rest of the test, and nothing closes what is opened after it
      if (hasEnded()) return
      if (!offer) break
      const late = Promise.withResolvers<void>()
      setTimeout(late.resolve, ONE_MORE_AFTER)
      underWay.add(nth)
      const failed = () => {
        underWay.delete(nth)
        late.resolve()
      }
      await connect(offer, failed).catch((error: unknown) => {
        if (nth === 0) throw error
        // the server refuses this one: another may still come
        failed()
      })
      await late.promise
      if (hasEnded()) return
    }
    // of others, one may still come
    if (underWay.size === 0) end(null)
  })
}

/** RFC 8656; 701: no answer. */
function faultOf(code: number): PathFault {
  if (code === 401 || code === 438) return 'credentials'
  if (code === 486 || code === 508) return 'full'
  return code >= 700 ? 'silent' : 'refused'
}

interface Attempting {
  open(given: RTCConfiguration): RTCPeerConnection
  /** Sets the fault to report unless the path works. */
  expect(fault: Fault): void
  /** null: it failed for the reason that is known */
  end(as: 'passed' | null): void
  hasEnded(): boolean
}

async function timed(run: (attempting: Attempting) => Promise<void>): Promise<Ended> {
  const began = performance.now()
  const opened: RTCPeerConnection[] = []
  let known: Fault = { fault: 'silent', detail: '' }
  const { promise, resolve } = Promise.withResolvers<'passed' | null>()
  let hasEnded = false
  const end = (as: 'passed' | null) => {
    hasEnded = true
    resolve(as)
  }
  const timer = setTimeout(() => end(null), PATIENCE)
  const attempting: Attempting = {
    open(given) {
      const pc = new RTCPeerConnection(given)
      opened.push(pc)
      return pc
    },
    expect(fault) {
      known = fault
    },
    end,
    hasEnded: () => hasEnded,
  }
  run(attempting).catch((error: unknown) => {
    known = { fault: 'refused', detail: error instanceof Error ? error.message : String(error) }
    end(null)
  })
  const ended = await promise
  clearTimeout(timer)
  for (const pc of opened) pc.close()
  if (ended === null) return { state: 'failed', ...known }
  return { state: 'passed', ms: Math.ceil((performance.now() - began) / 10) * 10 }
}
