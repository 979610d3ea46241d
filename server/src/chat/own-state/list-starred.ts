import type { ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { cursorError, cursorOf, pageOf } from '../cursor.ts'
import { isHeldSeq, ownCopiesIn } from '../held/own-copy.ts'
import type { UserPrincipal } from '../principal.ts'
import { isHidden } from './hidden.ts'

/** @throws ChatError invalid_field for a cursor that no page returned */
export async function listStarred(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  principal: UserPrincipal,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Promise<ReplyTo<'messages.starred'>> {
  const { widgetId, userId } = principal
  const all = await store.starred(widgetId, userId)
  const after = cursor === undefined ? null : placeOf(cursor)
  const rest = after ? all.filter((star) => compare(star, after) > 0) : all
  const { page, next } = pageOf(rest, limit, ({ at, roomId, seq }) => places.write(at, roomId, String(seq)))
  const whole = page.filter(({ seq }) => !isHeldSeq(seq))
  const found = whole.length > 0 ? await store.messagesAt(widgetId, whole) : []
  const inRooms = page.filter(({ seq }) => isHeldSeq(seq)).map(({ roomId }) => roomId)
  const copies = inRooms.length > 0 ? await ownCopiesIn({ store }, principal, inRooms) : new Map<number, never[]>()
  const stored = page.map((star) =>
    isHeldSeq(star.seq)
      ? copies.get(star.roomId)?.find(({ message }) => message.seq === star.seq)?.message
      : found[whole.indexOf(star)],
  )
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
  return {
    messages,
    users: await users.cards(widgetId, [...new Set(messages.map(({ message }) => message.sender_id))]),
    next,
  }
}

/** The place of a held message that looks sent is a fraction. */
const places = cursorOf('number', 'number', 'rest')

function placeOf(cursor: string): Star {
  const [at, roomId, rest] = places.read(cursor)
  const seq = Number(rest)
  if (!(seq > 0)) throw cursorError()
  return { at, roomId, seq }
}

interface Star {
  at: number
  roomId: number
  seq: number
}

/** In the order of `ChatStore.starred`. */
const compare = (a: Star, b: Star) => b.at - a.at || b.roomId - a.roomId || b.seq - a.seq
