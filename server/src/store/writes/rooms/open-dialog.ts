import type { DialogContext, MemberState } from '@imbachat/protocol'
import { ROOM_TYPE } from '@imbachat/protocol/site'
import type { Kysely } from 'kysely'
import type { OpenDialog, OpenedDialog } from '../../../chat/ports.ts'
import type { Limits } from '../../../config/limits.ts'
import { isPostgres } from '../../postgres/is-postgres.ts'
import { blocksBetween } from '../../reads/blocks.ts'
import { dialogKey } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { acceptDialog } from './accept-dialog.ts'
import { roomsLeft } from './rooms-left.ts'
import { takeRoomId } from './take-room-id.ts'

interface Input extends OpenDialog {
  at: number
}

type Refused =
  | 'blocked'
  | 'request_pending'
  | 'request_declined'
  | 'too_many_empty_dialogs'
  | 'too_many_rooms'
  | 'peer_has_too_many_rooms'

export const openDialog = oneByOne<Input, OpenedDialog | { refused: Refused }>(async (db, input, limits) => {
  const key = dialogKey(input.user_id, input.peer_id, input.context?.id)
  const found = await db
    .selectFrom('room')
    .innerJoin('member', (join) =>
      join.onRef('member.widget_id', '=', 'room.widget_id').onRef('member.room_id', '=', 'room.id'),
    )
    .select(['room.id', 'room.context', 'room.blocked', 'member.state'])
    .where('room.widget_id', '=', input.widget_id)
    .where('room.dialog_key', '=', key)
    .where('member.user_id', '=', input.user_id)
    .executeTakeFirst()
  const { widget_id, user_id, peer_id, bySite } = input
  const isOpen = found?.blocked === 0
  const accepts = isOpen && !bySite && (found.state === 'invited' || found.state === 'left')
  if (!found && (await blocksBetween(db, widget_id, user_id, [peer_id])).length > 0) return { refused: 'blocked' }
  const refused = found ? null : await refusalToBegin(db, input, limits)
  if (refused !== null) return { refused }
  const takers = found ? (accepts && found.state === 'left' ? [user_id] : []) : [user_id, peer_id]
  const users = takers.map((taker) => ({ widget_id, user_id: taker }))
  const left = await roomsLeft(db, users, input.anyNumber ? 0 : limits.ROOMS_PER_USER)
  const full = users.find((user) => !left.take(user))
  if (full) return { refused: full.user_id === user_id ? 'too_many_rooms' : 'peer_has_too_many_rooms' }
  if (!found) {
    return { room_id: await makeDialog(db, input, key), created: true, membersChanged: true, contextChanged: false }
  }
  const { id: room_id } = found
  if (accepts) await acceptDialog(db, widget_id, room_id)
  const context = newContext(input, found)
  if (context !== null) {
    await db.updateTable('room').set({ context }).where('widget_id', '=', widget_id).where('id', '=', room_id).execute()
  }
  return { room_id, created: false, membersChanged: accepts, contextChanged: context !== null }
})

/**
 * A page invents as many contexts as it likes, and each of them is a new dialog: none may repeat a request, and they
 * may not fill the rooms of a user who sees nothing of them.
 */
async function refusalToBegin(
  db: Kysely<Database>,
  input: Input,
  { EMPTY_DIALOGS_PER_PAIR: most }: Limits,
): Promise<Refused | null> {
  const { needAccess, mayRepeat, context } = input
  const asks = needAccess && !mayRepeat
  const addsEmpty = most > 0 && context !== undefined && !context.signed
  if (!asks && !addsEmpty) return null
  const counted = await db
    .selectFrom(isPostgres(db) ? dialogsByMembers(db, input) : dialogsByKey(db, input))
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere('dialog.state', '=', 'declined').as('declined'),
      fn.countAll<number>().filterWhere('dialog.state', '=', 'requested').as('requested'),
      fn
        .countAll<number>()
        .filterWhere('dialog.last_seq', '=', 0)
        .filterWhere('dialog.context', 'like', UNSIGNED)
        .as('empty'),
    ])
    .executeTakeFirstOrThrow()
  if (asks && Number(counted.declined) > 0) return 'request_declined'
  if (asks && Number(counted.requested) > 0) return 'request_pending'
  return addsEmpty && Number(counted.empty) >= most ? 'too_many_empty_dialogs' : null
}

