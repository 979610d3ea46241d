import { afterAll, expect, spyOn, test } from 'bun:test'
import { Socket } from 'node:net'
import { Client } from 'pg'
import { systemClock } from '../../../chat/clock.ts'
import { silentLog } from '../../../chat/log.ts'
import { openStore } from '../../index.ts'
import { testPostgresWithTables } from '../../testing/test-postgres.ts'

const { url, remove } = await testPostgresWithTables()
const { chat, control, close } = await openStore({
  dataDir: '',
  databaseUrl: url,
  clock: systemClock,
  log: silentLog,
})
const { id: widget_id } = await control
  .insertInto('widget')
  .values({ name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 })
  .returning('id')
  .executeTakeFirstOrThrow()
const { room_id } = await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
const place = { widget_id, room_id, seq: 1 }
const own = { ...place, sender_id: 'ann' }
await chat.appendMessage({ ...{ widget_id, room_id, sender_id: 'ann', client_id: 'a', text: 'hi' }, reply_to: null })

afterAll(async () => {
  await close()
  await remove()
})

/**
 * How often the act waits for PostgreSQL: what is sent before an earlier answer has come travels with it. What the
 * store does beside it, on another connection, is not counted.
 */
async function roundTripsOf(act: () => Promise<unknown>): Promise<number> {
  const query = Client.prototype.query
  const waiting = new Map<Client, number>()
  const trips = new Map<Client, number>()
  const asked = spyOn(Client.prototype, 'query').mockImplementation(async function (this: Client, ...given: unknown[]) {
    const before = waiting.get(this) ?? 0
    waiting.set(this, before + 1)
    if (before === 0) trips.set(this, (trips.get(this) ?? 0) + 1)
    try {
      return await (query as (...given: unknown[]) => Promise<unknown>).apply(this, given)
    } finally {
      waiting.set(this, (waiting.get(this) ?? 1) - 1)
    }
  } as never)
  try {
    await act()
    return Math.max(...trips.values())
  } finally {
    asked.mockRestore()
  }
}

/** How often the act writes to its socket. */
async function writesOf(act: () => Promise<unknown>): Promise<number> {
  const written = spyOn(Socket.prototype, '_write')
  try {
    await act()
    const bySocket = Map.groupBy(written.mock.contexts, (socket) => socket)
    return Math.max(...bySocket.values().map((writes) => writes.length))
  } finally {
    written.mockRestore()
  }
}

const react = (emoji: string, on: boolean) => () =>
  chat.changeReactions({ ...place, changes: [{ user_id: 'bob', emoji, on }] })

test('an act on a message or on the own state waits for PostgreSQL twice', async () => {
  expect(await roundTripsOf(react('👍', true))).toBe(2)
  expect(await roundTripsOf(react('👍', false))).toBe(2)
  expect(await roundTripsOf(() => chat.editMessage({ ...own, text: 'hello' }))).toBe(2)
  const draft = { widget_id, room_id, user_id: 'bob', text: 'so', reply_to: null, rev: 0 }
  expect(await roundTripsOf(() => chat.putDraft(draft))).toBe(2)
  const read = { widget_id, room_id, user_id: 'bob', read_seq: 1, delivered_seq: 1 }
  expect(await roundTripsOf(() => chat.moveWatermarks([read]))).toBe(2)
})

test('a write with a further read or write waits for PostgreSQL once more each time', async () => {
  const bob = { widget_id, room_id, user_id: 'bob' }
  // the user's other stars are counted
  expect(await roundTripsOf(() => chat.markMessages({ ...bob, kind: 'star', seqs: [1], on: true }))).toBe(3)
  expect(await roundTripsOf(() => chat.setRoomFlag({ ...bob, flag: { kind: 'mute', until: 9 } }))).toBe(4)
  // a pin adds a notice, which has its numbers from the room
  const pin = { ...place, by: 'bob', siteAdmin: false, pinned: true }
  expect(await roundTripsOf(() => chat.pinMessage(pin))).toBe(3)
})

test('where a log gets events, the commit waits for the answers that they are made of', async () => {
  await chat.keepEvents({ widget_id, keep: true })
  expect(await roundTripsOf(react('🎉', true))).toBe(3)
  await chat.keepEvents({ widget_id, keep: false })
})

test('statements that need no answer of one another leave in one write', async () => {
  // of a pinned message, the room's pins are counted again
  expect(await writesOf(react('👎', true))).toBe(2)
  expect(await writesOf(() => chat.deleteMessage(own))).toBe(2)
})
