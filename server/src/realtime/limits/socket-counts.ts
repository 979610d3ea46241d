import { ChatError } from '@imbachat/protocol'
import type { Log } from '../../chat/log.ts'
import type { Limits } from '../../config/limits.ts'
import type { Session } from '../connection/session.ts'
import { type Crowd, Crowds } from './crowds.ts'

type Visitor = Pick<Session, 'widget_id' | 'address'> & { mostSockets?: number | null }

/** Counts the connections (WebSockets and streams) that are open on this node. */
export interface SocketCounts {
  /**
   * Why one more connection may not open; null: it may. If the widget or the server is full, the server evicts a guest
   * or an unauthenticated connection, since the new one may be a user's.
   */
  refusal(visitor: Visitor): ChatError | null
  /**
   * Until `isUser`, the connection is evictable: it belongs to a guest or has not authenticated. Such connections may
   * come in any number.
   */
  opened(session: Session): void
  isUser(session: Session): void
  closed(session: Session): void
}

/** A place may come free at any time, but thousands of waiting clients must not ask too often. Milliseconds. */
const RETRY_MS = 10_000

/**
 * A limit of 0 means unlimited. The connections of a user are counted in `Hub.join`, where the user is known.
 * @param sessions all that are open, the oldest first
 */
export function socketCounts(limits: Limits, sessions: Iterable<Session>, log: Log): SocketCounts {
  const byWidget = new Map<number, number>()
  const byAddress = new Map<string, number>()
  /** null: nothing was full yet. Keeping the order costs a tenth of what an idle connection costs. */
  let evictable: Evictable | null = null
  let all = 0
  let logged = false

  function refusal(visitor: Visitor): ChatError | null {
    const { widget_id, address } = visitor
    if (address !== null && reached(limits.MAX_SOCKETS_PER_ADDRESS, byAddress.get(address))) return full('This address')
    if (reached(visitor.mostSockets ?? limits.MAX_SOCKETS_PER_WIDGET, byWidget.get(widget_id))) {
      return makeRoom(inOrder().firstToGoOfWidget(visitor), 'This widget')
    }
    if (!reached(limits.MAX_SOCKETS, all)) return null
    if (!logged)
      log.warn(
        'MAX_SOCKETS is reached: guests and unauthenticated connections are evicted, then new connections refused',
        { sockets: all },
      )
    logged = true
    return makeRoom(inOrder().firstToGo(visitor), 'This server')
  }

  function inOrder(): Evictable {
    if (evictable) return evictable
    evictable = createEvictable()
    for (const session of sessions) if (isEvictable(session)) evictable.add(session)
    return evictable
  }

  function makeRoom(evicted: Session | undefined, subject: string): ChatError | null {
    if (!evicted) return full(subject)
    evictable?.remove(evicted)
    evicted.disconnect(full(subject))
    return null
  }

  return {
    refusal,
    opened(session) {
      const { widget_id, address } = session
      all++
      change(byWidget, widget_id, 1)
      if (address !== null) change(byAddress, address, 1)
      evictable?.add(session)
    },
    isUser: (session) => evictable?.remove(session),
    closed(session) {
      const { widget_id, address } = session
      evictable?.remove(session)
      all--
      change(byWidget, widget_id, -1)
      if (address !== null) change(byAddress, address, -1)
      // Logged again when the limit is reached after a while below it, not at each connection around the limit.
      if (all < limits.MAX_SOCKETS * 0.9) logged = false
    },
  }
}

type Evictable = ReturnType<typeof createEvictable>

const isEvictable = ({ state }: Session) =>
  state.kind === 'unauthenticated' ||
  (state.kind === 'live' && (state.principal.kind === 'guest' || state.principal.guest === true))

/**
 * The order of eviction. The address with the most evictable connections loses its oldest first, and the newcomer
 * counts towards its own address: a flood from one address evicts itself. If no address has two, the widget with the
 * most loses its oldest.
 */
function createEvictable() {
  const addresses = new Crowds<string, Session>()
  const widgets = new Crowds<number, Session>()
  const addressesOf = new Map<number, Crowds<string, Session>>()

  return {
    add(session: Session): void {
      const { widget_id, address } = session
      widgets.add(widget_id, session)
      if (address === null) return
      addresses.add(address, session)
      const ofWidget = addressesOf.get(widget_id) ?? new Crowds()
      ofWidget.add(address, session)
      addressesOf.set(widget_id, ofWidget)
    },
    /** Accepts also a session that is not evictable any more. */
    remove(session: Session): void {
      const { widget_id, address } = session
      widgets.remove(widget_id, session)
      if (widgets.of(widget_id) === undefined) addressesOf.delete(widget_id)
      if (address === null) return
      addresses.remove(address, session)
      addressesOf.get(widget_id)?.remove(address, session)
    },
    firstToGo: ({ widget_id, address }: Visitor) => (crowded(addresses, address) ?? widgets.largest(widget_id))?.oldest,
    firstToGoOfWidget: ({ widget_id, address }: Visitor) =>
      (crowded(addressesOf.get(widget_id), address) ?? widgets.of(widget_id))?.oldest,
  }
}

/** The evictable connections of the address with the most, if those are several once the newcomer is counted. */
function crowded(addresses: Crowds<string, Session> | undefined, newcomer: string | null): Crowd<Session> | undefined {
  const most = addresses?.largest(newcomer ?? '')
  return most && (most.size > 1 || most.oldest.address === newcomer) ? most : undefined
}

const reached = (limit: number, count = 0) => limit > 0 && count >= limit

const full = (subject: string) =>
  new ChatError('too_many_sockets', `${subject} has the maximum number of connections.`, { retryAfterMs: RETRY_MS })

function change<Key>(counts: Map<Key, number>, key: Key, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by
  if (count > 0) counts.set(key, count)
  else counts.delete(key)
}
