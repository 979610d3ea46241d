import type { AppendOutcome } from '../../chat/ports.ts'
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
  inRoomOfMembers,
  inRoomOfMessage,
  inRoomOfPipe,
  inRoomOfPress,
  inRoomOfPreview,
  inRoomOfSender,
  inSettings,
  inWidget,
  type Locks,
  ofDashboard,
  overRooms,
  overUsers,
} from './define-write.ts'
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
import { markMessages } from './messages/mark-messages.ts'
import { moveWatermarks } from './messages/move-watermarks.ts'
import { pinMessage } from './messages/pin-message.ts'
import { pressButton } from './messages/press-button.ts'
import { putPreview, removePreview } from './messages/put-preview.ts'
import { answerDialog } from './rooms/answer-dialog.ts'
import { createInvite, revokeInvite } from './rooms/change-invites.ts'
import { changeJoinRequests } from './rooms/change-join-request.ts'
import { changeMembers } from './rooms/change-members.ts'
import { changeRole, editRoom } from './rooms/edit-room.ts'
import { makeRoom } from './rooms/make-room.ts'
import { moderateRoom } from './rooms/moderate-room.ts'
import { openDialog } from './rooms/open-dialog.ts'
import { setRoomFlag } from './rooms/set-room-flag.ts'
import { runStatement } from './run-statement.ts'
import { eraseFromRoom } from './users/erase-from-room.ts'
import { putBlock } from './users/put-block.ts'
import { putDraft } from './users/put-draft.ts'
import { putOwnItem } from './users/put-own-item.ts'
import { putReport } from './users/put-report.ts'
import { putSettings } from './users/put-settings.ts'
import { putStanding } from './users/put-standing.ts'
import { putUsers } from './users/put-users.ts'
import { setLastSeen } from './users/set-last-seen.ts'
import { touchUser } from './users/touch-user.ts'

export type { LaneOf, Locks } from './define-write.ts'

