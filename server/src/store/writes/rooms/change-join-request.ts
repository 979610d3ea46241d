import { ROOM_TYPE } from '@imbachat/protocol/site'
import type { Kysely } from 'kysely'
import { toRow } from '../../../chat/own-state/own-item.ts'
import type { ChangeJoinRequests, JoinRequestsOutcome, UserItem } from '../../../chat/ports.ts'
import { refusalToAsk } from '../../../chat/rooms/rights.ts'
import type { Limits } from '../../../config/limits.ts'
import type { Database } from '../../schema/schema.ts'
import { putItem } from '../users/put-own-item.ts'
import { oneByOne } from '../write.ts'
import { roomFor } from './edit-room.ts'
import { usedInvites } from './used-invites.ts'

/** Milliseconds. */
const HOUR = 3_600_000

type Input = ChangeJoinRequests & { at: number }
type Asking = Extract<Input, { act: 'ask' }>

/**
 * Opens, takes back or declines requests to join. Each is stored twice in one transaction: for the room's managers, and
 * as an item of the own state of the user who asks. Accepting is a change of members.
 */
export const changeJoinRequests = oneByOne<Input, JoinRequestsOutcome>(async (db, input, limits) => {
  switch (input.act) {
    case 'ask':
      return ask(db, input, limits)
    case 'cancel':
      return { kind: 'done', items: await takeBack(db, input, input.user_ids, null) }
    case 'decline': {
      const found = await roomFor(db, 'manage', input)
      if (typeof found === 'string') return { kind: 'refused', reason: found }
      const until = input.at + limits.JOIN_COOLDOWN_HOURS * HOUR
      return { kind: 'done', items: await takeBack(db, input, input.user_ids, until) }
    }
  }
})

async function ask(db: Kysely<Database>, input: Asking, limits: Limits): Promise<JoinRequestsOutcome> {
  const { widget_id, room_id, user_id, note, at } = input
  const room = await db
    .selectFrom('room as r')
    .leftJoin('member as m', (join) =>
      join.onRef('m.widget_id', '=', 'r.widget_id').onRef('m.room_id', '=', 'r.id').on('m.user_id', '=', user_id),
    )
    .leftJoin('join_request as j', (join) =>
      join.onRef('j.widget_id', '=', 'r.widget_id').onRef('j.room_id', '=', 'r.id').on('j.user_id', '=', user_id),
    )
    .where('r.widget_id', '=', widget_id)
    .where('r.id', '=', room_id)
    .where('r.type', '=', ROOM_TYPE.conference)
    .select(['r.title', 'r.pipe', 'r.is_public', 'r.by_request', 'r.join_requests', 'm.state'])
    .select(['j.asked_at', 'j.declined_until'])
    .executeTakeFirst()
  if (!room) return { kind: 'refused', reason: 'room_not_found' }
  const invites = await usedInvites(db, [input])
  const reason = refusalToAsk({
    state: room.state ?? undefined,
    is_public: room.is_public === 1,
    link: invites.stateOf(input),
    takesRequests: room.by_request === 1 && room.title !== null,
  })
  if (reason) return { kind: 'refused', reason }
  if ((room.declined_until ?? 0) > at) return { kind: 'declined', until: room.declined_until ?? at }
  const isOpen = room.asked_at !== null && room.declined_until === null
  if (!isOpen) {
    if (room.join_requests >= limits.JOIN_REQUESTS_PER_ROOM) return { kind: 'refused', reason: 'room_has_too_many' }
    const most = limits.JOIN_REQUESTS_PER_USER
    if (most > 0 && (await openOf(db, widget_id, user_id)) >= most) {
      return { kind: 'refused', reason: 'user_has_too_many' }
    }
  }
  await db
    .insertInto('join_request')
    .values({ widget_id, room_id, user_id, note, asked_at: at, declined_until: null })
    .onConflict((conflict) =>
      conflict
        .columns(['widget_id', 'room_id', 'user_id'])
        .doUpdateSet({ note, declined_until: null, ...(!isOpen && { asked_at: at }) }),
    )
    .execute()
  if (!isOpen) {
    await count(db, input, 1)
    invites.used(input)
    await invites.store()
  }
  const request = { title: room.title ?? room.pipe ?? '', declined_until: null }
  const { item } = await putItem(db, { widget_id, user_id, ...toRow({ kind: 'ask', room_id, request }) })
  return { kind: 'done', items: [{ user_id, item }] }
}

/** Ends those of these requests that are open. @param declined_until null: they are as if they had never been */
export async function takeBack(
  db: Kysely<Database>,
  { widget_id, room_id }: { widget_id: number; room_id: number },
  user_ids: readonly string[],
  declined_until: number | null,
): Promise<UserItem[]> {
  const open = await openAmong(db, { widget_id, room_id }, user_ids)
  if (open.length === 0) return []
  if (declined_until === null) {
    await db
      .deleteFrom('join_request')
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('user_id', 'in', open)
      .execute()
  } else {
    await db
      .updateTable('join_request')
      .set({ declined_until, note: '' })
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('user_id', 'in', open)
      .execute()
  }
  const { title, pipe } = await count(db, { widget_id, room_id }, -open.length)
  const request = declined_until === null ? null : { title: title ?? pipe ?? '', declined_until }
  const items: UserItem[] = []
  for (const user_id of open) {
    const { item } = await putItem(db, { widget_id, user_id, ...toRow({ kind: 'ask', room_id, request }) })
    items.push({ user_id, item })
  }
  return items
}

/** The users among these whose request to join the room is open. */
export async function openAmong(
  db: Kysely<Database>,
  { widget_id, room_id }: { widget_id: number; room_id: number },
  user_ids: readonly string[],
): Promise<string[]> {
  if (user_ids.length === 0) return []
  const rows = await db
    .selectFrom('join_request')
    .select('user_id')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', 'in', [...user_ids])
    .where('declined_until', 'is', null)
    .execute()
  return rows.map((row) => row.user_id)
}

async function count(
  db: Kysely<Database>,
  { widget_id, room_id }: { widget_id: number; room_id: number },
  more: number,
) {
  return db
    .updateTable('room')
    .set((eb) => ({ join_requests: eb('join_requests', '+', more) }))
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .returning(['title', 'pipe'])
    .executeTakeFirstOrThrow()
}

async function openOf(db: Kysely<Database>, widget_id: number, user_id: string): Promise<number> {
  const { n } = await db
    .selectFrom('join_request')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('declined_until', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(n)
}
