import { ApiError, api, type ModeratedRoomView } from '../../requests/api.ts'
import { PickerField, type PickerProps } from './picker-field.tsx'

/** Rooms that the server offers. */
const OFFERED = '8'

/** A group or public room, found by its title or number. The number of a dialog is taken without a search. */
export function RoomField({ widget_id, ...field }: PickerProps & { widget_id: number }) {
  return (
    <PickerField
      {...field}
      find={async (text) => {
        const [{ rooms }, numbered] = await Promise.all([
          api.call('widget_rooms.list', { widget_id, query: { query: text, limit: OFFERED } }),
          /^[1-9]\d{0,14}$/.test(text) ? roomOf(widget_id, text) : null,
        ])
        const others = rooms.filter(({ room_id }) => room_id !== numbered?.room_id)
        return [...(numbered ? [numbered] : []), ...others].map(({ room_id, title, pipe }) => ({
          id: String(room_id),
          name: title ?? pipe,
          avatar: null,
          details: String(room_id),
        }))
      }}
    />
  )
}

/** null: the room does not exist, or is a dialog, which has no title */
async function roomOf(widget_id: number, room_id: string): Promise<ModeratedRoomView | null> {
  try {
    return (await api.call('widget_rooms.get', { widget_id, params: { room_id }, query: { limit: '1' } })).room
  } catch (refusal) {
    if (!(refusal instanceof ApiError) || !['not_found', 'room_not_found'].includes(refusal.code)) throw refusal
    return null
  }
}
