import type { z } from 'zod'
import type { ErrorBody } from '../errors.ts'
import { type AuthResult, authFrame } from './auth.ts'
import { type AuthRenewResult, authRenewFrame } from './auth-renew.ts'
import { type DialogAnswerResult, dialogAnswerFrame } from './dialog-answer.ts'
import { type DialogOpenResult, dialogOpenFrame } from './dialog-open.ts'
import type { ServerEvent } from './events.ts'
import { type MembersAddResult, membersAddFrame } from './members-add.ts'
import { type MembersListResult, membersListFrame } from './members-list.ts'
import { type MembersRemoveResult, membersRemoveFrame } from './members-remove.ts'
import { type MessageDeleteResult, messageDeleteFrame } from './message-delete.ts'
import { type MessageEditResult, messageEditFrame } from './message-edit.ts'
import { type MessageSendResult, messageSendFrame } from './message-send.ts'
import { type MessagesListResult, messagesListFrame } from './messages-list.ts'
import { type MessagesSyncResult, messagesSyncFrame } from './messages-sync.ts'
import { type PingResult, pingFrame } from './ping.ts'
import { type PresenceWatchResult, presenceWatchFrame } from './presence-watch.ts'
import { type ReceiptsUpdateResult, receiptsUpdateFrame } from './receipts-update.ts'
import { type RoomJoinResult, roomJoinFrame } from './room-join.ts'
import { type RoomLeaveResult, roomLeaveFrame } from './room-leave.ts'
import { type RoomOpenResult, roomOpenFrame } from './room-open.ts'
import { type RoomsGetResult, roomsGetFrame } from './rooms-get.ts'
import { type RoomsListResult, roomsListFrame } from './rooms-list.ts'
import { type TypingResult, typingFrame } from './typing.ts'
import { type UsersGetResult, usersGetFrame } from './users-get.ts'

export * from './events.ts'
export * from './shapes.ts'
export type {
  AuthRenewResult,
  AuthResult,
  DialogAnswerResult,
  DialogOpenResult,
  MembersAddResult,
  MembersListResult,
  MembersRemoveResult,
  MessageDeleteResult,
  MessageEditResult,
  MessageSendResult,
  MessagesListResult,
  MessagesSyncResult,
  PingResult,
  PresenceWatchResult,
  ReceiptsUpdateResult,
  RoomJoinResult,
  RoomLeaveResult,
  RoomOpenResult,
  RoomsGetResult,
  RoomsListResult,
  TypingResult,
  UsersGetResult,
}

/** Every frame a client may send, by its `t`. The server has one handler for each (`server/src/realtime/frames`). */
export const clientFrames = {
  auth: authFrame,
  'auth.renew': authRenewFrame,
  ping: pingFrame,
  'rooms.list': roomsListFrame,
  'rooms.get': roomsGetFrame,
  'dialog.open': dialogOpenFrame,
  'dialog.answer': dialogAnswerFrame,
  'messages.list': messagesListFrame,
  'messages.sync': messagesSyncFrame,
  'message.send': messageSendFrame,
  'message.edit': messageEditFrame,
  'message.delete': messageDeleteFrame,
  'receipts.update': receiptsUpdateFrame,
  'room.open': roomOpenFrame,
  'room.join': roomJoinFrame,
  'room.leave': roomLeaveFrame,
  'members.list': membersListFrame,
  'members.add': membersAddFrame,
  'members.remove': membersRemoveFrame,
  'users.get': usersGetFrame,
  typing: typingFrame,
  'presence.watch': presenceWatchFrame,
} as const

/** What each frame is answered with. */
export interface FrameResults {
  auth: AuthResult
  'auth.renew': AuthRenewResult
  ping: PingResult
  'rooms.list': RoomsListResult
  'rooms.get': RoomsGetResult
  'dialog.open': DialogOpenResult
  'dialog.answer': DialogAnswerResult
  'messages.list': MessagesListResult
  'messages.sync': MessagesSyncResult
  'message.send': MessageSendResult
  'message.edit': MessageEditResult
  'message.delete': MessageDeleteResult
  'receipts.update': ReceiptsUpdateResult
  'room.open': RoomOpenResult
  'room.join': RoomJoinResult
  'room.leave': RoomLeaveResult
  'members.list': MembersListResult
  'members.add': MembersAddResult
  'members.remove': MembersRemoveResult
  'users.get': UsersGetResult
  typing: TypingResult
  'presence.watch': PresenceWatchResult
}

export type FrameType = keyof typeof clientFrames

/** A frame as the server reads it, defaults filled in. */
export type ClientFrame<T extends FrameType = FrameType> = z.output<(typeof clientFrames)[T]>

/** A frame as a client writes it, without `t` and `id`. */
export type FrameInput<T extends FrameType> = Omit<z.input<(typeof clientFrames)[T]>, 't' | 'id'>

/** The answer to request `id`. */
export type Reply<T extends FrameType = FrameType> =
  | { t: 'ok'; id: number; result: FrameResults[T] }
  | ({ t: 'error'; id: number | null } & ErrorBody)

export type ServerFrame = Reply | ServerEvent
