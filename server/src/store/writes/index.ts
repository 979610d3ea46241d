import { reactionsOf } from '../../chat/ports/history.ts'
import { changeCall } from './calls/change-call.ts'
import { enterCall } from './calls/enter-call.ts'
import { startCall } from './calls/start-call.ts'
import {
  changedAgain,
  costOfRows,
  costOfText,
  type DefinedWrite,
  defineWrite,
  inBlockOf,
  inDialogOf,
  inOwnRoom,
  inOwnState,
  inRoom,
  inRoomOfAnswer,
  inRoomOfAskers,
  inRoomOfCall,
  inRoomOfMembers,
  inRoomOfMessage,
  inRoomOfParty,
  inRoomOfPipe,
  inRoomOfPress,
  inRoomOfPreview,
  inRoomOfSender,
  inSettings,
  inStandings,
  inWidget,
  type Locks,
  ofDashboard,
  overRooms,
  overUsers,
} from './define-write.ts'
import { addEvent, forgetEvents, keepEvents, numberEvents } from './events/change-log.ts'
import { forgetBlob, reserveBlob } from './files/blobs.ts'
import { settleUpload } from './files/settle-upload.ts'
import { createUpload, removeUpload } from './files/uploads.ts'
import { addJob, claimJobs, endJob, renewJob } from './jobs.ts'
import { appendAlone } from './messages/append-alone.ts'
import { appendMessages } from './messages/append-messages.ts'
import { changeHeld } from './messages/change-held.ts'
import { deleteMessage, editMessage, restoreMessage } from './messages/change-message.ts'
import { changeReactions } from './messages/change-reactions.ts'
import { decideHeld } from './messages/decide-held.ts'
import { editForSite, postNotice } from './messages/edit-for-site.ts'
import { importMessages } from './messages/import-messages.ts'
import { markMessages } from './messages/mark-messages.ts'
import { moveWatermarks } from './messages/move-watermarks.ts'
import { pinMessage } from './messages/pin-message.ts'
import { pressButton } from './messages/press-button.ts'
import { putPreview, removePreview } from './messages/put-preview.ts'
import { putReport } from './reports/put-report.ts'
import { answerDialog } from './rooms/answer-dialog.ts'
import { createInvite, revokeInvite } from './rooms/change-invites.ts'
import { changeJoinRequests } from './rooms/change-join-request.ts'
import { changeMembers } from './rooms/change-members.ts'
import { changeRole, editRoom } from './rooms/edit-room.ts'
import { handOver } from './rooms/hand-over.ts'
import { makeRoom } from './rooms/make-room.ts'
import { moderateRoom } from './rooms/moderate-room.ts'
import { openDialog } from './rooms/open-dialog.ts'
import { setRoomFlag } from './rooms/set-room-flag.ts'
import { runStatement } from './run-statement.ts'
import { type ShortAppended, shortOf, wholeOf } from './short-appended.ts'
import { eraseFromRoom } from './users/erase-from-room.ts'
import { putBlock } from './users/put-block.ts'
import { putDraft } from './users/put-draft.ts'
import { putOwnItem } from './users/put-own-item.ts'
import { putSettings } from './users/put-settings.ts'
import { putStanding } from './users/put-standing.ts'
import { putUsers } from './users/put-users.ts'
import { setLastSeen } from './users/set-last-seen.ts'
import { touchUser } from './users/touch-user.ts'

export type { LaneOf, Locks } from './define-write.ts'

/**
 * Every kind of write, by the name that the chat calls: `store.editMessage(…)` runs `editMessage`. To add one, add its
 * function and a line here. The store adds `at` to each input: the time at which the server took the write.
 */
