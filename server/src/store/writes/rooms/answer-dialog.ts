import { ROOM_TYPE } from '@imbachat/protocol/site'
import type { Kysely } from 'kysely'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { acceptDialog } from './accept-dialog.ts'
import { roomsLeft } from './rooms-left.ts'

interface AnswerDialog {
  widget_id: number
  room_id: number
  user_id: string
  accept: boolean
}

type Answered = 'answered' | 'unchanged' | 'not_invited' | 'room_not_found' | 'too_many_rooms' | 'blocked'

/**
 * A decline removes the room from the list of the invited user (`left`) and forbids the requester to write
 * (`declined`).
 */
export const answerDialog = oneByOne<AnswerDialog, Answered>(async (db, input, limits) => {
  const { widget_id, room_id, user_id, accept } = input
  const member = await db
    .selectFrom('member')
    .innerJoin('room', (join) =>
      join.onRef('room.widget_id', '=', 'member.widget_id').onRef('room.id', '=', 'member.room_id'),
    )
    .select(['member.state', 'room.blocked'])
    .where('member.widget_id', '=', widget_id)
    .where('member.room_id', '=', room_id)
    .where('member.user_id', '=', user_id)
    .where('room.type', '=', ROOM_TYPE.dialog)
    .executeTakeFirst()
  const mayAccept = member?.blocked === 0
  switch (member?.state) {
    case undefined:
    case 'banned':
      return 'room_not_found'
    case 'requested':
    case 'declined':
      return 'not_invited'
    case 'joined':
      return accept ? 'unchanged' : 'not_invited'
    case 'left':
      if (!accept) return 'unchanged'
      if (!mayAccept) return 'blocked'
      // A declined dialog did not count toward the limit.
      if (!(await roomsLeft(db, [input], limits.ROOMS_PER_USER)).take(input)) return 'too_many_rooms'
      await acceptDialog(db, widget_id, room_id)
      return 'answered'
    case 'invited':
      if (accept && !mayAccept) return 'blocked'
      if (accept) await acceptDialog(db, widget_id, room_id)
      else await decline(db, widget_id, room_id)
      return 'answered'
  }
})

async function decline(db: Kysely<Database>, widget_id: number, room_id: number): Promise<void> {
  await db
    .updateTable('member')
    .set((eb) => ({
      state: eb
        .case()
        .when('state', '=', 'invited')
        .then('left' as const)
        .else('declined' as const)
        .end(),
    }))
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('state', 'in', ['invited', 'requested'])
    .execute()
}
