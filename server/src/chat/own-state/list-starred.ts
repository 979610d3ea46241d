import type { ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { cursorOf, pageOf } from '../cursor.ts'
import { isHeldSeq, ownCopiesIn } from '../held/own-copy.ts'
import type { UserPrincipal } from '../principal.ts'
import { isHidden } from './hidden.ts'

/** @throws ChatError invalid_field for a cursor that no page returned */
export async function listStarred(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  principal: UserPrincipal,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<ReplyTo<'messages.starred'>> {
  const { widget_id, user_id } = principal
  const all = await store.starred(widget_id, user_id)
  const after = cursor === undefined ? null : starAt(...places.read(cursor))
  const rest = after ? all.filter((star) => compare(star, after) > 0) : all
  const { page, next } = pageOf(rest, limit, ({ at, room_id, seq }) => places.write(at, room_id, seq))
  const whole = page.filter(({ seq }) => !isHeldSeq(seq))
  const found = whole.length > 0 ? await store.messagesAt(widget_id, whole) : []
  const inRooms = page.filter(({ seq }) => isHeldSeq(seq)).map(({ room_id }) => room_id)
  const copies = inRooms.length > 0 ? await ownCopiesIn({ store }, principal, inRooms) : new Map<number, never[]>()
  const stored = page.map((star) =>
    isHeldSeq(star.seq)
      ? copies.get(star.room_id)?.find(({ message }) => message.seq === star.seq)?.message
      : found[whole.indexOf(star)],
  )
  const [memberships, hides] = await Promise.all([
    store.membershipsOf(
      widget_id,
      user_id,
      page.map(({ room_id }) => room_id),
    ),
    isHidden(
      store,
      { widget_id, user_id },
      page.map(({ room_id }) => room_id),
    ),
  ])
  const cleared = new Map(memberships.map(({ room_id, cleared_seq }) => [room_id, cleared_seq]))
  const messages = page.flatMap(({ room_id, seq, at: starred_at }, n) => {
    const message = stored[n]
    const isThere = message?.deleted_at === null && seq > (cleared.get(room_id) ?? seq) && !hides(room_id, seq)
    return isThere ? [{ room_id, starred_at, message }] : []
  })
  return {
    messages,
    users: await users.cards(widget_id, [...new Set(messages.map(({ message }) => message.sender_id))]),
    next,
  }
}

/** The place of a held message that looks sent is a fraction. */
const places = cursorOf('number', 'number', 'decimal')
const starAt = (at: number, room_id: number, seq: number): Star => ({ at, room_id, seq })

interface Star {
  at: number
  room_id: number
  seq: number
}

/** In the order of `ChatStore.starred`. */
const compare = (a: Star, b: Star) => b.at - a.at || b.room_id - a.room_id || b.seq - a.seq