export const writes = {
  appendMessage: defineWrite(appendMessages, inRoomOfMessage, {
    cost: costOfText,
    alone: appendAlone,
    short: { of: shortOf, whole: (short, input) => wholeOf(short as ShortAppended, input) },
  }),
  decideHeld: defineWrite(decideHeld, inRoomOfSender, {
    removesWords: true,
  }),
  changeHeld: defineWrite(changeHeld, inRoomOfSender),
  editMessage: defineWrite(editMessage, inRoomOfMessage, { cost: costOfText, removesWords: true }),
  deleteMessage: defineWrite(deleteMessage, inRoom, { whenFull: true, removesWords: true }),
  putPreview: defineWrite(putPreview, inRoomOfPreview),
  removePreview: defineWrite(removePreview, inRoom),
  pressButton: defineWrite(pressButton, inRoomOfPress),
  editForSite: defineWrite(editForSite, inRoom, {
    cost: ({ edit }) => (edit ? costOfText(edit) : 1),
    removesWords: true,
  }),
  postNotice: defineWrite(postNotice, inRoom, { cost: costOfText }),
  pinMessage: defineWrite(pinMessage, inRoom, {
    // a shadow-banned user's pins are not published
    asFirstTry: (outcome, { unseen }) => (unseen ? outcome : changedAgain(outcome)),
  }),
  eraseFromRoom: defineWrite(eraseFromRoom, inRoom, {
    cost: ({ seqs }) => costOfRows(seqs),
    whenFull: true,
    removesWords: true,
  }),
  restoreMessage: defineWrite(restoreMessage, inRoom),
  changeReactions: defineWrite(changeReactions, inRoom, {
    cost: ({ changes }) => costOfRows(changes),
  }),
  moveWatermarks: defineWrite(moveWatermarks, overRooms, { cost: costOfRows, join: (moved) => moved.flat() }),
  openDialog: defineWrite(openDialog, inDialogOf, {
    time: 100,
    asFirstTry: (opened) => ('room_id' in opened ? { ...opened, membersChanged: true, contextChanged: true } : opened),
  }),
  answerDialog: defineWrite(answerDialog, inRoomOfAnswer, {
    asFirstTry: (answered) => (answered === 'unchanged' ? 'answered' : answered),
  }),
  makeRoom: defineWrite(makeRoom, inRoomOfPipe, {
    time: 150,
    cost: ({ user_ids }) => 1 + user_ids.length,
    asFirstTry: (made) => ('full' in made ? made : { ...made, created: made.isOwner }),
  }),
  changeMembers: defineWrite(changeMembers, inRoomOfMembers, {
    cost: ({ user_ids }) => costOfRows(user_ids),
    asFirstTry: (outcome, { user_ids }) =>
      outcome.kind === 'changed'
        ? { ...outcome, changed: user_ids.filter((user_id) => !outcome.full.includes(user_id)) }
        : outcome,
  }),
  editRoom: defineWrite(editRoom, inRoom),
  moderateRoom: defineWrite(moderateRoom, inRoom),
  startCall: defineWrite(startCall, inRoomOfCall, {
    // it reads messages of both users, and writes the call, its members and an entry
    cost: () => 20,
  }),
  enterCall: defineWrite(enterCall, inRoomOfParty, { cost: () => 10 }),
  changeCall: defineWrite(changeCall, inRoom),
  handOver: defineWrite(handOver, inRoom),
  changeRole: defineWrite(changeRole, inRoom),
  changeJoinRequests: defineWrite(changeJoinRequests, inRoomOfAskers, {
    cost: (input) => ('user_ids' in input ? costOfRows(input.user_ids) : 1),
  }),
  createInvite: defineWrite(createInvite, inRoom),
  revokeInvite: defineWrite(revokeInvite, inRoom),
  putOwnItem: defineWrite(putOwnItem, inOwnState),
  markMessages: defineWrite(markMessages, inOwnState),
  putDraft: defineWrite(putDraft, inOwnState),
  // for example the mail about a full disk
  addJob: defineWrite(addJob, inWidget, { whenFull: true }),
  claimJobs: defineWrite(claimJobs, inWidget, { whenFull: true }),
  renewJob: defineWrite(renewJob, inWidget, { whenFull: true }),
  endJob: defineWrite(endJob, inWidget, { whenFull: true }),
  importMessages: defineWrite(importMessages, inRoom, {
    cost: ({ messages }) => messages.reduce((sum, message) => sum + costOfText(message) + reactionsOf(message), 0),
  }),
  keepEvents: defineWrite(keepEvents, inWidget, { whenFull: true }),
  forgetEvents: defineWrite(forgetEvents, inWidget, { whenFull: true }),
  addEvent: defineWrite(addEvent, inWidget),
  // of PostgreSQL's store; the chat does not call it
  numberEvents: defineWrite(numberEvents, inWidget, { time: 5, whenFull: true }),
  createUpload: defineWrite(createUpload, inWidget),
  reserveBlob: defineWrite(reserveBlob, inWidget),
  forgetBlob: defineWrite(forgetBlob, inWidget, { whenFull: true }),
  settleUpload: defineWrite(settleUpload, inWidget, { whenFull: true }),
  removeUpload: defineWrite(removeUpload, inWidget, { whenFull: true }),
  setRoomFlag: defineWrite(setRoomFlag, inOwnRoom, {
    time: 5,
    asFirstTry: (outcome) =>
      outcome.kind === 'set' ? { ...outcome, changed: outcome.stored.map(({ key }) => key) } : outcome,
  }),
  putSettings: defineWrite(putSettings, inSettings),
  putStanding: defineWrite(putStanding, inStandings, {
    // a shadow ban is not sent to the user's devices
    asFirstTry: (put, { change }) => ('kind' in change && change.kind === 'shadow' ? put : changedAgain(put)),
  }),
  putReport: defineWrite(putReport, inRoom),
  putBlock: defineWrite(putBlock, inBlockOf, {
    time: 100,
  }),
  putUsers: defineWrite(putUsers, inWidget, { cost: ({ users }) => costOfRows(users) }),
  // one small statement
  touchUser: defineWrite(touchUser, inWidget, { time: 5, whenFull: true }),
  setLastSeen: defineWrite(setLastSeen, overUsers, { cost: costOfRows, join: () => undefined }),
  // a statement of the dashboard; the chat does not call it
  runStatement: defineWrite(runStatement, ofDashboard, {
    whenFull: true,
    removesWords: ({ sql }) => sql.startsWith('delete'),
  }),
}

type Writes = typeof writes

export type WriteName = keyof Writes
export type WriteInput<N extends WriteName> = Writes[N] extends DefinedWrite<infer Input, infer _> ? Input : never
export type WriteOutput<N extends WriteName> = Writes[N] extends DefinedWrite<infer _, infer Output> ? Output : never

/** One waiting write. */
export interface Operation<N extends WriteName = WriteName> {
  name: N
  input: WriteInput<N>
}

/** The declaration of a write; typed by its name. */
export function writeOf<N extends WriteName>(name: N): DefinedWrite<WriteInput<N>, WriteOutput<N>> {
  return writes[name] as unknown as DefinedWrite<WriteInput<N>, WriteOutput<N>>
}

/** The same for an operation of unknown kind: its name decides the type of its input. */
export function declarationOf({ name }: Operation): DefinedWrite<unknown, unknown> {
  return writes[name] as unknown as DefinedWrite<unknown, unknown>
}

/** The locks of a PostgreSQL batch of these operations. */
export function locksOf(operations: readonly Operation[]): Locks {
  const locks: Locks = { widgets: [], rooms: [], dialogs: [], pairs: [], pipes: [], owners: [], counted: [] }
  for (const operation of operations) declarationOf(operation).lock(operation.input, locks)
  return locks
}
