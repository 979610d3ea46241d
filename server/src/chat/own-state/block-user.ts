import { ChatError, isGuestId, isGuestUser, type OwnItem, type ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { fromRow } from './own-item.ts'

/** Blocks and unblocks of one user. Each marks the pair's dialogs and is told to both. */
const RATE = { burst: 60, perSecond: 0.5 }

/** @throws ChatError invalid_field, user_unknown, too_many_blocked, rate_limited */
export async function blockUser(
  { store, users, bus, messageRate }: Pick<ChatDeps, 'store' | 'users' | 'bus' | 'messageRate'>,
  { widgetId, userId }: UserPrincipal,
  { peerId, blocked }: { peerId: string; blocked: boolean },
): Promise<OwnItem> {
  if (peerId === userId || isGuestId(peerId)) {
    throw new ChatError('invalid_field', 'user_id must name another user', { field: 'user_id' })
  }
  takeOrRefuse(messageRate, `blocks ${widgetId}/${userId}`, RATE, 'Too many blocks.')
  if (blocked && !isGuestUser(peerId) && (await users.check(widgetId, peerId)) === 'unknown') {
    throw new ChatError('user_unknown', `The site does not know user ${JSON.stringify(peerId)}.`, { field: 'user_id' })
  }
  const outcome = await store.putBlock({ widgetId, userId, peerId, blocked })
  if (outcome.kind === 'full') {
    const message = `A user may block at most ${outcome.most} users.`
    throw new ChatError('too_many_blocked', message, { field: 'user_id' })
  }
  const item = fromRow(outcome.item)
  if (outcome.changed) bus.publish({ t: 'own', widgetId, userId, items: [item] })
  for (const roomId of outcome.rooms) bus.publish({ t: 'room', widgetId, roomId, userIds: [userId, peerId] })
  return item
}

export async function listBlocked(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  { widgetId, userId }: UserPrincipal,
  { cursor, limit }: { cursor: number | undefined; limit: number },
): Promise<ReplyTo<'blocked.list'>> {
  const found = await store.blocksOf(widgetId, userId, { cursor: cursor ?? null, limit: limit + 1 })
  const page = found.slice(0, limit)
  const cards = await users.cards(
    widgetId,
    page.map((block) => block.userId),
  )
  return { users: cards, next: found.length > limit ? (page.at(-1)?.rev ?? null) : null }
}
