import { afterEach, beforeEach, expect, test } from 'bun:test'
import type { Message } from '@imbachat/protocol'
import { type ChatClient, createChatClient, shownReactions, type Timeline } from '../index.ts'
import { refusalOf } from '../testing/refusal-of.ts'
import { type ScriptedServer, scriptedServer, tokenOf } from '../testing/scripted-server.ts'
import { dialog, message } from '../testing/shapes.ts'
import { type TestClock, testClock } from '../testing/test-clock.ts'
import { until } from '../testing/until.ts'

let server: ScriptedServer
let clock: TestClock
let client: ChatClient
let timeline: Timeline

beforeEach(async () => {
  clock = testClock()
  server = scriptedServer({ now: clock.now })
  server.script['rooms.list'] = ({ reply }) =>
    reply({ rooms: [dialog(5, 1)], next: null, unread_rooms: 0, requests: 0, archived: 0 })
  server.script['messages.list'] = ({ reply }) => reply({ messages: [message(1)], last_seq: 1, last_rev: 1 })
  server.script['messages.sync'] = ({ reply }) => reply({ kind: 'changes', messages: [], rev: 1, more: false })
  client = createChatClient({ url: server.url, widgetId: 1, token: tokenOf('1'), clock })
  timeline = client.openRoom(5)
  await until(() => timeline.state.get().messages.length === 1)
})
afterEach(async () => {
  client.close()
  await server.stop()
})

const thumb = (count: number, ...user_ids: string[]) => ({ emoji: '👍', count, user_ids })
const reacted = (rev: number, reactions: Message['reactions'] = []) =>
  message(1, reactions.length > 0 ? { rev, reactions } : { rev })
function shown() {
  const { messages, reacting } = timeline.state.get()
  return shownReactions(messages[0] as Message, '1', reacting)
}

test('a reaction is shown at once, and is the same after the server confirmed it', async () => {
  const done = timeline.toggleReaction(1, '👍')
  await until(() => shown().length === 1)
  expect(shown()).toEqual([{ emoji: '👍', count: 1, mine: true }])
  const asked = await server.asked('reaction.add')
  expect(asked.frame).toMatchObject({ room_id: 5, seq: 1, emoji: '👍' })
  asked.reply({ message: reacted(2, [thumb(1, '1')]) })
  await done
  expect(timeline.state.get().reacting).toEqual([])
  expect(shown()).toEqual([{ emoji: '👍', count: 1, mine: true }])
})

test('a second tap removes it, after the first was answered', async () => {
  const first = timeline.toggleReaction(1, '👍')
  const added = await server.asked('reaction.add')
  const second = timeline.toggleReaction(1, '👍')
  await until(() => shown().length === 0)
  expect(server.sent('reaction.remove')).toBe(0)
  added.reply({ message: reacted(2, [thumb(1, '1')]) })
  await first
  ;(await server.asked('reaction.remove')).reply({ message: reacted(3) })
  await second
  expect(shown()).toEqual([])
})

test('adding and removing say what they want, whatever is shown, also of a message that is not loaded', async () => {
  const added = timeline.addReaction(7, '🎉')
  const again = timeline.addReaction(7, '🎉')
  const asked = await server.asked('reaction.add')
  expect(asked.frame).toMatchObject({ room_id: 5, seq: 7, emoji: '🎉' })
  asked.reply({ message: { ...reacted(2, [{ ...thumb(1, '1'), emoji: '🎉' }]), seq: 7 } })
  ;(await server.asked('reaction.add')).reply({ message: { ...reacted(2), seq: 7 } })
  await Promise.all([added, again])
  const removed = timeline.removeReaction(1, '👍')
  const refused = await server.asked('reaction.remove')
  refused.fail({ code: 'message_not_found', message: '' })
  expect(await refusalOf(removed)).toMatchObject({ code: 'message_not_found' })
})

test('of several taps during one request, the last one alone is sent after it', async () => {
  const first = timeline.toggleReaction(1, '👍')
  const added = await server.asked('reaction.add')
  const second = timeline.toggleReaction(1, '👍')
  await until(() => shown().length === 0)
  const third = timeline.toggleReaction(1, '👍')
  await until(() => shown().length === 1)
  added.reply({ message: reacted(2, [thumb(1, '1')]) })
  await Promise.all([first, second])
  ;(await server.asked('reaction.add')).reply({ message: reacted(2, [thumb(1, '1')]) })
  await third
  // what would have been sent for the second tap comes before the answer to this
  const later = timeline.toggleReaction(1, '🎉')
  ;(await server.asked('reaction.add')).reply({ message: reacted(3, [thumb(1, '1')]) })
  await later
  expect(server.sent('reaction.remove')).toBe(0)
})

test('reactions lost with a connection are sent again on the next one', async () => {
  const done = timeline.toggleReaction(1, '👍')
  await server.asked('reaction.add')
  server.cut()
  await until(() => {
    clock.elapse(1_000)
    return server.sent('reaction.add') === 2
  })
  expect(shown()).toEqual([{ emoji: '👍', count: 1, mine: true }])
  ;(await server.asked('reaction.add')).reply({ message: reacted(2, [thumb(1, '1')]) })
  await done
})

test('a reaction that the server refuses for now is shown, waits for `retry_after_ms`, and is sent again', async () => {
  const done = timeline.toggleReaction(1, '👍')
  const busy = { code: 'server_busy', message: 'later', retry_after_ms: 7_000 } as const
  ;(await server.asked('reaction.add')).fail(busy)
  // another one is refused for a longer time: the first does not wait for it
  const other = timeline.toggleReaction(1, '🎉')
  ;(await server.asked('reaction.add')).fail({ ...busy, retry_after_ms: 60_000 })
  // what comes after both refusals
  server.event({ t: 'message', room_id: 5, message: reacted(2, [{ emoji: '🙏', count: 1, user_ids: ['2'] }]) })
  await until(() => shown().some(({ emoji }) => emoji === '🙏'))
  clock.elapse(6_999)
  expect(server.sent('reaction.add')).toBe(2)
  expect(shown().filter(({ mine }) => mine)).toHaveLength(2)
  clock.elapse(1)
  ;(await server.asked('reaction.add')).reply({ message: reacted(3, [thumb(1, '1')]) })
  await done
  void other.catch(() => undefined)
})

test('a refusal removes the reaction again and rejects', async () => {
  const done = timeline.toggleReaction(1, '👍')
  ;(await server.asked('reaction.add')).fail({ code: 'too_many_reactions', message: 'too many' })
  expect(
    await done.then(
      () => null,
      (error) => error.code,
    ),
  ).toBe('too_many_reactions')
  expect(shown()).toEqual([])
})

test('if a message does not name all users, the server tells whether the reader is among them', async () => {
  server.event({ t: 'message', room_id: 5, message: reacted(2, [thumb(21, '2', '3')]) })
  await until(() => shown()[0]?.count === 21)
  const done = timeline.toggleReaction(1, '👍')
  ;(await server.asked('reactions.list')).reply({ users: [], next: null, mine: true })
  ;(await server.asked('reaction.remove')).reply({ message: reacted(3, [thumb(20, '2', '3')]) })
  await done
  expect(shown()).toEqual([{ emoji: '👍', count: 20, mine: false }])
})
