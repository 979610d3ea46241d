import type { MessageParts } from '../../chat/ports.ts'
import type { PeopleParts } from './people.ts'

/** Messages of a part of a room in which the user pressed the button that all see as pressed. */
export async function pressesOf(
  { reader }: Pick<PeopleParts, 'reader'>,
  at: { widgetId: number; roomId: number; userId: string; after: number; upTo: number },
): Promise<{ room_id: number; seq: number; button_id: string }[]> {
  const rows = await reader
    .selectFrom('message')
    .select(['room_id', 'seq', 'parts'])
    .where('widget_id', '=', at.widgetId)
    .where('room_id', '=', at.roomId)
    .where('seq', '>', at.after)
    .where('seq', '<=', at.upTo)
    .where('parts', 'like', '%"pressed":%')
    .execute()
  return rows.flatMap(({ room_id, seq, parts }) => {
    const { card } = JSON.parse(parts ?? '{}') as MessageParts
    return card?.pressed?.user_id === at.userId ? [{ room_id, seq, button_id: card.pressed.button_id }] : []
  })
}
