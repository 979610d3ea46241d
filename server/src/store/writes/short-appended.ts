import type { AppendOutcome } from '../../chat/ports.ts'
import { type AppendInput, isPlain, messageOf } from './messages/append-messages.ts'

/** The values that the commit of a plain message adds to its input. The last number is 1 in a group or channel. */
export type ShortAppended = readonly [seq: number, rev: number, uncounted: number, inGroup: number]

/** @returns null: the outcome does not fit the short form */
export function shortOf(outcome: AppendOutcome, input: AppendInput): ShortAppended | null {
  if (outcome.kind !== 'appended' || outcome.membersChanged || input.reply_to !== null || !isPlain(input)) return null
  const { seq, rev, uncounted = 0 } = outcome.message
  return [seq, rev, uncounted, outcome.inGroup ? 1 : 0]
}

export const wholeOf = ([seq, rev, uncounted, inGroup]: ShortAppended, input: AppendInput): AppendOutcome => ({
  kind: 'appended',
  message: messageOf({ input, seq, rev, uncounted, files: [] }),
  membersChanged: false,
  inGroup: inGroup === 1,
})
