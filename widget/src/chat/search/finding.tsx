import type { ChatModel } from '../frame/chat-model.ts'
import type { RoomModel } from '../room/room-model.ts'
import { FoundPeople } from './found-people.tsx'
import { RoomSearch } from './room-search.tsx'

interface Props {
  chat: ChatModel
  /** missing: a result of the list's search */
  roomModel?: RoomModel
  close?: () => void
}

/** The search of a conversation, or what the search of the list finds: one script for both. */
export function Finding({ chat, roomModel, close = () => {} }: Props) {
  return roomModel ? <RoomSearch chat={chat} roomModel={roomModel} close={close} /> : <FoundPeople chat={chat} />
}
