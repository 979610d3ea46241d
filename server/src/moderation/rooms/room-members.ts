import type { MemberRole } from '@imbachat/protocol'
import type { RoomMember } from '@imbachat/protocol/http/moderation/rooms'
import { type SqlBool, sql } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import { missing, Refusal } from '../../chat/refusals.ts'
import { changeMembers } from '../../chat/rooms/members/change-members.ts'
import { roomNotFound } from '../../chat/rooms/room-policy.ts'
import { foldedWords } from '../../chat/users/fold-words.ts'
import { cardsById } from '../../chat/users/user-card.ts'
import type { ModeratedRoomsDeps, OfRoom } from './rooms-deps.ts'

export interface MembersPage {
  query: string
  cursor: string | null
  limit: number
}

/** Up to here all members are looked at; in a larger room the users are, by name, and whether they are in it. */
const FEW = 2_000

const places = cursorOf('text', 'text')

/** Members with these words in their name, id or e-mail address, by name. */
export async function findMembers(
  { readDb, chat }: ModeratedRoomsDeps,
  { widget_id, room_id }: OfRoom,
  member_count: number,
  { query, cursor, limit }: MembersPage,
): Promise<{ members: RoomMember[]; next: string | null }> {
  const place = cursor === null ? null : places.read(cursor)
  const words = foldedWords(query)
  if (words.length === 0) return { members: [], next: null }
  // In a large room the user's name is looked at first, and then whether the user is a member: a join leaves this order
  // to the database, which does not know how large the room is.
  const roleOf = sql<MemberRole | null>`(select role from member where widget_id = ${widget_id} and room_id = ${room_id}
    and user_id = u.id and state = 'joined')`
  const found = await readDb
    .selectFrom('chat_user as u')
    .select(['u.id', 'u.folded', roleOf.as('role')])
    .$narrowType<{ role: MemberRole }>()
    .where('u.widget_id', '=', widget_id)
    .where(roleOf, 'is not', null)
    .$if(member_count <= FEW, (q) =>
      q.where('u.id', 'in', (eb) =>
        eb
          .selectFrom('member')
          .select('user_id')
          .where('widget_id', '=', widget_id)
          .where('room_id', '=', room_id)
          .where(sql<SqlBool>`state = 'joined'`),
      ),
    )
    .where(({ and }) => and(words.map((word) => sql<SqlBool>`u.folded like ${`%${escaped(word)}%`} escape '\\'`)))
    .$if(place !== null, (q) => q.where(sql<SqlBool>`(u.folded, u.id) > (${place?.[0]}, ${place?.[1]})`))
    .orderBy('u.folded')
    .orderBy('u.id')
    .limit(limit + 1)
    .execute()
  const { page, next } = pageOf(found, limit, ({ folded, id }) => places.write(folded, id))
  const cardOf = await cardsById(
    chat.users,
    widget_id,
    page.map(({ id }) => id),
  )
  return {
    members: page.map(({ id, role }) => ({ user: cardOf(id), role })),
    next,
  }
}

/** @returns users who were not in it. @throws ChatError user_unknown, room_not_found */
export async function addMembers(
  { chat }: ModeratedRoomsDeps,
  { widget_id, room_id }: OfRoom,
  user_ids: string[],
): Promise<string[]> {
  const known = new Set((await chat.store.users(widget_id, user_ids)).map(({ user_id }) => user_id))
  const unknown = user_ids.find((id) => !known.has(id))
  if (unknown !== undefined) throw missing('user', unknown, 'user_ids')
  return changeMembers(chat, { widget_id, room_id, by: null, siteAdmin: true, act: 'add', user_ids })
}

/** @returns users who were in it. @throws ChatError room_not_found */
export function removeMembers(
  { chat }: ModeratedRoomsDeps,
  { widget_id, room_id }: OfRoom,
  { user_ids, ban }: { user_ids: string[]; ban: boolean },
): Promise<string[]> {
  return changeMembers(chat, { widget_id, room_id, by: null, siteAdmin: true, act: ban ? 'ban' : 'remove', user_ids })
}

/** The chats of the users whose role is another now show it at once. @throws ChatError user_unknown, room_not_found */
export async function changeMemberRole(
  { chat }: ModeratedRoomsDeps,
  { widget_id, room_id }: OfRoom,
  { user_id, role }: { user_id: string; role: MemberRole },
): Promise<{ member: RoomMember; changed: string[] }> {
  const outcome = await chat.store.changeRole({ widget_id, room_id, by: null, siteAdmin: true, user_id, role })
  if (outcome.kind === 'refused') {
    if (outcome.reason !== 'user_unknown') throw roomNotFound(room_id)
    throw new Refusal('user_unknown')
  }
  const { changed } = outcome
  if (changed.length > 0) chat.bus.publish({ t: 'room', widget_id, room_id, user_ids: changed })
  const cardOf = await cardsById(chat.users, widget_id, [user_id])
  return { member: { user: cardOf(user_id), role }, changed }
}

const escaped = (word: string) => word.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