/** Every kind of write. To add one, add its function and a line here. */
const declared = [
  defineWrite('messages.append', appendMessages, inRoomOfMessage, {
    cost: costOfText,
    alone: appendAlone,
    asFirstTry: asFirstAppended,
  }),
  defineWrite('held.decide', decideHeld, inRoomOfSender, {
    asFirstTry: (outcome) =>
      outcome.kind === 'published' ? { ...outcome, appended: asFirstAppended(outcome.appended) } : outcome,
  }),
  defineWrite('held.change', changeHeld, inRoomOfSender),
  defineWrite('message.edit', editMessage, inRoomOfMessage, { cost: costOfText }),
  defineWrite('message.delete', deleteMessage, inRoom, { whenFull: true }),
  defineWrite('preview.put', putPreview, inRoomOfPreview),
  defineWrite('preview.remove', removePreview, inRoom),
  defineWrite('button.press', pressButton, inRoomOfPress, {
    asFirstTry: (outcome) =>
      outcome.kind === 'pressed'
        ? { ...changedAgain(outcome), appended: outcome.appended && asFirstAppended(outcome.appended) }
        : outcome,
  }),
  defineWrite('message.edit-for-site', editForSite, inRoom, {
    cost: ({ said }) => (said ? costOfText(said) : 1),
  }),
  defineWrite('notice.post', postNotice, inRoom, {
    cost: costOfText,
    asFirstTry: (outcome) => (outcome.kind === 'repeated' ? { ...outcome, kind: 'posted' as const } : outcome),
  }),
  defineWrite('message.pin', pinMessage, inRoom, {
    // others are not told of what a shadow-banned user pins
    asFirstTry: (outcome, { unseen }) => (unseen ? outcome : changedAgain(outcome)),
  }),
  defineWrite('room.erase-user', eraseFromRoom, inRoom, { cost: ({ seqs }) => costOfRows(seqs), whenFull: true }),
  defineWrite('message.restore', restoreMessage, inRoom),
  defineWrite('reactions.change', changeReactions, inRoom, {
    cost: ({ changes }) => costOfRows(changes),
  }),
  defineWrite('watermarks.move', moveWatermarks, overRooms, { cost: costOfRows, join: (moved) => moved.flat() }),
  defineWrite('dialog.open', openDialog, inDialogOf, {
    time: 100,
    asFirstTry: (opened) =>
      'full' in opened || 'blocked' in opened ? opened : { ...opened, membersChanged: true, contextChanged: true },
  }),
  defineWrite('dialog.answer', answerDialog, inRoomOfAnswer, {
    asFirstTry: (answered) => (answered === 'unchanged' ? 'answered' : answered),
  }),
  defineWrite('room.make', makeRoom, inRoomOfPipe, {
    time: 150,
    cost: ({ user_ids }) => 1 + user_ids.length,
    asFirstTry: (made) => ('full' in made ? made : { ...made, created: made.isOwner }),
  }),
  defineWrite('members.change', changeMembers, inRoomOfMembers, {
    cost: ({ user_ids }) => costOfRows(user_ids),
    asFirstTry: (outcome, { user_ids }) =>
      outcome.kind === 'changed'
        ? { ...outcome, changed: user_ids.filter((user_id) => !outcome.full.includes(user_id)) }
        : outcome,
  }),
  defineWrite('room.edit', editRoom, inRoom),
  defineWrite('room.moderate', moderateRoom, inRoom),
  defineWrite('member.role', changeRole, inRoom),
  defineWrite('join.change', changeJoinRequests, inRoomOfAskers, {
    cost: (input) => ('user_ids' in input ? costOfRows(input.user_ids) : 1),
  }),
  defineWrite('invite.create', createInvite, inRoom),
  defineWrite('invite.revoke', revokeInvite, inRoom),
  defineWrite('own.put', putOwnItem, inOwnState),
  defineWrite('own.marks', markMessages, inOwnState),
  defineWrite('own.draft', putDraft, inOwnState),
  defineWrite('job.add', addJob, inWidget),
  defineWrite('jobs.claim', claimJobs, inWidget, { whenFull: true }),
  defineWrite('job.renew', renewJob, inWidget, { whenFull: true }),
  defineWrite('job.end', endJob, inWidget, { whenFull: true }),
  defineWrite('upload.create', createUpload, inWidget),
  defineWrite('blob.reserve', reserveBlob, inWidget),
  defineWrite('blob.forget', forgetBlob, inWidget, { whenFull: true }),
  defineWrite('upload.settle', settleUpload, inWidget, { whenFull: true }),
  defineWrite('upload.remove', removeUpload, inWidget, { whenFull: true }),
  defineWrite('own.room', setRoomFlag, inOwnRoom, {
    time: 5,
    asFirstTry: (outcome) =>
      outcome.kind === 'set' ? { ...outcome, changed: outcome.stored.map(({ key }) => key) } : outcome,
  }),
  defineWrite('settings.put', putSettings, inSettings),
  defineWrite('standing.put', putStanding, inSettings, {
    // a shadow ban is nothing that the user's devices are told of
    asFirstTry: (put, { change }) => ('kind' in change && change.kind === 'shadow' ? put : changedAgain(put)),
  }),
  defineWrite('report.put', putReport, inRoom),
  defineWrite('block.put', putBlock, inBlockOf, {
    time: 100,
  }),
  defineWrite('users.put', putUsers, inWidget, { cost: ({ users }) => costOfRows(users) }),
  // one small statement
  defineWrite('users.touch', touchUser, inWidget, { time: 5, whenFull: true }),
  defineWrite('users.last-seen', setLastSeen, overUsers, { cost: costOfRows, join: () => undefined }),
  defineWrite('control.statement', runStatement, ofDashboard, { whenFull: true }),
] as const

function asFirstAppended<Outcome extends AppendOutcome>(outcome: Outcome) {
  return outcome.kind === 'repeated'
    ? { ...outcome, kind: 'appended' as const, membersChanged: true, inGroup: true }
    : outcome
}

type Declared = (typeof declared)[number]
type Writes = { readonly [W in Declared as W['name']]: W }

export type WriteName = Declared['name']
export type WriteInput<N extends WriteName> = Writes[N] extends DefinedWrite<N, infer Input, infer _> ? Input : never
export type WriteOutput<N extends WriteName> = Writes[N] extends DefinedWrite<N, infer _, infer Output> ? Output : never

/** One waiting write. */
export interface Operation<N extends WriteName = WriteName> {
  name: N
  input: WriteInput<N>
}

const byName = new Map<WriteName, unknown>(declared.map((write) => [write.name, write]))

/** The declaration of a write; typed by its name. */
export function writeOf<N extends WriteName>(name: N): DefinedWrite<N, WriteInput<N>, WriteOutput<N>> {
  return byName.get(name) as DefinedWrite<N, WriteInput<N>, WriteOutput<N>>
}

/** The same for an operation of unknown kind: its name decides the type of its input. */
export function declarationOf({ name }: Operation): DefinedWrite<WriteName, unknown, unknown> {
  return byName.get(name) as DefinedWrite<WriteName, unknown, unknown>
}

/** What a PostgreSQL batch of these operations locks. */
export function locksOf(operations: readonly Operation[]): Locks {
  const locks: Locks = { widgets: [], rooms: [], dialogs: [], pairs: [], pipes: [], owners: [], counted: [] }
  for (const operation of operations) declarationOf(operation).lock(operation.input, locks)
  return locks
}
