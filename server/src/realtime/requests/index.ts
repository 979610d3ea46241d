import type { RequestName } from '@imbachat/protocol'
import { appealSend } from './appeal-send.ts'
import { authRenew } from './auth-renew.ts'
import { blockedList } from './blocked-list.ts'
import { buttonPress } from './button-press.ts'
import { dialogAnswer } from './dialog-answer.ts'
import { dialogOpen } from './dialog-open.ts'
import { draftSet } from './draft-set.ts'
import { filesTickets } from './files-tickets.ts'
import { guestEnter } from './guest-enter.ts'
import type { Handler } from './handler.ts'
import { inviteCreate, inviteJoin, inviteList, inviteOpen, inviteRevoke } from './invites.ts'
import { joinAnswer, joinAsk, joinCancel, joinList } from './join-requests.ts'
import { memberRole } from './member-role.ts'
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

/** The frames of an authenticated connection. `auth` makes it one and is in `../authenticate.ts`. */
export type LiveRequestName = Exclude<RequestName, 'auth'>

/** Typed by frame: a frame without a handler does not compile. */
export const handlers: { readonly [T in LiveRequestName]: Handler<T> } = {
  'auth.renew': authRenew,
  'guest.enter': guestEnter,
  ping,
  'rooms.list': roomsList,
  'rooms.search': roomsSearch,
  'rooms.get': roomsGet,
  'dialog.open': dialogOpen,
  'dialog.answer': dialogAnswer,
  'messages.list': messagesList,
  'messages.sync': messagesSync,
  'messages.search': messagesSearch,
  'message.send': messageSend,
  'message.forward': messageForward,
  'message.versions': messageVersions,
  'messages.hide': messagesHide,
  'messages.star': messagesStar,
  'messages.starred': messagesStarred,
  'draft.set': draftSet,
  'message.edit': messageEdit,
  'message.delete': messageDelete,
  'message.withdraw': messageWithdraw,
  'message.pin': messagePin,
  'preview.remove': previewRemove,
  'button.press': buttonPress,
  'pins.list': pinsList,
  'reaction.add': reactionAdd,
  'reaction.remove': reactionRemove,
  'reactions.list': reactionsList,
  'upload.create': uploadCreate,
  'upload.finish': uploadFinish,
  'files.tickets': filesTickets,
  'receipts.update': receiptsUpdate,
  'room.open': roomOpen,
  'room.create': roomCreate,
  'room.edit': roomEdit,
  'room.join': roomJoin,
  'rooms.directory': roomsDirectory,
  'invite.create': inviteCreate,
  'invite.list': inviteList,
  'invite.revoke': inviteRevoke,
  'invite.open': inviteOpen,
  'invite.join': inviteJoin,
  'join.ask': joinAsk,
  'join.cancel': joinCancel,
  'join.list': joinList,
  'join.answer': joinAnswer,
  'room.leave': roomLeave,
  'members.list': membersList,
  'members.search': membersSearch,
  'members.add': membersAdd,
  'members.remove': membersRemove,
  'member.role': memberRole,
  'users.get': usersGet,
  'people.search': peopleSearch,
  'people.friends': peopleFriends,
  typing,
  'presence.watch': presenceWatch,
  'room.mute': roomMute,
  'room.pin': roomPin,
  'room.archive': roomArchive,
  'room.mark': roomMark,
  'room.clear': roomClear,
  'user.block': userBlock,
  'blocked.list': blockedList,
  'report.send': reportSend,
  'settings.set': settingsSet,
  'warning.confirm': warningConfirm,
  'appeal.send': appealSend,
  'user.sync': userSync,
}
