import type { Kysely } from 'kysely'
import { MOST_INVITES } from '../../../chat/ports/invites.ts'
import type { CreateInvite, InviteOutcome, RevokeInvite } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { roomFor } from './edit-room.ts'

/** Stores a link of a room, by one of its managers. */
export const createInvite = oneByOne<CreateInvite, InviteOutcome>(async (db, input) => {
  const reason = await refusalOf(db, input)
  if (reason) return { kind: 'refused', reason }
  const { widget_id, room_id, by, token_hash, created_at, expires_at, most_uses, approval } = input
  const { count } = await db
    .selectFrom('invite')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .executeTakeFirstOrThrow()
  if (Number(count) >= MOST_INVITES) return { kind: 'refused', reason: 'too_many_invites' }
  await db
    .insertInto('invite')
    .values({
      widget_id,
      token_hash,
      room_id,
      created_by: by,
      created_at,
      expires_at,
      most_uses,
      uses: 0,
      approval: approval ? 1 : 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return { kind: 'done' }
})

/** Removes a link. Revoking twice is revoking once. */
export const revokeInvite = oneByOne<RevokeInvite, InviteOutcome>(async (db, input) => {
  const reason = await refusalOf(db, input)
  if (reason) return { kind: 'refused', reason }
  await db
    .deleteFrom('invite')
    .where('widget_id', '=', input.widget_id)
    .where('room_id', '=', input.room_id)
    .where('token_hash', '=', input.token_hash)
    .execute()
  return { kind: 'done' }
})

async function refusalOf(db: Kysely<Database>, input: RevokeInvite) {
  const found = await roomFor(db, 'manage', input)
  return typeof found === 'string' ? found : null
}
