import type { CallSignal, Ice } from '@imbachat/protocol'
import { observable } from '../observable.ts'
import type { SdkClock } from '../types.ts'
import type { CallRoom, Devices, MediaKind, MediaMember, MediaState, MediaStats, Peer } from './media-room.ts'
import { createPeerLink, type PeerLink } from './peer-link.ts'
import type { Quality } from './quality.ts'
import { LOOK_EVERY, setStats, watchNetwork } from './room-parts.ts'
import { createSignals } from './signals.ts'

const WORST: readonly Quality[] = ['bad', 'weak', 'good']

/**
 * Media without a server: each exchanges it with each, directly or through a relay. Of two, one that gets no media for
 * long gives up; in a group it goes on trying, since the others are there.
 */
export function createPeerRoom(options: {
  clock: SdkClock
  devices: Devices
  group: boolean
  ice: Ice
  send(to: string, n: number, signal: CallSignal): Promise<unknown>
  /** @returns new credentials; null: none now */
  newIce(): Promise<Ice | null>
  checkServer(): void
  isLinked(): boolean
}): CallRoom {
  const { clock, devices, group } = options
  const state = observable<MediaState>('connecting')
  const members = observable<readonly MediaMember[]>([])
  const stats = observable<MediaStats>({ quality: 'good', speaking: [] })
  const tracks: Record<MediaKind, MediaStreamTrack | null> = { audio: null, video: null }
  const links = new Map<string, PeerLink>()
  /** a party whose link was closed does not come back */
  const closed = new Set<string>()
  let { ice } = options
  let left = false
  let wasConnected = false
  let cancelLook = () => {}

  function link({ party, polite }: Peer): void {
    const made = createPeerLink({
      ...options,
      ...{ polite, tracks },
      signals: createSignals(clock, ({ n, signal }) => options.send(party, n, signal)),
      ice: () => ice,
      newIce: async () => {
        ice = (await options.newIce()) ?? ice
      },
      links: () => Math.max(1, links.size),
    })
    links.set(party, made)
    made.stream.subscribe(show)
    made.state.subscribe((now) => {
      if (now === 'lost' && group) made.tryAgain()
      else show()
    })
  }

  function show(): void {
    if (left) return
    members.set(
      [...links].flatMap(([party, one]): MediaMember[] => {
        const stream = one.stream.get()
        return stream ? [{ party, stream, state: one.state.get() }] : []
      }),
    )
    const states = [...links.values()].map((one) => one.state.get())
    if (!group && states[0] === 'lost') {
      leave()
      state.set('lost')
      return
    }
    const isConnected = states.includes('connected') || (group && states.length === 0)
    wasConnected ||= isConnected
    const next = isConnected ? 'connected' : wasConnected ? 'reconnecting' : 'connecting'
    state.set(next)
  }

  async function look(): Promise<void> {
    await Promise.all([...links.values()].map((one) => one.look()))
    if (left) return
    const now = [...links].map(([party, one]) => ({ party, ...one.now() }))
    const quality = WORST.find((level) => now.some((one) => one.quality === level)) ?? 'good'
    const speaking = now.flatMap(({ party, speaks }) => (speaks ? [party] : []))
    setStats(stats, { quality, speaking })
    cancelLook = clock.after(LOOK_EVERY, () => void look())
  }

  const unwatchNetwork = watchNetwork(() => {
    for (const one of links.values()) one.networkChanged()
  })

  function leave(): void {
    left = true
    cancelLook()
    unwatchNetwork()
    for (const one of links.values()) one.close()
    links.clear()
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
      await Promise.all([...links.values()].map((one) => one.changed(kind)))
    },
    subscribe: (party, video) => links.get(party)?.want(video !== 'off'),
    meet(peers) {
      if (left) return
      const before = links.size
      for (const [party, one] of links) {
        if (peers.some((peer) => peer.party === party)) continue
        one.close()
        links.delete(party)
        closed.add(party)
      }
      for (const peer of peers) if (!links.has(peer.party) && !closed.has(peer.party)) link(peer)
      // the share of each is another one
      if (links.size !== before) for (const one of links.values()) void one.changed('video')
      show()
    },
    receive: (from, signal) => links.get(from)?.receive(signal),
    linked() {
      for (const one of links.values()) one.linked()
    },
    leave,
  }
}
