import type { ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { cursorError } from '../cursor-error.ts'
import type { UserPrincipal } from '../principal.ts'
import { isHidden } from './hidden.ts'

/** @throws ChatError invalid_field for a cursor that no page returned */
export async function listStarred(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  { widgetId, userId }: UserPrincipal,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Promise<ReplyTo<'messages.starred'>> {
  const all = await store.starred(widgetId, userId)
  const after = cursor === undefined ? null : placeOf(cursor)
  const rest = after ? all.filter((star) => compare(star, after) > 0) : all
  const page = rest.slice(0, limit)
  const stored = await store.messagesAt(widgetId, page)
  const [memberships, hides] = await Promise.all([
    store.membershipsOf(
      widgetId,
      userId,
      page.map(({ roomId }) => roomId),
    ),
    isHidden(
      store,
      { widgetId, userId },
      page.map(({ roomId }) => roomId),
    ),
  ])
  const cleared = new Map(memberships.map(({ roomId, clearedSeq }) => [roomId, clearedSeq]))
  const messages = page.flatMap(({ roomId: room_id, seq, at: starred_at }, n) => {
    const message = stored[n]
    const isThere = message?.deleted_at === null && seq > (cleared.get(room_id) ?? seq) && !hides(room_id, seq)
    return isThere ? [{ room_id, starred_at, message }] : []
  })
  const last = rest.length > page.length ? page.at(-1) : undefined
  return {
    messages,
    users: await users.cards(widgetId, [...new Set(messages.map(({ message }) => message.sender_id))]),
    next: last ? `${last.at}.${last.roomId}.${last.seq}` : null,
  }
}

interface Star {
  at: number
  roomId: number
  seq: number
}

/** In the order of `ChatStore.starred`. */
const compare = (a: Star, b: Star) => b.at - a.at || b.roomId - a.roomId || b.seq - a.seq

function placeOf(cursor: string): Star {
  if (!/^\d{1,16}\.\d{1,16}\.\d{1,16}$/.test(cursor)) {
    throw cursorError()
  }
  const [at = 0, roomId = 0, seq = 0] = cursor.split('.').map(Number)
  return { at, roomId, seq }
}
