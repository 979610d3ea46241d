import type { ErrorBody } from '../errors.ts'
import type { Message, Presence, RoomSummary, UserCard } from './shapes.ts'

/** A message came, was edited or deleted. Insert or replace by `seq`. `rev` above the known one plus 1: a gap, `messages.sync`. */
export interface MessageEvent {
  t: 'message'
  room_id: number
  message: Message
}

/** Several changes of one room at once, in order of `rev`: each as in a `message` of its own. */
export interface MessagesEvent {
  t: 'messages'
  room_id: number
  messages: Message[]
}

/** The room as the receiver now sees it: membership or permissions changed. */
export interface RoomEvent {
  t: 'room'
  room: RoomSummary
}

/** Somebody came to a `live` room of many, or is no longer in it. */
export interface MembersEvent {
  t: 'members'
  room_id: number
  member_count: number
  /** what the room is from now on: when false, this is the last such event until it is small again */
  live: boolean
  joined: UserCard[]
  left: string[]
}

export interface ReceiptEvent {
  t: 'receipt'
  room_id: number
  user_id: string
  delivered_seq: number
  read_seq: number
}

export interface TypingEvent {
  t: 'typing'
  room_id: number
  user_id: string
  typing: boolean
}

export interface PresenceEvent extends Presence {
  t: 'presence'
}

/** Names or avatars: they changed on the site, or somebody speaks in a room of many who has not spoken there for a while. */
export interface UsersEvent {
  t: 'users'
  users: UserCard[]
}

/** The last frame before the server closes the socket. */
export interface ByeEvent extends ErrorBody {
  t: 'bye'
}

export type ServerEvent =
  | MessageEvent
  | MessagesEvent
  | RoomEvent
  | MembersEvent
  | ReceiptEvent
  | TypingEvent
  | PresenceEvent
  | UsersEvent
  | ByeEvent
