import { afterEach, expect, test } from 'bun:test'
import { until } from '../../../sdk/src/testing/until.ts'
import { placeholderUser } from '../chat/users/user-card.ts'
import { DEFAULT_LIMITS } from '../config/limits.ts'
import { testPostgresWithTables } from '../store/testing/test-postgres.ts'
import type { Received, Receiver } from './testing/receiver.ts'
import { type WebhookWorld, webhookWorld } from './testing/webhook-world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const MOST_STEPS = 5_000

let world: WebhookWorld | null = null
afterEach(async () => {
  await world?.stop()
  world = null
})
const open = async (...options: Parameters<typeof webhookWorld>) => {
  world = await webhookWorld(...options)
  return world
}

/** The texts that a receiver has, each once, by room, in the order of their first coming. */
function byRoom(received: readonly Received[]): Record<number, string[]> {
  const rooms: Record<number, string[]> = {}
  const seen = new Set<string>()
  for (const { room, text, webhook_id } of received) {
    if (seen.has(webhook_id)) continue
    seen.add(webhook_id)
    rooms[room] = [...(rooms[room] ?? []), text]
  }
  return rooms
}

/** So many texts in each of so many rooms, in turn. */
async function happenMany({ happen }: WebhookWorld, rooms: number, each: number): Promise<Record<number, string[]>> {
  const sent: Record<number, string[]> = {}
  for (let number = 0; number < each; number += 1) {
    for (let room = 1; room <= rooms; room += 1) {
      const text = await happen(room, `${room}/${number}`)
      sent[room] = [...(sent[room] ?? []), text]
    }
  }
  return sent
}

const fails = (status = 500, headers: Record<string, string> = {}) => new Response('no', { status, headers })
const texts = ({ received }: Receiver) => received.map(({ text }) => text)

/**
 * Moves the clock in steps, as time would pass, until the condition holds.
 * @param step milliseconds; a node whose clock moves by 10 s at once does not call, since its lease may have ended
 */
async function elapseUntil(
  { clock, store, widget_id, calls }: Pick<WebhookWorld, 'clock' | 'store' | 'widget_id' | 'calls'>,
  condition: () => boolean | Promise<boolean>,
  step = 5_000,
) {
  for (let steps = 0; !(await condition()); steps++) {
    if (steps === MOST_STEPS) throw new Error(`never: ${condition}`)
    clock.elapse(step)
    // behind the renewal of leases: on a busy machine, steps must not overtake it
    await store.control.updateTable('widget').set({ name: 'Shop' }).where('id', '=', widget_id).execute()
    // one that is under way while the clock moves would time out
    await until(() => calls() === 0)
  }
}

test('HOOK-1 HOOK-2 each try is signed with a time of its own, and all tries of an event have one id', async () => {
  const { receiver: start, endpoint, happen, node, ...rest } = await open()
  const receiver = start()
  let failures = 2
  receiver.onMessage(() => (failures-- > 0 ? fails() : undefined))
  await endpoint(receiver)
  await node()
  await happen(1, 'a')
  await elapseUntil(rest, () => receiver.received.length === 3, 1_000)
  expect(receiver.refused).toEqual([])
  expect(new Set(receiver.received.map(({ webhook_id }) => webhook_id)).size).toBe(1)
  expect(receiver.received[0]?.webhook_id).toMatch(/^evt_/)
  expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
    id: '1',
    type: 'room.created',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    data: { room_id: 1, title: 'a' },
  })
})

test('HOOK-3 events of a room come in order, also while some fail', async () => {
  const w = await open()
  const receiver = w.receiver()
  let calls = 0
  receiver.onMessage(() => (calls++ % 3 === 1 ? fails(503) : undefined))
  await w.endpoint(receiver)
  await w.node()
  const sent = await happenMany(w, 5, 12)
  await elapseUntil(w, async () => (await w.webhooks.list(w.widget_id))[0]?.waiting === 0, 500)
  expect(byRoom(receiver.taken)).toEqual(sent)
})

