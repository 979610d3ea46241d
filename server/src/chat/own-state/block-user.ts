import { ChatError, isGuestId, isGuestUser, type OwnItem, type ReplyTo } from '@imbachat/protocol'
import { stopCallBetween } from '../calls/stop-call.ts'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { missing } from '../refusals.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { fromRow } from './own-item.ts'

/** Blocks and unblocks of one user. Each marks the pair's dialogs and notifies both. */
const RATE = { burst: 60, perSecond: 0.5 }

/** @throws ChatError invalid_field, user_unknown, too_many_blocked, rate_limited */
export async function blockUser(
  { store, users, bus, messageRate }: Pick<ChatDeps, 'store' | 'users' | 'bus' | 'messageRate'>,
  { widget_id, user_id }: UserPrincipal,
  { peer_id, blocked }: { peer_id: string; blocked: boolean },
): Promise<OwnItem> {
  if (peer_id === user_id || isGuestId(peer_id)) {
    throw new ChatError('invalid_field', 'user_id must name another user', { field: 'user_id' })
  }
  takeOrRefuse(messageRate, `blocks ${widget_id}/${user_id}`, RATE, 'Too many blocks.')
  if (blocked && !isGuestUser(peer_id) && (await users.check(widget_id, peer_id)) === 'unknown') {
    throw missing('user_of_site', JSON.stringify(peer_id))
  }
  const outcome = await store.putBlock({ widget_id, user_id, peer_id, blocked })
  if (outcome.kind === 'full') {
    const message = `A user may block at most ${outcome.most} users.`
    throw new ChatError('too_many_blocked', message, { field: 'user_id' })
  }
  const item = fromRow(outcome.item)
  if (outcome.changed) bus.publish({ t: 'own', widget_id, user_id, items: [item] })
  for (const room_id of outcome.rooms) bus.publish({ t: 'room', widget_id, room_id, user_ids: [user_id, peer_id] })
  if (blocked) await stopCallBetween({ store, bus }, widget_id, user_id, peer_id)
  return item
}

export async function listBlocked(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  { widget_id, user_id }: UserPrincipal,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<ReplyTo<'blocked.list'>> {
  const found = await store.blocksOf(widget_id, user_id, { cursor: cursor ?? null, limit: limit + 1 })
  const page = found.slice(0, limit)
  const cards = await users.cards(
    widget_id,
    page.map((block) => block.user_id),
  )
  return { users: cards, next: found.length > limit ? (page.at(-1)?.rev ?? null) : null }
}
