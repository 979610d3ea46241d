import { afterEach, beforeEach, expect, test } from 'bun:test'
import { until } from '../../../sdk/src/testing/until.ts'
import { type ChatServer, startChat } from '../realtime/testing/chat-server.ts'
import type { TestSocket } from '../realtime/testing/test-socket.ts'
import type { Notifier } from './notifier.ts'
import { createSentNotifications } from './sent-notifications.ts'
import { pass, recorder, startNotifier } from './testing/recorder.ts'

let chat: ChatServer
let notifier: Notifier | undefined
beforeEach(async () => {
  chat = await startChat()
  for (const name of ['ann', 'bob', 'cat']) chat.siteUsers.set(name, { name })
})
afterEach(async () => {
  await notifier?.close()
  notifier = undefined
  await chat.stop()
})

const say = (by: TestSocket, room_id: number, text: string, more = {}) =>
  by.request('message.send', { room_id, client_id: crypto.randomUUID(), text, ...more })

async function dialog() {
  const [ann, bob] = [await chat.signIn('ann'), await chat.signIn('bob')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  return { ann, bob, room_id }
}

/** Moves the clock until the condition holds. */
async function passUntil(condition: () => boolean, step = 1_000): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 3_000) throw new Error(`never: ${condition}`)
    await pass(chat, step, step)
  }
}

test('NOTIFY-1 unread messages of a room are told once, together, some seconds after the first', async () => {
  const push = recorder()
  notifier = await startNotifier(chat, [push.channel])
  const { ann, room_id } = await dialog()
  for (const text of ['one', 'two', 'three']) await say(ann, room_id, text)
  await pass(chat, 3_000)
  expect(push.notifications).toEqual([])
  await passUntil(() => push.notifications.length > 0)
  expect(push.notifications).toEqual([{ user_id: 'bob', texts: [['one', 'two', 'three']], unread: [3] }])
  await say(ann, room_id, 'four')
  await passUntil(() => push.notifications.length > 1)
  await pass(chat, 20_000)
  expect(push.notifications.slice(1)).toEqual([{ user_id: 'bob', texts: [['four']], unread: [4] }])
})

test('NOTIFY-2 a message that is read or deleted in time is not notified about', async () => {
  const push = recorder()
  notifier = await startNotifier(chat, [push.channel])
  const { ann, bob, room_id } = await dialog()
  await say(ann, room_id, 'read')
  await pass(chat, 2_000)
  await bob.request('receipts.update', { rooms: [{ room_id, read_seq: 1 }] })
  await pass(chat, 10_000)
  await say(ann, room_id, 'deleted')
  await ann.request('message.delete', { room_id, seq: 2 })
  await pass(chat, 10_000)
  await say(ann, room_id, 'told')
  await passUntil(() => push.notifications.length > 0)
  expect(push.notifications.map(({ texts }) => texts)).toEqual([[['told']]])
})

test('NOTIFY-3 a user who looks at the chat is told when they stop without having read', async () => {
  const push = recorder()
  notifier = await startNotifier(chat, [push.channel])
  const { ann, bob, room_id } = await dialog()
  await bob.request('presence.active', { active: true })
  await say(ann, room_id, 'look')
  await pass(chat, 90_000)
  expect(push.notifications).toEqual([])
  await bob.request('presence.active', { active: false })
  await passUntil(() => push.notifications.length > 0)
  const log = () => chat.store.readDb.selectFrom('notification_log').select(['state', 'waited']).execute()
  await until(async () => (await log()).length === 1)
  expect(await log()).toEqual([{ state: 'sent', waited: 'active' }])
  const phone = await chat.signIn('bob')
  await phone.request('presence.active', { active: true })
  phone.close()
  await phone.closed
  await say(ann, room_id, 'again')
  await passUntil(() => push.notifications.length > 1)
  expect(push.notifications.map(({ texts }) => texts)).toEqual([[['look']], [['again']]])
})

test('NOTIFY-3 a page that has not said for five minutes that it is looked at counts as left', async () => {
  const { bob } = await dialog()
  const { activeUsers } = chat.gateway.deps
  await bob.request('presence.active', { active: true })
  expect(await activeUsers.among(chat.widget_id, ['ann', 'bob'])).toEqual(new Set(['bob']))
  chat.clock.elapse(5 * 60_000)
  expect(await activeUsers.among(chat.widget_id, ['ann', 'bob'])).toEqual(new Set())
})