test('HOOK-4 an event that fails for five minutes while others pass is given up, and its room goes on', async () => {
  const w = await open()
  const receiver = w.receiver()
  receiver.onMessage(({ text }) => (text === 'poison' ? fails() : undefined))
  const { endpoint_id } = await w.endpoint(receiver)
  await w.node()
  const began = w.clock.now()
  await w.happen(1, 'poison')
  await w.happen(1, 'after')
  let other = 0
  await elapseUntil(
    w,
    async () => {
      await w.happen(2, `other ${other++}`)
      return texts(receiver).includes('after')
    },
    4_000,
  )
  const took = (receiver.received.find(({ text }) => text === 'after')?.at ?? 0) - began
  expect(took).toBeGreaterThan(4 * MINUTE)
  expect(took).toBeLessThan(7 * MINUTE)
  await until(async () => (await w.webhooks.list(w.widget_id))[0]?.dead === 1)
  const { deliveries } = await w.webhooks.deliveries(w.widget_id, endpoint_id, { limit: 10, state: 'dead' })
  expect(deliveries).toMatchObject([{ event_id: '1', state: 'dead', status: 500 }])

  receiver.onMessage(() => undefined)
  expect(await w.webhooks.retry(w.widget_id, endpoint_id, '1')).toMatchObject({ state: 'delivered', status: 204 })
  expect((await w.webhooks.list(w.widget_id))[0]?.dead).toBe(0)
})

test('HOOK-4 an event that is refused in the only busy room is given up, too', async () => {
  const w = await open()
  const receiver = w.receiver()
  receiver.onMessage(({ text }) => (text === 'poison' ? fails(422) : undefined))
  await w.endpoint(receiver)
  await w.node()
  await w.happen(1, 'poison')
  await w.happen(1, 'after')
  await elapseUntil(w, () => texts(receiver).includes('after'))
  // stored after the answer
  await until(async () => (await w.webhooks.list(w.widget_id))[0]?.state === 'on')
})

test('HOOK-5 HOOK-6 after an hour a receiver gets all in order, also if the server was killed meanwhile', async () => {
  const w = await open()
  const receiver = w.receiver()
  let isDown = false
  receiver.onMessage(async () => {
    await Bun.sleep(5)
    return isDown ? fails(503) : undefined
  })
  const { endpoint_id } = await w.endpoint(receiver)
  const first = await w.node()
  const sent = await happenMany(w, 4, 20)
  await until(() => receiver.taken.length >= 7)
  isDown = true
  await until(async () => (await w.webhooks.get(w.widget_id, endpoint_id)).state === 'failing')
  first.die()
  const second = await w.node()
  const downFrom = receiver.received.length
  const end = w.clock.now() + HOUR
  await elapseUntil(w, () => w.clock.now() > end, MINUTE)
  expect(receiver.received.length - downFrom).toBeLessThan(60)
  expect((await w.webhooks.get(w.widget_id, endpoint_id)).dead).toBe(0)
  isDown = false
  await elapseUntil(w, () => receiver.taken.length > 20)
  second.die()
  await w.node()
  await elapseUntil(w, async () => (await w.webhooks.get(w.widget_id, endpoint_id)).waiting === 0)
  expect(receiver.refused).toEqual([])
  expect(byRoom(receiver.taken)).toEqual(sent)
  expect(await w.webhooks.get(w.widget_id, endpoint_id)).toMatchObject({ state: 'on', dead: 0 })
})

test('HOOK-6 an endpoint that took nothing for three days is turned off, and goes on where it stopped', async () => {
  const w = await open()
  const receiver = w.receiver()
  receiver.onMessage(() => fails())
  const { endpoint_id } = await w.endpoint(receiver)
  await w.node()
  await w.happen(1, 'a')
  await w.happen(2, 'b')
  const began = w.clock.now()
  while (w.off.length === 0) {
    const tries = receiver.received.length
    // small steps only near the end, where one too early is to be seen
    w.clock.elapse(w.clock.now() - began < 60 * HOUR ? 6 * HOUR : 2 * HOUR)
    // a call that was under way when the clock moved has timed out, and the next one comes minutes later
    await until(() => receiver.received.length > tries || w.off.length > 0, 'a try', 1_000).catch(() => undefined)
  }
  expect(w.off).toEqual([{ endpoint_id, reason: 'unreachable' }])
  expect(w.clock.now() - began).toBeGreaterThan(71 * HOUR)
  expect(await w.webhooks.get(w.widget_id, endpoint_id)).toMatchObject({
    state: 'off',
    off_reason: 'unreachable',
    dead: 0,
  })
  receiver.onMessage(() => undefined)
  const from = receiver.received.length
  await w.webhooks.change(w.widget_id, endpoint_id, { on: true })
  await until(() => texts(receiver).slice(from).includes('b'))
  expect(texts(receiver).slice(from).toSorted()).toEqual(['a', 'b'])
})

