import { expect, test } from 'bun:test'
import type { AppendOutcome } from '../../chat/ports.ts'
import { type AppendInput, messageOf } from './messages/append-messages.ts'
import { shortOf, wholeOf } from './short-appended.ts'

const input: AppendInput = {
  widget_id: 1,
  room_id: 2,
  sender_id: 'ann',
  client_id: 'c',
  text: 'hello',
  reply_to: null,
  at: 1_000,
}
const appended = (of: AppendInput, uncounted = 0): AppendOutcome => ({
  kind: 'appended',
  message: messageOf({ input: of, seq: 7, rev: 9, uncounted, files: [] }),
  membersChanged: false,
  inGroup: true,
})

test('the outcome of a plain message is made whole from its numbers and its input', () => {
  for (const uncounted of [0, 2]) {
    const outcome = appended(input, uncounted)
    const short = shortOf(outcome, input)
    expect(short).toEqual([7, 9, uncounted, 1])
    expect(short && wholeOf(short, input)).toEqual(outcome)
  }
})

test('an outcome that says more than numbers is not shortened', () => {
  const silent = { ...input, parts: { silent: true as const } }
  expect(shortOf(appended(silent), silent)).toBeNull()
  const reply = { ...input, reply_to: 3 }
  expect(shortOf(appended(reply), reply)).toBeNull()
  expect(shortOf({ ...appended(input), membersChanged: true } as AppendOutcome, input)).toBeNull()
  expect(shortOf({ kind: 'refused', reason: 'room_not_found' }, input)).toBeNull()
})
