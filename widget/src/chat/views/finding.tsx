import type { ChatModel } from '../model/chat-model.ts'
import type { DialogModel } from '../model/dialog-model.ts'
import { FoundPeople } from './found-people.tsx'
import { RoomSearch } from './room-search.tsx'

interface Props {
  chat: ChatModel
  /** missing: what the list's query finds */
  dialog?: DialogModel
  close?: () => void
}

/** The search of a conversation, or what the search of the list finds: one script for both. */
export function Finding({ chat, dialog, close = () => {} }: Props) {
  return dialog ? <RoomSearch chat={chat} dialog={dialog} close={close} /> : <FoundPeople chat={chat} />
}
