import type { MessageParts } from '../../chat/ports.ts'
import type { PeopleDeps } from './people-deps.ts'

/** Messages of a part of a room in which the user pressed the button that all see as pressed. */
export async function pressesOf(
  { readDb }: Pick<PeopleDeps, 'readDb'>,
  at: { widget_id: number; room_id: number; user_id: string; after: number; upTo: number },
): Promise<{ room_id: number; seq: number; button_id: string }[]> {
  // The order and the limit make PostgreSQL read along the room. Without them it reads all messages of the widget: its
  // statistics count the `seq` of all rooms together, so it expects half of them in the first 5,000.
  const inOrder = readDb
    .selectFrom('message')
    .select(['room_id', 'seq', 'parts'])
    .where('widget_id', '=', at.widget_id)
    .where('room_id', '=', at.room_id)
    .where('seq', '>', at.after)
    .where('seq', '<=', at.upTo)
    .orderBy('seq')
    .limit(at.upTo - at.after)
  const rows = await readDb
    .selectFrom(inOrder.as('looked_at'))
    .select(['room_id', 'seq', 'parts'])
    .where('parts', 'like', '%"pressed":%')
    .execute()
  return rows.flatMap(({ room_id, seq, parts }) => {
    const { card } = JSON.parse(parts ?? '{}') as MessageParts
    return card?.pressed?.user_id === at.user_id ? [{ room_id, seq, button_id: card.pressed.button_id }] : []
  })
}
