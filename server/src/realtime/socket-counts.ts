import { ChatError } from '@imbachat/protocol'
import type { Log } from '../domain/log.ts'
import type { SocketLimits } from './limits.ts'
import type { Session } from './session.ts'

type Visitor = Pick<Session, 'widgetId' | 'address'>

/** How many sockets, and streams that stand for one, are open on this node. */
export interface SocketCounts {
  /** Why one more may not come; null: it may. Where the widget or the server is full, a guest makes room for who may be a user. */
  refusal(visitor: Visitor): ChatError | null
  opened(session: Session): void
  /** It is a guest's: nobody vouches for who that is, and there may be any number. */
  isGuest(session: Session): void
  closed(session: Session): void
}

/** A place may come free at any time; thousands who wait for one are not to ask too often. Milliseconds. */
const RETRY_MS = 10_000

/** A limit of 0 is none. Sockets of a user are counted where he is known, see `Hub.join`. */
export function socketCounts(limits: SocketLimits, log: Log): SocketCounts {
  const byWidget = new Map<number, number>()
  const byAddress = new Map<string, number>()
  /** by widget, the one that came first first */
  const guests = new Map<number, Set<Session>>()
  let all = 0
  let told = false

  function refusal({ widgetId, address }: Visitor): ChatError | null {
    if (address !== null && reached(limits.ofAddress, byAddress.get(address))) return full('This address')
    if (reached(limits.ofWidget, byWidget.get(widgetId))) {
      return makeRoom(guests.get(widgetId), 'This widget')
    }
    if (!reached(limits.ofServer, all)) return null
    if (!told) log.warn('MAX_SOCKETS is reached: guests make room, other new sockets are refused', { sockets: all })
    told = true
    const most = [...guests.values()].reduce((most, of) => (of.size > most.size ? of : most), new Set<Session>())
    return makeRoom(most, 'This server')
  }

  function makeRoom(among: Set<Session> | undefined, whose: string): ChatError | null {
    const [oldest] = among ?? []
    if (!oldest) return full(whose)
    forget(oldest)
    oldest.bye(full(whose))
    return null
  }

  function forget(session: Session): void {
    const known = guests.get(session.widgetId)
    if (known?.delete(session) && known.size === 0) guests.delete(session.widgetId)
  }

  return {
    refusal,
    opened({ widgetId, address }) {
      all++
      change(byWidget, widgetId, 1)
      if (address !== null) change(byAddress, address, 1)
    },
    isGuest(session) {
      const known = guests.get(session.widgetId)
      if (known) known.add(session)
      else guests.set(session.widgetId, new Set([session]))
    },
    closed(session) {
      const { widgetId, address } = session
      forget(session)
      all--
      change(byWidget, widgetId, -1)
      if (address !== null) change(byAddress, address, -1)
      // Said again when it is reached again after a while with room, not at each socket around the limit.
      if (all < limits.ofServer * 0.9) told = false
    },
  }
}

const reached = (limit: number, count = 0) => limit > 0 && count >= limit

const full = (whose: string) =>
  new ChatError('too_many_sockets', `${whose} has as many sockets as it may.`, { retryAfterMs: RETRY_MS })

function change<Key>(counts: Map<Key, number>, key: Key, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by
  if (count > 0) counts.set(key, count)
  else counts.delete(key)
}