test('HOOK-6 an endpoint that is turned on is called for every room at once, however long they would have waited', async () => {
  const w = await open()
  const receiver = w.receiver()
  receiver.onMessage(() => fails())
  const { endpoint_id } = await w.endpoint(receiver)
  await w.node()
  await w.happen(1, 'a')
  await w.happen(2, 'b')
  // the next tries are minutes away by then
  await elapseUntil(w, () => receiver.received.length >= 9)
  await w.webhooks.change(w.widget_id, endpoint_id, { on: false })
  receiver.onMessage(() => undefined)
  await w.webhooks.change(w.widget_id, endpoint_id, { on: true })
  await until(() => receiver.taken.length === 2)
})

test('HOOK-7 an endpoint that answers 410 is turned off at once', async () => {
  const w = await open()
  const receiver = w.receiver()
  receiver.onMessage(() => fails(410))
  const { endpoint_id } = await w.endpoint(receiver)
  await w.node()
  await w.happen(1, 'a')
  await until(() => w.off.length > 0)
  expect(w.off).toEqual([{ endpoint_id, reason: 'gone' }])
  await w.happen(1, 'b')
  expect(receiver.received.length).toBe(1)
})

test('HOOK-8 a redirect fails, and where it leads is not called', async () => {
  const w = await open()
  const [receiver, other] = [w.receiver(), w.receiver()]
  receiver.onMessage(() => new Response(null, { status: 307, headers: { location: other.url } }))
  const { endpoint_id } = await w.endpoint(receiver)
  await w.node()
  await w.happen(1, 'a')
  await until(async () => (await w.webhooks.deliveries(w.widget_id, endpoint_id, { limit: 1 })).deliveries.length > 0)
  expect((await w.webhooks.deliveries(w.widget_id, endpoint_id, { limit: 1 })).deliveries).toMatchObject([
    { state: 'pending', problem: 'redirect_refused', status: 307 },
  ])
  expect(other.received).toEqual([])
})

test('HOOK-8 an answer without an end is cut and counts by its status', async () => {
  const w = await open()
  const receiver = w.receiver()
  let sent = 0
  receiver.onMessage(
    () =>
      new Response(
        new ReadableStream({
          pull(stream) {
            sent += 1
            if (sent > 16_384) stream.close()
            else stream.enqueue(new Uint8Array(65_536).fill(97))
          },
        }),
      ),
  )
  const { endpoint_id } = await w.endpoint(receiver)
  await w.node()
  await w.happen(1, 'a')
  await until(async () => (await w.webhooks.list(w.widget_id))[0]?.waiting === 0)
  const { attempt } = await w.webhooks.delivery(w.widget_id, endpoint_id, '1')
  expect(attempt).toMatchObject({ status: 200, problem: null, answer: 'a'.repeat(1_000) })
  expect(sent).toBeLessThan(1_000)
})

test('HOOK-9 Retry-After is kept to', async () => {
  const w = await open()
  const receiver = w.receiver()
  receiver.onMessage(() => (receiver.received.length === 1 ? fails(429, { 'retry-after': '600' }) : undefined))
  const { endpoint_id } = await w.endpoint(receiver)
  await w.node()
  await w.happen(1, 'a')
  // as long as the answer is not known, another room is called
  await until(async () => (await w.webhooks.deliveries(w.widget_id, endpoint_id, { limit: 1 })).deliveries.length > 0)
  await w.happen(2, 'b')
  await elapseUntil(w, () => receiver.received.length === 3)
  const [first, second] = receiver.received
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(599_000)
})

test('HOOK-10 receivers that hang do not keep those of others waiting', async () => {
  const w = await open()
  const quick = w.receiver()
  await w.endpoint(quick)
  const hanging = Array.from({ length: 20 }, () => w.receiver())
  for (const receiver of hanging) {
    const { id } = await w.widgets.create(null, { name: 'Other' })
    receiver.onMessage(() => new Promise<Response>(() => {}))
    await w.endpoint(receiver, null, id)
    for (let room = 1; room <= 10; room += 1) await w.happen(room, 'x', id)
  }
  await w.node()
  await until(() => hanging.every(({ received }) => received.length > 0))
  const took: number[] = []
  for (let number = 0; number < 30; number += 1) {
    const began = performance.now()
    const text = await w.happen(number % 3, `quick ${number}`)
    await until(() => texts(quick).includes(text))
    took.push(performance.now() - began)
  }
  // the first event would wait for a call that hangs, which takes 15 s; a busy machine stands still for less
  expect(Math.max(...took)).toBeLessThan(8_000)
})

