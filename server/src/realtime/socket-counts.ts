import { ChatError } from '@imbachat/protocol'
import type { Log } from '../domain/log.ts'
import { type Crowd, Crowds } from './crowds.ts'
import type { SocketLimits } from './limits.ts'
import type { Session } from './session.ts'

type Visitor = Pick<Session, 'widgetId' | 'address'>

/** How many sockets, and streams that stand for one, are open on this node. */
export interface SocketCounts {
  /** Why one more may not come; null: it may. Where the widget or the server is full, a stranger makes room for who may be a user. */
  refusal(visitor: Visitor): ChatError | null
  /** Until `isUser` it is a stranger's: of a guest, or of one who has not said who he is. Nobody vouches for them, and there may be any number. */
  opened(session: Session): void
  isUser(session: Session): void
  closed(session: Session): void
}

/** A place may come free at any time; thousands who wait for one are not to ask too often. Milliseconds. */
const RETRY_MS = 10_000

/**
 * A limit of 0 is none. Sockets of a user are counted where he is known, see `Hub.join`.
 * @param sessions all that are open, the oldest first
 */
export function socketCounts(limits: SocketLimits, sessions: Iterable<Session>, log: Log): SocketCounts {
  const byWidget = new Map<number, number>()
  const byAddress = new Map<string, number>()
  /** null: nothing was full yet. Keeping them in order would be a tenth of what an idle socket costs. */
  let strangers: Strangers | null = null
  let all = 0
  let told = false

  function refusal(visitor: Visitor): ChatError | null {
    const { widgetId, address } = visitor
    if (address !== null && reached(limits.ofAddress, byAddress.get(address))) return full('This address')
    if (reached(limits.ofWidget, byWidget.get(widgetId))) {
      return makeRoom(inOrder().firstToGoOfWidget(visitor), 'This widget')
    }
    if (!reached(limits.ofServer, all)) return null
    if (!told) log.warn('MAX_SOCKETS is reached: strangers make room, other new sockets are refused', { sockets: all })
    told = true
    return makeRoom(inOrder().firstToGo(visitor), 'This server')
  }

  function inOrder(): Strangers {
    if (strangers) return strangers
    strangers = createStrangers()
    for (const session of sessions) if (isStranger(session)) strangers.add(session)
    return strangers
  }

  function makeRoom(stranger: Session | undefined, whose: string): ChatError | null {
    if (!stranger) return full(whose)
    strangers?.remove(stranger)
    stranger.dismiss(full(whose))
    return null
  }

  return {
    refusal,
    opened(session) {
      const { widgetId, address } = session
      all++
      change(byWidget, widgetId, 1)
      if (address !== null) change(byAddress, address, 1)
      strangers?.add(session)
    },
    isUser: (session) => strangers?.remove(session),
    closed(session) {
      const { widgetId, address } = session
      strangers?.remove(session)
      all--
      change(byWidget, widgetId, -1)
      if (address !== null) change(byAddress, address, -1)
      // Said again when it is reached again after a while with room, not at each socket around the limit.
      if (all < limits.ofServer * 0.9) told = false
    },
  }
}

type Strangers = ReturnType<typeof createStrangers>

const isStranger = ({ state }: Session) =>
  state.kind === 'greeting' ||
  (state.kind === 'live' && (state.principal.kind === 'guest' || state.principal.guest === true))

/**
 * In which order strangers make room. Those of the address that has the most of them go first, a newcomer's own address counted with
 * him: so whoever floods from one address drives out himself. Where no address has two, those of the widget that has the most.
 */
function createStrangers() {
  const addresses = new Crowds<string, Session>()
  const widgets = new Crowds<number, Session>()
  const addressesOf = new Map<number, Crowds<string, Session>>()

  return {
    add(session: Session): void {
      const { widgetId, address } = session
      widgets.add(widgetId, session)
      if (address === null) return
      addresses.add(address, session)
      const ofWidget = addressesOf.get(widgetId) ?? new Crowds()
      ofWidget.add(address, session)
      addressesOf.set(widgetId, ofWidget)
    },
    /** Also one that is none any more. */
    remove(session: Session): void {
      const { widgetId, address } = session
      widgets.remove(widgetId, session)
      if (widgets.of(widgetId) === undefined) addressesOf.delete(widgetId)
      if (address === null) return
      addresses.remove(address, session)
      addressesOf.get(widgetId)?.remove(address, session)
    },
    firstToGo: ({ widgetId, address }: Visitor) => (crowded(addresses, address) ?? widgets.largest(widgetId))?.oldest,
    firstToGoOfWidget: ({ widgetId, address }: Visitor) =>
      (crowded(addressesOf.get(widgetId), address) ?? widgets.of(widgetId))?.oldest,
  }
}

/** The strangers of the address that has the most, if those are several once the newcomer is counted. */
function crowded(addresses: Crowds<string, Session> | undefined, newcomer: string | null): Crowd<Session> | undefined {
  const most = addresses?.largest(newcomer ?? '')
  return most && (most.size > 1 || most.oldest.address === newcomer) ? most : undefined
}

const reached = (limit: number, count = 0) => limit > 0 && count >= limit

const full = (whose: string) =>
  new ChatError('too_many_sockets', `${whose} has the maximum number of connections.`, { retryAfterMs: RETRY_MS })

function change<Key>(counts: Map<Key, number>, key: Key, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by
  if (count > 0) counts.set(key, count)
  else counts.delete(key)
}
