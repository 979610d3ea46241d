import type { Operation, WriteInput, WriteOutput } from '../writes/index.ts'

/**
 * The connection broke at the commit, the batch was run again, and what it answers may be "that was there already" about its own first
 * try, of which nobody has been told. So it answers as a first try would; telling others once too often harms nothing.
 */
export function asFirstTry({ name, input }: Operation, output: unknown): unknown {
  switch (name) {
    case 'messages.append': {
      const outcome = output as WriteOutput<'messages.append'>
      return outcome.kind === 'repeated'
        ? { ...outcome, kind: 'appended', membersChanged: true, ofMany: true }
        : outcome
    }
    case 'dialog.open':
      return { ...(output as WriteOutput<'dialog.open'>), membersChanged: true }
    case 'room.make': {
      const made = output as WriteOutput<'room.make'>
      return { ...made, created: made.isOwner }
    }
    case 'members.change': {
      const outcome = output as WriteOutput<'members.change'>
      const { userIds } = input as WriteInput<'members.change'>
      return outcome.kind === 'changed' ? { ...outcome, changed: userIds } : outcome
    }
    case 'dialog.answer':
      return output === 'unchanged' ? 'answered' : output
    case 'message.edit':
    case 'message.delete': {
      const outcome = output as WriteOutput<'message.edit'>
      return outcome.kind === 'unchanged' ? { ...outcome, kind: 'changed' } : outcome
    }
    // Cards, watermarks and the rest are told of anew by themselves.
    case 'users.put':
    case 'users.touch':
    case 'users.last-seen':
    case 'watermarks.move':
    case 'control.statement':
      return output
  }
}