test('HOOK-10 endpoints of one widget that hang leave places for those of others', async () => {
  const w = await open({ limits: { WEBHOOK_CALLS_AT_ONCE: 8, WEBHOOK_CALLS_AT_ONCE_PER_WIDGET: 4 } })
  const { id: other } = await w.widgets.create(null, { name: 'Other' })
  for (let number = 0; number < 5; number += 1) {
    const receiver = w.receiver()
    receiver.onMessage(() => new Promise<Response>(() => {}))
    await w.endpoint(receiver)
  }
  const quick = w.receiver()
  await w.endpoint(quick, null, other)
  await w.node()
  await happenMany(w, 8, 1)
  const text = await w.happen(1, 'quick', other)
  await until(() => texts(quick).includes(text), 'the quick receiver gets its event', 8_000)
})

test('HOOK-10 receivers of a widget that hang, also ones that were quick before, do not keep its others waiting', async () => {
  const w = await open()
  const quick = w.receiver()
  await w.endpoint(quick)
  const others = Array.from({ length: 19 }, () => w.receiver())
  for (const receiver of others) await w.endpoint(receiver)
  await w.node()
  await happenMany(w, 8, 3)
  await until(() => others.every(({ taken }) => taken.length === 24))
  for (const receiver of others) receiver.onMessage(() => new Promise<Response>(() => {}))
  await happenMany(w, 8, 1)
  const calls = () => others.reduce((sum, { received }) => sum + received.length - 24, 0)
  await until(() => calls() >= DEFAULT_LIMITS.WEBHOOK_CALLS_AT_ONCE_PER_WIDGET)
  const took: number[] = []
  for (let number = 0; number < 3; number += 1) {
    const began = performance.now()
    const text = await w.happen(number, `quick ${number}`)
    await until(() => texts(quick).includes(text))
    took.push(performance.now() - began)
  }
  expect(Math.max(...took)).toBeLessThan(8_000)
})

test('HOOK-11 only chosen types are delivered', async () => {
  const w = await open()
  const receiver = w.receiver()
  await w.endpoint(receiver, ['room.deleted'])
  await w.node()
  await w.happen(1, 'a')
  await w.store.chat.addEvent({
    widget_id: w.widget_id,
    event: { type: 'room.deleted', room_id: 1, user_id: null, data: { room_id: 1 } },
  })
  await w.happen(1, 'b')
  await until(async () => (await w.webhooks.list(w.widget_id))[0]?.waiting === 0)
  expect(receiver.received.map(({ type }) => type)).toEqual(['room.deleted'])
})

test('HOOK-12 a span is delivered again in order, and nothing after it', async () => {
  const w = await open()
  const receiver = w.receiver()
  const { endpoint_id } = await w.endpoint(receiver)
  await w.node()
  for (const text of ['a', 'b', 'c', 'd']) {
    await w.happen(1, text)
    await until(async () => (await w.webhooks.list(w.widget_id))[0]?.waiting === 0)
    w.clock.elapse(MINUTE)
  }
  const now = w.clock.now()
  const events = await w.webhooks.replay(w.widget_id, endpoint_id, { from: now - 3.5 * MINUTE, to: now - 1.5 * MINUTE })
  expect(events).toBe(2)
  await w.happen(1, 'e')
  await until(() => receiver.received.length >= 7)
  expect(texts(receiver)).toEqual(['a', 'b', 'c', 'd', 'b', 'c', 'e'])
})

test('HOOK-13 while a secret is replaced, deliveries verify with either', async () => {
  const w = await open()
  const receiver = w.receiver()
  const { endpoint_id } = await w.endpoint(receiver)
  await w.node()
  const [old] = await w.webhooks.secrets(w.widget_id, endpoint_id)
  const [fresh] = await w.webhooks.rotate(w.widget_id, endpoint_id, 24)
  await w.happen(1, 'a')
  await until(() => receiver.received.length === 1)
  receiver.setSecret(fresh?.value ?? '')
  await w.happen(1, 'b')
  await until(() => receiver.received.length === 2)
  expect(fresh?.value).not.toBe(old?.value)
  w.clock.elapse(25 * HOUR)
  receiver.setSecret(old?.value ?? '')
  await w.webhooks.change(w.widget_id, endpoint_id, { description: 'after the deadline' })
  await w.happen(1, 'c')
  await until(() => receiver.refused.length === 1)
})

