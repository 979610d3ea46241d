import { afterAll, beforeEach, expect, spyOn, test } from 'bun:test'
import { Kysely } from 'kysely'
import { Client } from 'pg'
import { until } from '../../../../../sdk/src/testing/until.ts'
import { systemClock } from '../../../chat/clock.ts'
import { silentLog } from '../../../chat/log.ts'
import { DEFAULT_LIMITS } from '../../../config/limits.ts'
import { openStore } from '../../index.ts'
import { connect } from '../../postgres/connections/connection.ts'
import { laneDialect, sessionOf } from '../../postgres/dialect.ts'
import type { Database } from '../../schema/schema.ts'
import { testPostgresWithTables } from '../../testing/test-postgres.ts'
import { appendAlone } from './append-alone.ts'
import { type AppendInput, appendMessages } from './append-messages.ts'

const { url, remove } = await testPostgresWithTables()
const store = await openStore({ dataDir: '', databaseUrl: url, clock: systemClock, log: silentLog })
const { id: widget_id } = await store.control
  .insertInto('widget')
  .values({ name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 })
  .returning('id')
  .executeTakeFirstOrThrow()
const client = await connect(url, 'write')
const session = sessionOf(client, () => undefined)
const lane = new Kysely<Database>({ dialect: laneDialect(() => session) })
const other = new Client({ connectionString: url })
await other.connect()

afterAll(async () => {
  await Promise.all([client.end(), other.end(), store.close()])
  await remove()
})

let rooms = 0
let room_id: number

beforeEach(async () => {
  const dialog = { widget_id, user_id: 'ann', peer_id: `peer${++rooms}`, needAccess: false }
  room_id = (await store.chat.openDialog(dialog)).room_id
})

const message = (client_id: string, more: Partial<AppendInput> = {}): AppendInput => ({
  ...{ widget_id, room_id, sender_id: 'ann', client_id, text: 'hi', reply_to: null, at: Date.now() },
  ...more,
})
const append = (client_id: string, more: Partial<AppendInput> = {}, logged = false) =>
  appendAlone(lane, message(client_id, more), logged)

/** All rows of the room, without what tells two rooms apart. */
async function everything() {
  const { readDb } = store
  const found = await Promise.all([
    readDb.selectFrom('message').selectAll().where('room_id', '=', room_id).execute(),
    readDb.selectFrom('room').selectAll().where('id', '=', room_id).execute(),
    readDb.selectFrom('member').selectAll().where('room_id', '=', room_id).orderBy('user_id').execute(),
  ])
  const its = { room_id: 0, id: 0, created_at: 0, joined_at: 0, dialog_key: '' }
  return found
    .flat()
    .map((row) => ({ ...row, ...its, ...('user_id' in row && row.user_id !== 'ann' && { user_id: '' }) }))
}

const waits = () => until(async () => (await other.query(WAITING)).rowCount)
const WAITING = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"

test('MSG-3 a message that comes alone is stored as one of a batch is', async () => {
  const at = Date.now() + 60_000
  const alone = await append('a', { at })
  const rows = await everything()
  room_id = (await store.chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'twin', needAccess: false })).room_id
  const [batched] = await appendMessages(lane, [message('a', { at })], DEFAULT_LIMITS)
  expect(alone).toEqual(batched ?? null)
  expect(rows).toEqual(await everything())
})

test('MSG-3 plain messages leave the same rows in a batch of their own and beside a message that is not plain', async () => {
  const at = Date.now() + 60_000
  const batch = () => [
    ...[message('a', { at }), message('b', { at, reply_to: 1 }), message('a', { at, text: 'again' })],
    ...[message('c', { at, reply_to: 9 }), message('d', { at, sender_id: 'eve' })],
  ]
  const plain = await appendMessages(lane, batch(), DEFAULT_LIMITS)
  expect(plain.map(({ kind }) => kind)).toEqual(['appended', 'appended', 'repeated', 'refused', 'refused'])
  const rows = await everything()
  const draftOf = message('x', { draftRev: 1 })
  room_id = (await store.chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'triplet', needAccess: false })).room_id
  const [, ...beside] = await appendMessages(lane, [draftOf, ...batch()], DEFAULT_LIMITS)
  expect(beside).toEqual(plain)
  expect(await everything()).toEqual(rows)
})

