import type { z } from 'zod'
import type { ErrorBody } from '../errors.ts'
import type { ServerEvent } from '../events.ts'
import { appealSend } from './appeal-send.ts'
import { auth } from './auth.ts'
import { authRenew } from './auth-renew.ts'
import { blockedList } from './blocked-list.ts'
import { buttonPress } from './button-press.ts'
import { dialogAnswer } from './dialog-answer.ts'
import { dialogOpen } from './dialog-open.ts'
import { draftSet } from './draft-set.ts'
import { filesTickets } from './files-tickets.ts'
import { guestEnter } from './guest-enter.ts'
import { inviteCreate } from './invite-create.ts'
import { inviteJoin } from './invite-join.ts'
import { inviteList } from './invite-list.ts'
import { inviteOpen } from './invite-open.ts'
import { inviteRevoke } from './invite-revoke.ts'
import { joinAnswer } from './join-answer.ts'
import { joinAsk } from './join-ask.ts'
import { joinCancel } from './join-cancel.ts'
import { joinList } from './join-list.ts'
import { memberRoleSet } from './member-role.ts'
import { membersAdd } from './members-add.ts'
import { membersList } from './members-list.ts'
import { membersRemove } from './members-remove.ts'
import { membersSearch } from './members-search.ts'
import { messageDelete } from './message-delete.ts'
import { messageEdit } from './message-edit.ts'
import { messageForward } from './message-forward.ts'
import { messagePin } from './message-pin.ts'
import { messageSend } from './message-send.ts'
import { messageVersions } from './message-versions.ts'
import { messageWithdraw } from './message-withdraw.ts'
import { messagesHide } from './messages-hide.ts'
import { messagesList } from './messages-list.ts'
import { messagesSearch } from './messages-search.ts'
import { messagesStar } from './messages-star.ts'
import { messagesStarred } from './messages-starred.ts'
import { messagesSync } from './messages-sync.ts'
import { peopleFriends } from './people-friends.ts'
import { peopleSearch } from './people-search.ts'
import { ping } from './ping.ts'
import { pinsList } from './pins-list.ts'
import { presenceWatch } from './presence-watch.ts'
import { previewRemove } from './preview-remove.ts'
import { reactionAdd } from './reaction-add.ts'
import { reactionRemove } from './reaction-remove.ts'
import { reactionsList } from './reactions-list.ts'
import { receiptsUpdate } from './receipts-update.ts'
import { reportSend } from './report-send.ts'
import { roomArchive } from './room-archive.ts'
import { roomClear } from './room-clear.ts'
import { roomCreate } from './room-create.ts'
import { roomEdit } from './room-edit.ts'
import { roomJoin } from './room-join.ts'
import { roomLeave } from './room-leave.ts'
import { roomMark } from './room-mark.ts'
import { roomMute } from './room-mute.ts'
import { roomOpen } from './room-open.ts'
import { roomPin } from './room-pin.ts'
import { roomsDirectory } from './rooms-directory.ts'
import { roomsGet } from './rooms-get.ts'
import { roomsList } from './rooms-list.ts'
import { roomsSearch } from './rooms-search.ts'
import { settingsSet } from './settings-set.ts'
import { typing } from './typing.ts'
import { uploadCreate } from './upload-create.ts'
import { uploadFinish } from './upload-finish.ts'
import { userBlock } from './user-block.ts'
import { userSync } from './user-sync.ts'
import { usersGet } from './users-get.ts'
import { warningConfirm } from './warning-confirm.ts'

export { costOf, costOfRooms } from './cost.ts'
export { type Audience, COMMON_REQUEST_ERRORS, defineRequest } from './define-request.ts'
export { MOST_COUNTED } from './messages-search.ts'
export type { RoomFilter } from './rooms-list.ts'

/** Every request that a client may send, in the order of docs/protocol.md. */
const declared = [
  auth,
  authRenew,
  guestEnter,
  ping,
  roomsList,
  roomsSearch,
  roomsGet,
  dialogOpen,
  dialogAnswer,
  roomOpen,
  roomCreate,
  roomEdit,
  roomJoin,
  roomsDirectory,
  inviteCreate,
  inviteList,
  inviteRevoke,
  inviteOpen,
  inviteJoin,
  joinAsk,
  joinCancel,
  joinList,
  joinAnswer,
  roomLeave,
  membersList,
  membersSearch,
  membersAdd,
  membersRemove,
  memberRoleSet,
  usersGet,
  peopleSearch,
  peopleFriends,
  messagesList,
  messagesSync,
  messagesSearch,
  messageSend,
  messageForward,
  messageEdit,
  messageVersions,
  messageDelete,
  messageWithdraw,
  messagesHide,
  messagesStar,
  messagesStarred,
  draftSet,
  messagePin,
  previewRemove,
  buttonPress,
  pinsList,
  reactionAdd,
  reactionRemove,
  reactionsList,
  uploadCreate,
  uploadFinish,
  filesTickets,
  receiptsUpdate,
  typing,
  presenceWatch,
  roomMute,
  roomPin,
  roomArchive,
  roomMark,
  roomClear,
  userBlock,
  blockedList,
  reportSend,
  settingsSet,
  warningConfirm,
  appealSend,
  userSync,
] as const

type Declared = (typeof declared)[number]

/** The same by name. The server has one handler for each (`server/src/realtime/requests`). */
export type Requests = { readonly [R in Declared as R['name']]: R }

export const requests = Object.fromEntries(declared.map((request) => [request.name, request])) as unknown as Requests

export type RequestName = Declared['name']

/** A request as the server reads it, defaults filled in. */
export type RequestFrame<T extends RequestName = RequestName> = z.output<Requests[T]['frame']>

/** A request as a client writes it, without `t` and `id`. */
export type RequestInput<T extends RequestName> = Omit<z.input<Requests[T]['frame']>, 't' | 'id'>

/** What a request is answered with. */
export type ReplyTo<T extends RequestName> = z.output<Requests[T]['reply']>

/** The answer to request `id`. */
export type Reply<T extends RequestName = RequestName> =
  | { t: 'ok'; id: number; result: ReplyTo<T> }
  | ({ t: 'error'; id: number | null } & ErrorBody)

export type ServerFrame = Reply | ServerEvent
