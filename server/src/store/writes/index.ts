import { answerDialog } from './answer-dialog.ts'
import { appendMessages } from './append-messages.ts'
import { changeMembers } from './change-members.ts'
import { deleteMessage, editMessage } from './change-message.ts'
import { makeRoom } from './make-room.ts'
import { moveWatermarks } from './move-watermarks.ts'
import { openDialog } from './open-dialog.ts'
import { putUsers } from './put-users.ts'
import { runStatement } from './run-statement.ts'
import { setLastSeen } from './set-last-seen.ts'
import { touchUser } from './touch-user.ts'
import type { Write } from './write.ts'

/** Everything that can be written, by name. */
export const writes = {
  'control.statement': runStatement,
  'dialog.answer': answerDialog,
  'dialog.open': openDialog,
  'members.change': changeMembers,
  'message.delete': deleteMessage,
  'message.edit': editMessage,
  'messages.append': appendMessages,
  'room.make': makeRoom,
  'users.last-seen': setLastSeen,
  'users.put': putUsers,
  'users.touch': touchUser,
  'watermarks.move': moveWatermarks,
} as const

export type WriteName = keyof typeof writes
export type WriteInput<N extends WriteName> = (typeof writes)[N] extends Write<infer Input, infer _> ? Input : never
export type WriteOutput<N extends WriteName> = (typeof writes)[N] extends Write<infer _, infer Output> ? Output : never

/** One waiting write. */
export interface Operation<N extends WriteName = WriteName> {
  name: N
  input: WriteInput<N>
}