test('HOOK-14 two nodes on PostgreSQL do not deliver at the same time', async () => {
  const { url, remove } = await testPostgresWithTables()
  const w = await open({ databaseUrl: url, several: true })
  const receiver = w.receiver()
  const underWay = new Map<number, number>()
  let most = 0
  receiver.onMessage(async ({ room }) => {
    underWay.set(room, (underWay.get(room) ?? 0) + 1)
    most = Math.max(most, underWay.get(room) ?? 0)
    await Bun.sleep(2)
    underWay.set(room, (underWay.get(room) ?? 0) - 1)
    return undefined
  })
  await w.endpoint(receiver)
  await w.node()
  await w.node()
  const sent = await happenMany(w, 3, 20)
  await until(async () => (await w.webhooks.list(w.widget_id))[0]?.waiting === 0)
  expect(byRoom(receiver.received)).toEqual(sent)
  expect(receiver.received.length).toBe(60)
  expect(most).toBe(1)
  await w.stop()
  world = null
  await remove()
})

test('HOOK-14 a node takes over the endpoints of one that died', async () => {
  const w = await open({ several: true })
  const receiver = w.receiver()
  await w.endpoint(receiver)
  const first = await w.node()
  await w.happen(1, 'a')
  await until(() => receiver.received.length === 1)
  first.die()
  await w.node()
  await w.happen(1, 'b')
  await elapseUntil(w, () => receiver.taken.some(({ text }) => text === 'b'), 2_000)
  expect(byRoom(receiver.taken)).toEqual({ 1: ['a', 'b'] })
})

test('BOT-5 an endpoint of a bot gets what the bot receives, and nothing else', async () => {
  const { receiver: start, webhooks, store, widget_id, node } = await open()
  const receiver = start()
  const { chat, control } = store
  await chat.putUsers({ widget_id, users: [placeholderUser('helper')] })
  const bot = control.updateTable('chat_user').set({ bot: 'mentions' }).where('id', '=', 'helper')
  const create = () =>
    webhooks.create(widget_id, {
      ...{ url: receiver.url, description: '', bot_id: 'helper', types: ['message.created'], language: 'en' },
    })
  const refused = await create().catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'user_unknown', field: 'bot_id' })
  await bot.execute()
  const { endpoint, secrets } = await create()
  expect(endpoint.bot_id).toBe('helper')
  receiver.setSecret(secrets[0]?.value ?? '')
  await node()
  const group = (pipe: string, user_ids: string[]) =>
    chat.makeRoom({ widget_id, pipe, title: pipe, is_public: false, ownerId: 'ann', user_ids })
  const [one, other] = [await group('one', ['helper']), await group('other', ['bob'])]
  if (!('room_id' in one) || !('room_id' in other)) throw new Error('no room')
  const say = (room_id: number, text: string, user_id: string | null) =>
    chat.appendMessage({
      ...{ widget_id, room_id, sender_id: 'ann', client_id: crypto.randomUUID(), text, reply_to: null },
      ...(user_id !== null && { parts: { entities: [{ type: 'mention', offset: 0, length: 1, user_id }] } }),
    })
  await say(one.room_id, 'to nobody', null)
  await say(other.room_id, 'elsewhere', 'bob')
  await say(one.room_id, 'first call', 'helper')
  await say(one.room_id, 'last call', 'helper')
  await until(() => receiver.received.length >= 2)
  const sent = receiver.received.map(({ body }) => JSON.parse(body).data.message.text)
  expect(sent).toEqual(['first call', 'last call'])

  // a retry by the team gives it no more than it may read now
  const { endpoint_id } = endpoint
  const delivered = async () => (await webhooks.deliveries(widget_id, endpoint_id, { limit: 10 })).deliveries
  await until(async () => (await delivered()).length >= 2)
  const [{ event_id } = { event_id: '' }] = await delivered()
  expect(await webhooks.retry(widget_id, endpoint_id, event_id)).toMatchObject({ state: 'delivered' })
  const { length } = receiver.received
  const leaves = { act: 'leave' as const, by: 'helper', user_ids: ['helper'] }
  await chat.changeMembers({ widget_id, room_id: one.room_id, siteAdmin: false, ...leaves })
  const retried = await webhooks.retry(widget_id, endpoint_id, event_id).catch((error: unknown) => error)
  expect(retried).toMatchObject({ code: 'not_found', message: 'The bot may not read this event any more.' })
  expect(receiver.received).toHaveLength(length)
})