test('NOTIFY-4 a muted room notifies only those whom a message mentions or answers', async () => {
  const push = recorder()
  notifier = await startNotifier(chat, [push.channel])
  const [ann, bob] = [await chat.signIn('ann'), await chat.signIn('bob')]
  const { room } = await ann.request('room.open', { pipe: 'club', user_ids: ['bob', 'cat'] })
  const { room_id } = room
  const until = chat.clock.now() + 3_600_000
  await bob.request('room.mute', { room_id, until })
  await say(ann, room_id, 'to all')
  await say(ann, room_id, '@bob yes', { entities: [{ type: 'mention', offset: 0, length: 4, user_id: 'bob' }] })
  await passUntil(() => push.notifications.length === 2)
  const byUser = Object.fromEntries(push.notifications.map(({ user_id, texts }) => [user_id, texts]))
  expect(byUser).toEqual({ bob: [['@bob yes']], cat: [['to all', '@bob yes']] })
})

test('NOTIFY-4 messages without sound, notices and own messages notify nobody', async () => {
  const push = recorder()
  notifier = await startNotifier(chat, [push.channel])
  const { ann, bob, room_id } = await dialog()
  await say(ann, room_id, 'quiet', { silent: true })
  await bob.request('room.open', { pipe: 'news', user_ids: ['ann'] })
  await pass(chat, 10_000)
  await say(bob, room_id, 'loud')
  await passUntil(() => push.notifications.length > 0)
  await pass(chat, 10_000)
  expect(push.notifications).toEqual([{ user_id: 'ann', texts: [['loud']], unread: [1] }])
})

test('NOTIFY-5 in a large room only those are told whom a message names', async () => {
  const push = recorder()
  notifier = await startNotifier(chat, [push.channel], { limits: { NOTIFY_ROOM_MEMBERS: 2 } })
  const ann = await chat.signIn('ann')
  const { room } = await ann.request('room.open', { pipe: 'crowd', user_ids: ['bob', 'cat'] })
  await say(ann, room.room_id, 'to all')
  await say(ann, room.room_id, '@cat hi', { entities: [{ type: 'mention', offset: 0, length: 4, user_id: 'cat' }] })
  await passUntil(() => push.notifications.length > 0)
  await pass(chat, 10_000)
  expect(push.notifications.map(({ user_id, texts }) => [user_id, texts])).toEqual([['cat', [['@cat hi']]]])
})

test('NOTIFY-6 a notification that fails is retried later each time, for a day, and then given up with its reason', async () => {
  const push = recorder()
  let fails = true
  push.answers(() => {
    if (fails) throw new Error('the service is down')
    return { kind: 'sent' }
  })
  notifier = await startNotifier(chat, [push.channel], { limits: { NOTIFY_RETRY_HOURS: 1 } })
  const { ann, room_id } = await dialog()
  await say(ann, room_id, 'one')
  await passUntil(() => push.dues.length === 2, 10_000)
  fails = false
  await passUntil(() => push.notifications.length === 1, 10_000)
  fails = true
  await say(ann, room_id, 'two')
  const states = () =>
    chat.store.readDb.selectFrom('notification_log').select(['state', 'problem']).orderBy('at').execute()
  await passUntil(() => push.dues.length === 10, 10_000)
  await until(async () => (await states()).at(-1)?.state === 'given_up')
  expect(await states()).toEqual([
    ...Array(2).fill({ state: 'later', problem: 'the service is down' }),
    { state: 'sent', problem: null },
    ...Array(6).fill({ state: 'later', problem: 'the service is down' }),
    { state: 'given_up', problem: 'the service is down' },
  ])
})

test('NOTIFY-7 a channel that tells of all rooms together does so when the first is due', async () => {
  const mail = recorder({ name: 'mail', together: true, delayMs: 60_000 })
  notifier = await startNotifier(chat, [mail.channel])
  const { ann, room_id } = await dialog()
  await say(ann, room_id, 'one')
  await pass(chat, 30_000)
  const { room } = await ann.request('room.open', { pipe: 'club', user_ids: ['bob'] })
  await say(ann, room.room_id, 'two')
  await passUntil(() => mail.notifications.length > 0)
  expect(mail.notifications).toEqual([{ user_id: 'bob', texts: [['one'], ['two']], unread: [1, 1] }])
})

test('NOTIFY-8 a node that goes on after another died tells nobody twice and forgets nobody', async () => {
  const push = recorder()
  const first = await startNotifier(chat, [push.channel])
  const { ann, room_id } = await dialog()
  await say(ann, room_id, 'before')
  await passUntil(() => push.notifications.length === 1)
  await say(ann, room_id, 'meanwhile')
  await first.close()
  await say(ann, room_id, 'while no node ran')
  notifier = await startNotifier(chat, [push.channel])
  await passUntil(() => push.notifications.length === 2)
  await pass(chat, 10_000)
  expect(push.notifications.map(({ texts }) => texts)).toEqual([[['before']], [['meanwhile', 'while no node ran']]])
})