/** A stored `DialogContext` whose `signed` is false. Text in it can't look so: JSON writes `\"` for its quotes. */
const UNSIGNED = '%"signed":false%'

const DIALOG_PARTS = ['mine.state', 'r.last_seq', 'r.context'] as const

type Pair = Pick<Input, 'widget_id' | 'user_id' | 'peer_id'>

/** All keys of the pair share a prefix, which is a range of the index, since SQLite compares texts by their bytes. */
export function dialogsByKey(db: Kysely<Database>, { widget_id, user_id, peer_id }: Pair) {
  const start = dialogKey(user_id, peer_id, undefined).slice(0, -1)
  return (
    db
      .selectFrom('room as r')
      .innerJoin('member as mine', (join) =>
        join.onRef('mine.widget_id', '=', 'r.widget_id').onRef('mine.room_id', '=', 'r.id'),
      )
      .where('r.widget_id', '=', widget_id)
      // a `,` or `]` follows
      .where('r.dialog_key', '>', start)
      .where('r.dialog_key', '<=', `${start}]`)
      .where('mine.user_id', '=', user_id)
      .select(DIALOG_PARTS)
      .as('dialog')
  )
}

/**
 * On PostgreSQL the database decides how texts are compared. Looks the peer up in each room of the user: a join may
 * begin with all rooms of the widget.
 */
const dialogsByMembers = (db: Kysely<Database>, { widget_id, user_id, peer_id }: Pair) =>
  db
    .with(
      (cte) => cte('mine').materialized(),
      (db) =>
        db
          .selectFrom('member as m')
          .select(['m.room_id', 'm.state'])
          .where('m.widget_id', '=', widget_id)
          .where('m.user_id', '=', user_id)
          .where(
            ({ selectFrom }) =>
              selectFrom('member as o')
                .select('o.user_id')
                .where('o.widget_id', '=', widget_id)
                .whereRef('o.room_id', '=', 'm.room_id')
                .where('o.user_id', '=', peer_id),
            'is not',
            null,
          ),
    )
    .selectFrom('mine')
    .innerJoin('room as r', 'r.id', 'mine.room_id')
    .where('r.widget_id', '=', widget_id)
    .where('r.type', '=', ROOM_TYPE.dialog)
    .select(DIALOG_PARTS)
    .as('dialog')

/** The new context to store; null: the stored one stays. A request that waits must not become a way to write more. */
function newContext(
  { context, mayDescribe }: Input,
  found: { context: string | null; blocked: number; state: MemberState },
) {
  if (context === undefined) return null
  const given = JSON.stringify(context)
  if (given === found.context) return null
  const known = found.context === null ? null : (JSON.parse(found.context) as DialogContext)
  const mayReplace =
    context.signed || (mayDescribe && !known?.signed && found.state === 'joined' && found.blocked === 0)
  return mayReplace ? given : null
}

async function makeDialog(db: Kysely<Database>, input: Input, key: string): Promise<number> {
  const { widget_id, user_id, peer_id, needAccess, context, created_at: at = input.at } = input
  const room_id = await takeRoomId(db, widget_id)
  await db
    .insertInto('room')
    .values({
      widget_id,
      id: room_id,
      type: ROOM_TYPE.dialog,
      is_public: 0,
      dialog_key: key,
      context: context === undefined ? null : JSON.stringify(context),
      member_count: 2,
      last_seq: 0,
      last_rev: 0,
      created_at: at,
      active_at: at,
    })
    .execute()
  const member = {
    widget_id,
    room_id,
    role: 'member' as const,
    delivered_seq: 0,
    read_seq: 0,
    joined_at: at,
  }
  await db
    .insertInto('member')
    .values([
      { ...member, user_id, state: needAccess ? 'requested' : 'joined' },
      { ...member, user_id: peer_id, state: needAccess ? 'invited' : 'joined' },
    ])
    .execute()
  return room_id
}
