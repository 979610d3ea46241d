import type { Message } from '@imbachat/protocol'
import type { BusEvent } from '../bus.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { expiringMap } from '../expiring-map.ts'
import { firstLink } from './first-link.ts'
import { MAKE_PREVIEW } from './make-preview.ts'

/**
 * Rate of previews of one user's links; links above it get no preview, because each is a call to an address that the
 * user chose.
 */
const RATE = { burst: 20, perSecond: 0.2 }
/** If the text was written or edited longer ago, the change is one that leaves the text as it is. */
const FRESH_MS = 10_000
const REMEMBERED = 5_000

interface FeedOptions extends Pick<ChatDeps, 'bus' | 'store' | 'clock' | 'log' | 'messageRate'> {
  wake(): void
}

/**
 * Adds a job for each link of a message that this node stored. The message does not wait: it is committed, and for most
 * texts one search for "://" is all the work.
 * @returns stop
 */
export function feedPreviews({ bus, store, clock, log, messageRate, wake }: FeedOptions): () => void {
  /** the link that a message had when it was looked at */
  const seen = expiringMap<string>(clock, REMEMBERED)

  async function ask({ widget_id, room_id, message }: BusEvent & { t: 'message' }): Promise<void> {
    const { seq, sender_id, edited_at } = message
    if (messageRate.take(`previews ${widget_id}/${sender_id}`, RATE) > 0) return
    const id = `preview ${room_id} ${seq} ${edited_at ?? 0}`
    await store.addJob({ widget_id, id, kind: MAKE_PREVIEW, payload: { room_id, seq, edited_at } })
    wake()
  }

  return bus.subscribe((event, from) => {
    if (event.t !== 'message' || from !== bus.node_id || !mayHavePreview(event.message, clock.now())) return
    const link = firstLink(event.message)
    const key = `${event.widget_id}/${event.room_id}/${event.message.seq}`
    // also where its sender took the preview away: an edit beside the link brings nothing back
    if (link === null || seen.get(key) === link) return
    seen.set(key, link, 60 * 60_000)
    ask(event).catch((error: unknown) => log.warn('a link gets no preview', { error }))
  })
}

const mayHavePreview = (message: Message, now: number): boolean =>
  message.deleted_at === null &&
  message.preview === undefined &&
  message.system === undefined &&
  now - (message.edited_at ?? message.created_at) < FRESH_MS