test('NOTIFY-8 a node whose clock was set back leaves alone what another node serves by now', async () => {
  const push = recorder()
  notifier = await startNotifier(chat, [push.channel], { several: true })
  const { ann, room_id } = await dialog()
  await say(ann, room_id, 'one')
  await passUntil(() => push.notifications.length === 1)
  await say(ann, room_id, 'two')
  const { control, readDb } = chat.store
  const waiting = () => readDb.selectFrom('notification').select('due_at').where('due_at', 'is not', null).execute()
  await until(async () => {
    await pass(chat, 100, 100)
    return (await waiting()).length === 1
  })
  const taken = { lease: 'another node', lease_until: chat.clock.now() + 86_400_000 }
  await control.updateTable('notifier').set(taken).execute()
  chat.clock.setBack(3_600_000)
  await pass(chat, 10_000)
  await control.updateTable('notification').set({ due_at: 0 }).where('due_at', 'is not', null).execute()
  await pass(chat, 10_000)
  expect(push.notifications).toHaveLength(1)
  expect(await waiting()).toHaveLength(1)
})

test('NOTIFY-9 all waiting rows are removed, however many, once nobody can be notified', async () => {
  const push = recorder()
  let isUsed = true
  notifier = await startNotifier(chat, [{ ...push.channel, isUsed: async () => isUsed }])
  const { control, readDb } = chat.store
  const { widget_id } = chat
  const rows = Array.from({ length: 1_000 }, (_, n) => ({
    ...{ widget_id, user_id: `user ${n}`, channel: 'push' as const, room_id: 1, seq: 1, due_at: 9e15 },
  }))
  for (let from = 0; from < 1_000; from += 100) {
    await control
      .insertInto('notification')
      .values(rows.slice(from, from + 100))
      .execute()
  }
  const count = async () =>
    Number(
      (
        await readDb
          .selectFrom('notification')
          .select((eb) => eb.fn.countAll().as('n'))
          .executeTakeFirst()
      )?.n,
    )
  isUsed = false
  await notifier.changed(widget_id)
  await until(async () => (await count()) === 0)
})

test('NOTIFY-9 a widget has a log of events only while somebody can be notified', async () => {
  const push = recorder()
  let isUsed = false
  const channel = { ...push.channel, isUsed: async () => isUsed }
  notifier = await startNotifier(chat, [channel])
  const span = () => chat.store.chat.eventSpan(chat.widget_id)
  expect(await span()).toBeNull()
  isUsed = true
  await notifier.changed(chat.widget_id)
  expect(await span()).not.toBeNull()
  const { ann, room_id } = await dialog()
  await say(ann, room_id, 'one')
  await passUntil(() => push.notifications.length === 1)
  isUsed = false
  await notifier.changed(chat.widget_id)
  expect(await span()).toBeNull()
})

test('NOTIFY-4 somebody who is asked for a dialog is told of the request, and nobody who blocks its sender', async () => {
  const push = recorder()
  const widget_id = await chat.makeWidget({ dialogs: 'request' })
  notifier = await startNotifier(chat, [push.channel])
  await notifier.changed(widget_id)
  const ann = await chat.signIn('ann', { widget_id })
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  await say(ann, room_id, 'may I?')
  await passUntil(() => push.notifications.length > 0)
  expect(push.dues[0]?.rooms[0]).toMatchObject({ isRequest: true, peer: { user_id: 'ann' } })
  const bob = await chat.signIn('bob', { widget_id })
  await bob.request('dialog.answer', { room_id, accept: true })
  await say(ann, room_id, 'thanks')
  await bob.request('user.block', { user_id: 'ann', blocked: true })
  await pass(chat, 10_000)
  expect(push.notifications).toHaveLength(1)
})

test('NOTIFY-4 in a group nobody is told of messages of a user whom they block, not even of one that names them', async () => {
  const push = recorder()
  notifier = await startNotifier(chat, [push.channel])
  await notifier.changed(chat.widget_id)
  const [ann, bob, cat] = [await chat.signIn('ann'), await chat.signIn('bob'), await chat.signIn('cat')]
  const { room_id } = (await ann.request('room.open', { pipe: 'all', user_ids: ['bob', 'cat'] })).room
  await bob.request('user.block', { user_id: 'ann', blocked: true })
  bob.close()
  await bob.closed
  const entities = [{ type: 'mention' as const, offset: 0, length: 4, user_id: 'bob' }]
  await ann.request('message.send', { room_id, client_id: crypto.randomUUID(), text: '@bob look', entities })
  await say(cat, room_id, 'hello')
  // more than a notice looks at, at first
  for (let n = 0; n < 12; n++) await say(ann, room_id, `again ${n}`)
  await passUntil(() => push.dues.some(({ user }) => user.user_id === 'bob'))
  const toBob = push.dues.filter(({ user }) => user.user_id === 'bob')
  expect(
    toBob.flatMap(({ rooms }) => rooms.flatMap(({ messages }) => messages.map((one) => one.message.text))),
  ).toEqual(['hello'])
})

