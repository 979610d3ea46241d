import { ChatError } from '@imbachat/protocol'
import type { Log } from '../domain/log.ts'
import type { SocketLimits } from './limits.ts'
import type { Session } from './session.ts'

type Visitor = Pick<Session, 'widgetId' | 'address'>

/** How many sockets, and streams that stand for one, are open on this node. */
export interface SocketCounts {
  /** Why one more may not come; null: it may. */
  refusal(visitor: Visitor): ChatError | null
  opened(session: Session): void
  closed(session: Session): void
}

/** A place may come free at any time; thousands who wait for one are not to ask too often. Milliseconds. */
const RETRY_MS = 10_000

/** A limit of 0 is none. Sockets of a user are counted where he is known, see `Hub.join`. */
export function socketCounts(limits: SocketLimits, log: Log): SocketCounts {
  const byWidget = new Map<number, number>()
  const byAddress = new Map<string, number>()
  let all = 0
  let told = false

  function refusal({ widgetId, address }: Visitor): ChatError | null {
    if (reached(limits.ofServer, all)) {
      if (!told) log.warn('MAX_SOCKETS is reached: new sockets are refused', { sockets: all })
      told = true
      return full('This server')
    }
    if (reached(limits.ofWidget, byWidget.get(widgetId))) return full('This widget')
    if (address !== null && reached(limits.ofAddress, byAddress.get(address))) return full('This address')
    return null
  }

  return {
    refusal,
    opened({ widgetId, address }) {
      all++
      change(byWidget, widgetId, 1)
      if (address !== null) change(byAddress, address, 1)
    },
    closed({ widgetId, address }) {
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
