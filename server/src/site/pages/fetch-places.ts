import { ChatError } from '@imbachat/protocol'
import { createCallSlots } from '../../egress/call-slots.ts'

/**
 * Limits the answers that are in memory at the same time, for addresses that programs name. The limits of egress are
 * per host, and the owner of a domain has as many hosts as they like.
 */
export interface FetchPlaces {
  /** @throws ChatError server_busy when too many wait already, of this widget or of all */
  within<T>(widget_id: number, fetch: () => Promise<T>): Promise<T>
}

/** @param atOnce of all widgets; one widget has a quarter of these places */
export function createFetchPlaces(atOnce: number): FetchPlaces {
  const quarter = Math.ceil(atOnce / 4)
  const ofWidgets = createCallSlots({ atOnce: quarter, waiting: 2 * quarter })
  const ofServer = createCallSlots({ atOnce, waiting: atOnce })
  const { signal } = new AbortController()

  const take = (places: typeof ofServer, name: string): Promise<() => void> => {
    const place = places.take(name, signal)
    if (place === null)
      throw new ChatError('server_busy', 'too many files and pictures are being fetched: try again', {
        retryAfterMs: 1_000,
      })
    return place
  }

  return {
    async within(widget_id, fetch) {
      const leaveWidget = await take(ofWidgets, String(widget_id))
      try {
        const leaveServer = await take(ofServer, 'all')
        return await fetch().finally(leaveServer)
      } finally {
        leaveWidget()
      }
    },
  }
}
