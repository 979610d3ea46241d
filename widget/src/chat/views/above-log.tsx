import type { Signal } from '@preact/signals'
import type { ChatModel } from '../model/chat-model.ts'
import type { RoomModel } from '../model/room-model.ts'
import { later } from './later.tsx'
import { Pins } from './pins.tsx'

const ContextCard = later(async () => (await import('./small-views.ts')).ContextCard, true)
const JoinRequestsBar = later(async () => (await import('./join-requests.tsx')).JoinRequestsBar, true)

interface Props {
  chat: ChatModel
  roomModel: RoomModel
  /** the list of all pinned messages is open */
  pins: Signal<boolean>
}

/** Between the header and the messages: what the conversation is about, pinned messages, requests to join. */
export function AboveLog({ chat, roomModel, pins }: Props) {
  const room = roomModel.room.value
  return (
    <>
      {room.context && <ContextCard context={room.context} />}
      {room.pins && <Pins chat={chat} roomModel={roomModel} listed={pins} />}
      {room.can_manage && <JoinRequestsBar chat={chat} room={room} />}
    </>
  )
}
