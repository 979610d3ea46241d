import { afterEach, beforeEach, expect, test } from 'bun:test'
import type { NotificationOutlook } from '@imbachat/protocol/http/widget/notifications'
import { refusalOf } from '../../../sdk/src/testing/refusal-of.ts'
import { DEFAULT_LIMITS } from '../config/limits.ts'
import { type ChatServer, startChat } from '../realtime/testing/chat-server.ts'
import { createMailRows } from './mail/mail-rows.ts'
import type { Notifier } from './notifier.ts'
import { pass, recorder, startNotifier } from './testing/recorder.ts'
import { createWhyNotified } from './why-notified.ts'

/** Less than a lease, which is renewed at each step. */
const STEP = 25_000
/** Long, so that what waits is still there when it is looked at. */
const DELAY = 3_600_000
const LIMITS = { NOTIFY_ROOM_MEMBERS: 2 }

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

const why = (push: ReturnType<typeof recorder>) =>
  createWhyNotified({
    ...{ readDb: chat.store.readDb, store: chat.store.chat, mailRows: createMailRows(chat.store) },
    ...{ ...chat.gateway.deps, channels: [push.channel], clock: chat.clock },
    limits: { ...DEFAULT_LIMITS, ...LIMITS },
  })

/** Moves the clock until it is so. */
async function passUntil(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries > 2_000) throw new Error(`never: ${condition}`)
    await pass(chat, STEP, STEP)
  }
}

test('NOTIFY-11 the dashboard says of each unread conversation whether it waits, was notified, or why it is silent', async () => {
  const push = recorder({ delayMs: DELAY })
  notifier = await startNotifier(chat, [push.channel], { limits: LIMITS })
  const { ofUser } = why(push)
  const { widget_id } = chat
  const [ann, bob] = [await chat.signIn('ann'), await chat.signIn('bob')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  const club = (await ann.request('room.open', { pipe: 'club', title: 'Club', user_ids: ['bob'] })).room.room_id
  const large = (await ann.request('room.open', { pipe: 'all', title: 'All', user_ids: ['bob', 'cat'] })).room.room_id
  await bob.request('room.mute', { room_id: club, until: chat.clock.now() + 100 * DELAY })
  expect(await ofUser(widget_id, 'bob')).toMatchObject({ name: 'bob', rooms: [], more: false })
  for (const room of [room_id, club, large]) {
    await ann.request('message.send', { room_id: room, client_id: crypto.randomUUID(), text: 'Hello' })
  }
  const outlooks = async () => {
    const { rooms } = await ofUser(widget_id, 'bob')
    return Object.fromEntries(rooms.map(({ name, outlook: [one] }) => [name, one])) as Record<
      string,
      NotificationOutlook
    >
  }
  await passUntil(async () => (await outlooks()).ann?.state === 'waits')
  const { ann: dialog, ...others } = await outlooks()
  expect(dialog).toMatchObject({ waits: null, silence: null })
  expect(dialog?.at).toBeGreaterThan(chat.clock.now())
  expect(others).toMatchObject({
    Club: { state: 'silent', silence: 'muted' },
    All: { state: 'silent', silence: 'large_room' },
  })
  await passUntil(async () => (await outlooks()).ann?.state === 'notified')
  expect(push.notifications.map(({ user_id }) => user_id)).toEqual(['bob'])
})

test('NOTIFY-11 the dashboard says that a notification failed for good, until the next message', async () => {
  const push = recorder({ delayMs: DELAY })
  push.answers(() => ({ kind: 'given_up', problem: 'the service refused it' }))
  notifier = await startNotifier(chat, [push.channel])
  const { ofUser } = why(push)
  const { widget_id } = chat
  const [ann] = [await chat.signIn('ann'), await chat.signIn('bob')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  const say = () => ann.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'Hello' })
  const outlook = async () => (await ofUser(widget_id, 'bob')).rooms[0]?.outlook[0]
  await say()
  await passUntil(() => push.dues.length === 1)
  await passUntil(async () => (await outlook())?.state !== 'waits')
  expect(await outlook()).toMatchObject({ state: 'silent', silence: 'given_up' })
  await say()
  await passUntil(async () => (await outlook())?.state === 'waits')
  expect(await outlook()).toMatchObject({ waits: null, silence: null })
})

test('NOTIFY-11 the dashboard says what keeps a way from a user, and knows nobody who was never here', async () => {
  const push = recorder()
  const { ofUser } = why(push)
  const { widget_id } = chat
  const bob = await chat.signIn('bob')
  const reach = async () => (await ofUser(widget_id, 'bob')).reach
  expect(await reach()).toMatchObject([{ channel: 'push', obstacle: null, waits: null }])
  await bob.request('presence.active', { active: true })
  expect(await reach()).toMatchObject([{ channel: 'push', obstacle: null, waits: 'active' }])
  push.unreachable.add('bob')
  expect(await reach()).toMatchObject([{ channel: 'push', obstacle: 'no_browser' }])
  expect(await refusalOf(ofUser(widget_id, 'nobody'))).toMatchObject({ code: 'user_unknown' })
})
