import type { Signal } from '@preact/signals'
import { GroupCalling } from '../bundles/group-call-script.ts'
import { callsOf } from '../calls/watch-calls.ts'
import { useViewContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { JoinRequestsBar } from '../joining/join-requests.tsx'
import { PushCard } from '../notifications/push-card.tsx'
import { Pins } from '../pins/pins.tsx'
import { ProfileBar } from '../profiles/profile-bar.tsx'
import { AnsweringBar } from './answering-bar.tsx'
import { ContextCard } from './context-card.tsx'
import type { RoomModel } from './room-model.ts'

interface Props {
  chat: ChatModel
  roomModel: RoomModel
  /** the list of all pinned messages is open */
  pins: Signal<boolean>
}

/**
 * Bars between the header and the messages: the answering bot or person, the context, pinned messages, requests to
 * join.
 */
export function RoomBars({ chat, roomModel, pins }: Props) {
  const room = roomModel.room.value
  const { frame } = useViewContext()
  const calls = callsOf(chat, frame).model.value
  const hasPinned = roomModel.heldHere.value.some(({ pinned_at }) => pinned_at !== undefined)
  return (
    <>
      {!room.peer && calls?.callIn(room.room_id) && (
        <GroupCalling.CallBar chat={chat} model={calls} room_id={room.room_id} />
      )}
      {room.answered_by && roomModel.isPresent.value && <AnsweringBar chat={chat} room={room} />}
      <ProfileBar chat={chat} room_id={room.room_id} />
      {room.context && <ContextCard context={room.context} />}
      {(room.pins || hasPinned) && <Pins chat={chat} roomModel={roomModel} listed={pins} />}
      {room.can_manage && <JoinRequestsBar chat={chat} room={room} />}
      <PushCard chat={chat} />
    </>
  )
}