test('EVENT-1 a message that comes alone leaves the event that one of a batch leaves, with one statement', async () => {
  const { id: logged } = await store.control
    .insertInto('widget')
    .values({ name: 'Read', api_login: 'read', origins: '[]', settings: '{}', created_at: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { chat } = store
  await chat.keepEvents({ widget_id: logged, keep: true })
  const rooms = await Promise.all(
    ['bob', 'cat'].map((peer_id) => chat.openDialog({ widget_id: logged, user_id: 'ann', peer_id, needAccess: false })),
  )
  const say = (room_id: number, client_id: string) =>
    chat.appendMessage({ widget_id: logged, room_id, sender_id: 'ann', client_id, text: 'hi', reply_to: null })
  const [first, second] = rooms.map((room) => room.room_id) as [number, number]
  await chat.eventsAfter(logged, { after: 0, limit: 1 })
  const asked = spyOn(Client.prototype, 'query')
  try {
    await say(first, 'alone')
    const appending = asked.mock.calls.filter(([query]) => JSON.stringify(query).includes('insert into message'))
    expect(appending).toHaveLength(1)
  } finally {
    asked.mockRestore()
  }
  await Promise.all([say(second, 'one'), say(second, 'two')])
  const { events } = await chat.eventsAfter(logged, { after: 2, limit: 10 })
  expect(
    events.map(({ id, type, room_id, data }) => [id, type, room_id, 'message' in data && data.message.seq]),
  ).toEqual([
    [3, 'message.created', first, 1],
    [4, 'message.created', second, 1],
    [5, 'message.created', second, 2],
  ])
  const rows = await store.control.selectFrom('event').selectAll().where('widget_id', '=', logged).execute()
  const data = rows.filter(({ type }) => type === 'message.created').map((row) => [row.user_id, row.data])
  expect(data.toSorted()).toEqual([
    [null, '{"seq":1}'],
    [null, '{"seq":1}'],
    [null, '{"seq":2}'],
  ])
})

test('EVENT-3 a commit does not wait for another one of its widget, and what both say is numbered', async () => {
  const { chat } = store
  await chat.keepEvents({ widget_id, keep: true })
  try {
    const span = await chat.eventSpan(widget_id)
    const last = span?.last_id ?? 0
    await other.query('begin')
    await other.query('insert into event_waiting (widget_id, type, user_id, at, data) values ($1, $2, $3, 1, $4)', [
      widget_id,
      'user.erased',
      'zed',
      '{"user_id":"zed"}',
    ])
    const { at: _, ...plain } = message('a')
    await chat.appendMessage(plain)
    const first = await chat.eventsAfter(widget_id, { after: last, limit: 10 })
    expect(first.events.map(({ id, type }) => [id, type])).toEqual([[last + 1, 'message.created']])
    // the place of this event is before that of the message, and its reader has that already
    await other.query('commit')
    await until(async () => (await chat.eventSpan(widget_id))?.last_id === last + 2)
    const more = await chat.eventsAfter(widget_id, { after: last + 1, limit: 10 })
    expect(more.events.map(({ id, type }) => [id, type])).toEqual([[last + 2, 'user.erased']])
  } finally {
    await chat.keepEvents({ widget_id, keep: false })
  }
})

test('MSG-3 the store asks PostgreSQL once for a message that comes alone, and for nothing else', async () => {
  const asked = spyOn(Client.prototype, 'query')
  try {
    const counts: number[] = []
    for (const client_id of ['a', 'b', 'c', 'd', 'e']) {
      const { at: _, ...plain } = message(client_id)
      asked.mockClear()
      expect(await store.chat.appendMessage(plain)).toMatchObject({ kind: 'appended' })
      counts.push(asked.mock.calls.length)
    }
    // Once in a second the store asks something for itself, beside a message too.
    expect(Math.min(...counts)).toBe(1)
  } finally {
    asked.mockRestore()
  }
})

test('a repeat, a reply to no message, and senders who are not plain members change nothing', async () => {
  await append('a')
  const before = await everything()
  expect(await append('a')).toBeNull()
  expect(await append('b', { reply_to: 2 })).toBeNull()
  expect(await append('b', { sender_id: 'cat' })).toBeNull()
  for (const state of ['invited', 'requested', 'declined', 'left', 'banned']) {
    await other.query('update member set state = $1 where room_id = $2 and user_id = $3', [state, room_id, 'ann'])
    expect(await append('b')).toBeNull()
  }
  await other.query('update member set state = $1 where room_id = $2', ['joined', room_id])
  expect(await everything()).toEqual(before)
})

test('MENTION-16 a reply in a group, which calls the user that it replies to, is left to the batch', async () => {
  await append('a')
  expect(await append('b', { reply_to: 1 })).toMatchObject({ kind: 'appended' })
  const group = { widget_id, pipe: `group${rooms}`, title: null, is_public: true, ownerId: 'ann', user_ids: ['bob'] }
  room_id = (await store.chat.makeRoom(group)).room_id
  await append('c')
  expect(await append('d', { sender_id: 'bob', reply_to: 1 })).toBeNull()
  const { at: _, ...reply } = message('d', { sender_id: 'bob', reply_to: 1 })
  expect(await store.chat.appendMessage(reply)).toMatchObject({ message: { seq: 2, replied_user_id: 'ann' } })
})

test('a sender who is banned while the message waits for its room is not served', async () => {
  await other.query('begin')
  await other.query('select 1 from room where id = $1 for no key update', [room_id])
  const waiting = append('a')
  await waits()
  await other.query("update member set state = 'banned' where room_id = $1 and user_id = 'ann'", [room_id])
  await other.query('commit')
  expect(await waiting).toBeNull()
  expect(await everything()).not.toContainEqual(expect.objectContaining({ client_id: 'a' }))
})

test('MSG-3 messages of two nodes to one room get the next numbers, whichever comes first', async () => {
  await other.query('begin')
  await other.query('update room set last_seq = 5, last_rev = 8 where id = $1', [room_id])
  const waiting = append('a')
  await waits()
  await other.query('commit')
  expect(await waiting).toMatchObject({ kind: 'appended', message: { seq: 6, rev: 9 } })
  expect(await everything()).toContainEqual(expect.objectContaining({ last_seq: 6, last_rev: 9 }))
})
