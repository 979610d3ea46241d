import type { ChatModel } from '../frame/chat-model.ts'
import { MembersPanel } from '../members/members-panel.tsx'
import type { MenuRequest } from '../message-acts/message-menu.tsx'
import { MessageMenu } from '../message-acts/message-menu.tsx'
import { ReadBy } from '../message-acts/read-by.tsx'
import { Person } from '../people/person.tsx'
import { ReactedBy } from '../reactions/reacted-by.tsx'
import type { MenuPlace } from '../ui/menu.tsx'
import { RoomMenu } from './room-menu.tsx'
import type { RoomModel } from './room-model.ts'

/** A sheet or menu that lies over the room: one at a time. */
export type RoomOverlayRequest =
  | { show: 'members' }
  | { show: 'person'; user_id: string }
  | { show: 'message menu'; request: MenuRequest }
  | { show: 'room menu'; place: MenuPlace }
  | { show: 'reactions' | 'readers'; seq: number }

interface Props {
  chat: ChatModel
  roomModel: RoomModel
  request: RoomOverlayRequest
  search: () => void
  showPins: () => void
  open: (request: RoomOverlayRequest) => void
  close: () => void
}

export function RoomOverlay({ chat, roomModel, request, search, showPins, open, close }: Props) {
  const room = roomModel.room.value
  switch (request.show) {
    case 'members':
      return <MembersPanel chat={chat} roomModel={roomModel} close={close} />
    case 'person':
      return <Person chat={chat} room_id={room.room_id} user_id={request.user_id} close={close} />
    case 'message menu':
      return (
        <MessageMenu
          chat={chat}
          roomModel={roomModel}
          request={request.request}
          showReactions={(seq) => open({ show: 'reactions', seq })}
          showReaders={(seq) => open({ show: 'readers', seq })}
          close={close}
        />
      )
    case 'room menu':
      return (
        <RoomMenu
          chat={chat}
          room={room}
          place={request.place}
          search={search}
          showMembers={() => open({ show: 'members' })}
          showPins={showPins}
          close={close}
        />
      )
    case 'reactions':
      return <ReactedBy roomModel={roomModel} seq={request.seq} close={close} />
    case 'readers':
      return <ReadBy chat={chat} roomModel={roomModel} seq={request.seq} close={close} />
    default:
      return request satisfies never
  }
}