test('NOTIFY-10 the dashboard shows what was sent to whom, what failed and why, and what was opened', async () => {
  const push = recorder()
  const mail = recorder({ name: 'mail' })
  mail.answers(() => ({ kind: 'given_up', problem: 'no such mailbox' }))
  notifier = await startNotifier(chat, [push.channel, mail.channel])
  const { store, clock, widget_id } = chat
  const { users } = chat.gateway.deps
  const sent = createSentNotifications({ control: store.control, readDb: store.readDb, users, clock })
  const { ann, room_id } = await dialog()
  await say(ann, room_id, 'one')
  await passUntil(() => push.notifications.length === 1 && mail.dues.length === 1)
  await say(ann, room_id, 'two')
  await passUntil(() => push.notifications.length === 2 && mail.dues.length === 2)
  const states = ({ notifications }: Awaited<ReturnType<typeof sent.list>>) =>
    notifications.map(({ channel, state, problem, name }) => `${name} ${channel} ${state} ${problem}`).sort()
  await until(async () => (await sent.list(widget_id, { limit: 10 })).notifications.length === 4)
  const first = await sent.list(widget_id, { limit: 3 })
  const second = await sent.list(widget_id, { limit: 3, cursor: first.next ?? '' })
  expect([...states(first), ...states(second)].sort()).toEqual([
    ...Array(2).fill('bob mail given_up no such mailbox'),
    ...Array(2).fill('bob push sent null'),
  ])
  expect(second.next).toBeNull()
  const pushes = await sent.list(widget_id, { limit: 10, channel: 'push' })
  expect(states(pushes)).toEqual(Array(2).fill('bob push sent null'))
  expect(await sent.list(widget_id, { limit: 10, user_id: 'ann' })).toEqual({ notifications: [], next: null })
  expect((await sent.list(widget_id, { limit: 10, user_id: 'bob' })).notifications).toHaveLength(4)
  expect(await sent.list(widget_id, { limit: 10, state: 'later' })).toEqual({ notifications: [], next: null })
  const [one] = pushes.notifications
  await sent.opened(widget_id, one?.notification_id ?? '')
  const openedAt = clock.now()
  clock.elapse(1_000)
  await sent.opened(widget_id, one?.notification_id ?? '')
  await sent.answered(widget_id + 1, one?.notification_id ?? '')
  const opened = (await sent.list(widget_id, { limit: 10, channel: 'push' })).notifications
  const times = opened.flatMap(({ opened_at }) => opened_at ?? [])
  expect(times).toHaveLength(1)
  expect(times[0]).toBeLessThanOrEqual(openedAt)
  expect(await sent.figures(widget_id)).toEqual({
    channels: [
      { channel: 'push', sent: 2, opened: 1, answered: 0, unsubscribed: 0, later: 0, given_up: 0, bounced: 0 },
      { channel: 'mail', sent: 0, opened: 0, answered: 0, unsubscribed: 0, later: 0, given_up: 2, bounced: 0 },
    ],
    waiting: 0,
  })
  await pass(chat, 31 * 86_400_000, 3_600_000 * 24)
  await until(async () => (await sent.list(widget_id, { limit: 10 })).notifications.length === 0)
})

test('CALL-20 a missed call is told as a message is, and a declined one is not', async () => {
  const push = recorder()
  notifier = await startNotifier(chat, [push.channel])
  const { ann, bob, room_id } = await dialog()
  await say(ann, room_id, 'Hello')
  await say(bob, room_id, 'Hello')
  await passUntil(() => push.notifications.length > 0)
  await bob.request('receipts.update', { rooms: [{ room_id, read_seq: 2 }] })
  await ann.request('receipts.update', { rooms: [{ room_id, read_seq: 2 }] })
  await pass(chat, 20_000)
  push.notifications.length = 0
  const call = async () => {
    const started = await ann.request('call.start', { room_id, party: 'p'.repeat(22), video: false })
    return { call_id: started.call.call_id }
  }
  await bob.request('call.decline', await call())
  await pass(chat, 20_000)
  expect(push.notifications).toEqual([])
  await ann.request('call.cancel', await call())
  await passUntil(() => push.notifications.length > 0)
  expect(push.notifications).toEqual([{ user_id: 'bob', texts: [['']], unread: [1] }])
})
