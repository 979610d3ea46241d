import type { Signal } from '@preact/signals'
import type { ChatModel } from '../frame/chat-model.ts'
import { JoinRequestsBar } from '../joining/join-requests.tsx'
import { PushCard } from '../notifications/push-card.tsx'
import { Pins } from '../pins/pins.tsx'
import { ContextCard } from './context-card.tsx'
import type { RoomModel } from './room-model.ts'

interface Props {
  chat: ChatModel
  roomModel: RoomModel
  /** the list of all pinned messages is open */
  pins: Signal<boolean>
}

/** Between the header and the messages: what the conversation is about, pinned messages, requests to join. */
export function AboveLog({ chat, roomModel, pins }: Props) {
  const room = roomModel.room.value
  const hasPinned = roomModel.heldHere.value.some(({ pinned_at }) => pinned_at !== undefined)
  return (
    <>
      {room.context && <ContextCard context={room.context} />}
      {(room.pins || hasPinned) && <Pins chat={chat} roomModel={roomModel} listed={pins} />}
      {room.can_manage && <JoinRequestsBar chat={chat} room={room} />}
      <PushCard chat={chat} />
    </>
  )
}
