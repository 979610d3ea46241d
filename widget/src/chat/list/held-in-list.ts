import { ownCopies } from '@imbachat/protocol/messages/own-copies'
import type { RoomListState, RoomSummary } from '@imbachat/sdk'
import { effect } from '@preact/signals'
import type { ChatModel } from '../frame/chat-model.ts'

/**
 * Puts the reader's held messages into the list, where they look sent and are the newest of their room. The server's
 * list does not have them.
 * @returns a function that stops it
 */
export function showHeldInList(chat: ChatModel): () => void {
  const asked = new Set<number>()

  const copiesIn = (room_id: number) => {
    const { held, cleared } = chat.flags.value.get(room_id) ?? {}
    const copies = ownCopies(held?.messages ?? [], chat.meIn(room_id)?.user_id ?? '')
    return copies.filter(({ seq }) => seq > (cleared?.up_to_seq ?? 0))
  }

  function withCopy(room: RoomSummary): RoomSummary {
    const last_message = copiesIn(room.room_id).at(-1)
    if (!last_message || last_message.seq < room.last_seq) return room
    const active_at = Math.max(room.active_at, last_message.created_at)
    return { ...room, last_message, last_sender: null, active_at }
  }

  const order = ({ room_id }: RoomSummary) => chat.flags.value.get(room_id)?.pin?.order ?? 0
  const sorted = (rooms: readonly RoomSummary[]) =>
    rooms.map(withCopy).sort((a, b) => order(b) - order(a) || b.active_at - a.active_at || b.room_id - a.room_id)
  const withHeldMessages = (list: RoomListState): RoomListState => ({
    ...list,
    rooms: sorted(list.rooms),
    archived: sorted(list.archived),
  })

  return effect(() => {
    const withSome = [...chat.flags.value.keys()].filter((room_id) => copiesIn(room_id).length > 0)
    chat.addCopies.value = withSome.length > 0 ? withHeldMessages : null
    if (!chat.list.value.loaded || chat.list.value.more) return
    // the server lists no dialog whose messages are all seen by their author alone
    for (const room_id of withSome) {
      if (asked.has(room_id) || chat.known(room_id)) continue
      asked.add(room_id)
      void chat.client.rooms
        .load(room_id)
        .then(({ peer, context }) => peer && chat.client.openDialog(peer.user_id, undefined, context))
        .catch(() => {})
    }
  })
}
