import { fromStored } from '../../input/old-names.ts'
import { moderateMessage } from '../reports/moderate-message.ts'
import { UNDO_LONGEST_MS } from '../reports/undo-window.ts'
import type { Step, StepDeps, TaskDeps, TaskRow } from '../task.ts'
import { removeHeldOf } from './held-of-person.ts'

/** Messages that one step looks at. */
const LOOK_AT = 5_000

interface Place {
  room_id: number
  /** messages up to here are done */
  seq: number
}

/** All messages of the rooms that the user is or was in: no index knows the sender, so that sending pays for none. */
export async function messagesToLookAt(
  { readDb }: Pick<TaskDeps, 'readDb'>,
  widget_id: number,
  user_id: string,
): Promise<number> {
  const row = await readDb
    .selectFrom('member as m')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'm.widget_id').onRef('r.id', '=', 'm.room_id'))
    .select(({ fn }) => fn.sum<number | null>('r.last_seq').as('messages'))
    .where('m.widget_id', '=', widget_id)
    .where('m.user_id', '=', user_id)
    .executeTakeFirst()
  return Number(row?.messages ?? 0)
}

export async function allMessages(readDb: TaskDeps['readDb'], widget_id: number): Promise<number> {
  const row = await readDb
    .selectFrom('room')
    .select(({ fn }) => fn.sum<number | null>('last_seq').as('messages'))
    .where('widget_id', '=', widget_id)
    .executeTakeFirst()
  return Number(row?.messages ?? 0)
}

/** Deletes the next few messages of the user, in one room after the other. */
export async function deleteMessagesStep(deps: StepDeps, row: TaskRow): Promise<Step<Place>> {
  const { readDb, clock } = deps
  const { widget_id, user_id } = row
  if (row.place === null) await removeHeldOf(deps, { widget_id, user_id: user_id ?? '' })
  const from: Place = row.place === null ? { room_id: 0, seq: 0 } : fromStored<Place>(row.place)
  const room = await nextRoom(deps, widget_id, user_id ?? '', from)
  if (!room) return { place: null, looked: 0, changed: 0 }
  const after = room.id === from.room_id ? from.seq : 0
  const upTo = Math.min(room.last_seq, after + LOOK_AT)
  const most = deps.sizes.delete.now()
  const found = await readDb
    .selectFrom('message')
    .select('seq')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room.id)
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .where('sender_id', '=', user_id ?? '')
    // and those whose deletion a moderator may still take back
    .where(({ or, and, eb }) =>
      or([
        eb('deleted_at', 'is', null),
        and([eb('deletion_id', 'is not', null), eb('deleted_at', '>', clock.now() - UNDO_LONGEST_MS)]),
      ]),
    )
    .where('system', 'is', null)
    .orderBy('seq')
    .limit(most)
    .execute()
  await deleteTogether(
    deps,
    found.map(({ seq }) => ({ widget_id, room_id: room.id, seq })),
  )
  const seq = found.length === most ? (found.at(-1)?.seq ?? upTo) : upTo
  return {
    place: { room_id: room.id, seq },
    looked: seq - after,
    changed: found.length,
    onlyLooked: found.length === 0,
  }
}

/** They share commits. */
export async function deleteTogether(
  { chat, sizes }: Pick<StepDeps, 'chat' | 'sizes'>,
  messages: readonly { widget_id: number; room_id: number; seq: number }[],
): Promise<void> {
  await sizes.delete.run(async () => {
    await Promise.all(messages.map((message) => moderateMessage(chat, message)))
    return messages.length
  })
}

/** The room that `from` is in, if it is not done; else the user's next one. */
export async function nextRoom({ readDb }: Pick<TaskDeps, 'readDb'>, widget_id: number, user_id: string, from: Place) {
  return readDb
    .selectFrom('member as m')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'm.widget_id').onRef('r.id', '=', 'm.room_id'))
    .select(['r.id', 'r.last_seq', 'r.type'])
    .where('m.widget_id', '=', widget_id)
    .where('m.user_id', '=', user_id)
    .where('m.room_id', '>=', from.room_id)
    .where(({ or, eb }) => or([eb('m.room_id', '>', from.room_id), eb('r.last_seq', '>', from.seq)]))
    .orderBy('m.room_id')
    .limit(1)
    .executeTakeFirst()
}
