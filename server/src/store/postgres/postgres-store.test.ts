import { afterEach, expect, test } from 'bun:test'
import { DEFAULT_ROOM_RIGHTS } from '@imbachat/protocol'
import { type Kysely, sql } from 'kysely'
import { Client } from 'pg'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import { eventually, until } from '../../../../sdk/src/testing/until.ts'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { DEFAULT_LIMITS, type Limits } from '../../config/limits.ts'
import { openStore } from '../index.ts'
import { migrations } from '../migrations/index.ts'
import type { Store } from '../store.ts'
import { StoreError } from '../store-error.ts'
import { cutAtCommit } from '../testing/cut-at-commit.ts'
import { testPostgres, testPostgresWithTables } from '../testing/test-postgres.ts'
import { prepareSession } from './connections/connection.ts'
import { migrate } from './migrate.ts'
import { shareOut } from './open.ts'

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function freshUrl(make = testPostgresWithTables): Promise<string> {
  const { url, remove } = await make()
  undo.push(remove)
  return url
}

async function open(databaseUrl: string, more: Partial<Limits> = {}): Promise<Store> {
  const store = await openStore({
    dataDir: '',
    databaseUrl,
    clock: systemClock,
    log: silentLog,
    limits: { ...DEFAULT_LIMITS, ...more },
  })
  undo.push(() => store.close())
  return store
}

async function admin(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  await client.connect()
  undo.push(() => client.end())
  return client
}

const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }

async function makeWidget({ control }: Store): Promise<number> {
  const { id } = await control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()
  return id
}

const say = ({ chat }: Store, widget_id: number, room_id: number, sender_id: string, client_id: string) =>
  chat.appendMessage({ widget_id, room_id, sender_id, client_id, text: client_id, reply_to: null })

test('LIFE-2 three servers can start on one empty database at once', async () => {
  const url = await freshUrl(testPostgres)
  const stores = await Promise.all([open(url), open(url), open(url)])
  await Promise.all(stores.map(makeWidget))
  expect(await stores[0]?.readDb.selectFrom('widget').select('id').execute()).toHaveLength(3)
})

test('LIFE-2 a migration killed halfway runs again from the start, and waiting servers continue', async () => {
  const url = await freshUrl(testPostgres)
  const killer = await admin(url)
  const [first] = migrations
  const halfway = Promise.withResolvers<void>()
  // at once: it may be killed before the answer to the kill is here
  const killed = refusalOf(
    migrate(url, 1, [
      {
        name: '0001-first',
        async up(db: Kysely<never>) {
          await first?.up(db)
          halfway.resolve()
          await sql`select pg_sleep(60)`.execute(db)
        },
      },
    ]),
  )
  await halfway.promise
  const waiting = open(url)
  const kill = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and query = 'select pg_sleep(60)'`
  await until(async () => (await killer.query(kill)).rowCount, 'the migration is killed')
  expect((await killed).message).toContain('migration 0001-first failed')
  expect(await (await waiting).readDb.selectFrom('message').selectAll().execute()).toEqual([])
})

test('LIFE-2 UPGRADE-4 a database that a newer server migrated is refused; the error names the migration', async () => {
  const url = await freshUrl()
  const { control } = await open(url)
  await sql`insert into schema_migration (name, applied_at) values ('9999-of-tomorrow', 1)`.execute(control)
  expect((await refusalOf(open(url))).message).toContain('9999-of-tomorrow')
})

test('LIFE-4 a database that would ack before a message is on disk is refused at the start', async () => {
  const url = await freshUrl()
  const client = await admin(url)
  await client.query(`alter database ${new URL(url).pathname.slice(1)} set synchronous_commit = off`)
  expect((await refusalOf(open(url))).message).toContain("PostgreSQL's synchronous_commit is off, expected on")
})

test('the error about an unreachable database does not show its password', async () => {
  const attempt = open('postgres://chat:hush@127.0.0.1:1/chat')
  expect((await refusalOf(attempt)).message).toContain('DATABASE_URL: connect ECONNREFUSED 127.0.0.1:1')
})

test("WRITE-1 a failing statement of control is refused with PostgreSQL's code", async () => {
  const { control } = await open(await freshUrl())
  const insert = control.insertInto('widget').values({ ...widget, id: 7 })
  await insert.execute()
  const error = await insert.execute().catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(StoreError)
  expect(error).toMatchObject({ code: '23505' })
})

test("a reading connection can't write", async () => {
  const { readDb } = await open(await freshUrl())
  expect((await refusalOf(readDb.insertInto('widget').values(widget).execute())).message).toContain('read-only')
})

test('LIMIT-10 while long reads of the dashboard take all of their connections, the chat reads and writes', async () => {
  const store = await open(await freshUrl())
  const widget_id = await makeWidget(store)
  let over = 0
  const { slowReaders } = shareOut(DEFAULT_LIMITS.DATABASE_CONNECTIONS)
  const long = Array.from({ length: slowReaders + 1 }, () =>
    sql`select pg_sleep(30)`.execute(store.slowReadDb).finally(() => over++),
  )
  const sleeping = sql<{ pid: number }>`
    select pid from pg_stat_activity
    where datname = current_database() and state = 'active' and query = 'select pg_sleep(30)'`
  const asleep = async () => (await sleeping.execute(store.control)).rows
  await until(async () => (await asleep()).length === slowReaders, 'each connection of the dashboard reads')
  const { room_id } = await store.chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
  expect((await store.chat.roomOf(widget_id, room_id, 'ann'))?.room.room_id).toBe(room_id)
  expect(over).toBe(0)
  const ended = Promise.allSettled(long)
  await until(async () => {
    for (const { pid } of await asleep()) await sql`select pg_cancel_backend(${pid}::int)`.execute(store.control)
    return over === long.length
  }, 'the long reads are cancelled')
  await ended
})

test('WRITE-2 writes beyond the queue are refused at once with a retry time, and are not stored', async () => {
  const store = await open(await freshUrl(), { WRITE_QUEUE: 10 * shareOut(DEFAULT_LIMITS.DATABASE_CONNECTIONS).lanes })
  const widget_id = await makeWidget(store)
  const opened = await Promise.allSettled(
    Array.from({ length: 50 }, (_, n) =>
      store.chat.openDialog({ widget_id, user_id: 'ann', peer_id: `peer${n}`, needAccess: false }),
    ),
  )
  const refused = opened.filter((outcome) => outcome.status === 'rejected')
  expect(refused).toHaveLength(40)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'server_busy', retryAfterMs: 500 })
  expect(await store.readDb.selectFrom('room').select('id').execute()).toHaveLength(10)
})

test('LIFE-3 closing the store commits the waiting writes; later writes are refused', async () => {
  const url = await freshUrl()
  const store = await openStore({ dataDir: '', databaseUrl: url, clock: systemClock, log: silentLog })
  const widget_id = await makeWidget(store)
  const waiting = store.chat.touchUser({ widget_id, user_id: 'ann' })
  const closed = store.close()
  expect(await refusalOf(store.chat.touchUser({ widget_id, user_id: 'bob' }))).toMatchObject({ code: 'shutting_down' })
  await waiting
  await closed
  const { readDb } = await open(url)
  expect(await readDb.selectFrom('chat_user').select('id').execute()).toEqual([{ id: 'ann' }])
})

test('MSG-3 MSG-5 DIALOG-1 on two nodes a pair has one dialog, seq is dense, and a client id is stored once', async () => {
  const url = await freshUrl()
  const nodes = await Promise.all([open(url), open(url)])
  const widget_id = await makeWidget(nodes[0] as Store)
  const opened = await Promise.all(
    nodes.flatMap(({ chat }) => [
      chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false }),
      chat.openDialog({ widget_id, user_id: 'bob', peer_id: 'ann', needAccess: false }),
    ]),
  )
  expect(new Set(opened.map(({ room_id }) => room_id)).size).toBe(1)
  expect(opened.filter(({ created }) => created)).toHaveLength(1)
  const room_id = opened[0]?.room_id ?? 0

  // Each client id goes to both nodes, as when a client resends through another node.
  const ids = Array.from({ length: 400 }, (_, n) => `message ${n}`)
  const answers = await Promise.all(nodes.flatMap((node) => ids.map((id) => say(node, widget_id, room_id, 'ann', id))))
  const seqs = new Map<string, Set<number>>()
  for (const answer of answers) {
    if (answer.kind === 'refused') throw new Error(`refused: ${answer.reason}`)
    const { client_id, seq } = answer.message
    seqs.set(client_id, (seqs.get(client_id) ?? new Set()).add(seq))
  }
  expect([...seqs.values()].every((seq) => seq.size === 1)).toBe(true)
  expect(answers.filter(({ kind }) => kind === 'appended')).toHaveLength(ids.length)
  const stored = await nodes[0]?.readDb.selectFrom('message').select('seq').orderBy('seq').execute()
  expect(stored?.map(({ seq }) => seq)).toEqual(ids.map((_, index) => index + 1))
})

test('MSG-3 READ-2 LIFE-6 two nodes change many rooms in any order without a deadlock', async () => {
  const url = await freshUrl()
  const nodes = await Promise.all([open(url), open(url)])
  const [node] = nodes as [Store, Store]
  const widgetIds = [await makeWidget(node), await makeWidget(node)]
  const rooms: { widget_id: number; room_id: number }[] = []
  for (const widget_id of widgetIds) {
    for (let n = 0; n < 20; n++) {
      const { room_id } = await node.chat.openDialog({
        widget_id,
        user_id: 'ann',
        peer_id: `peer${n}`,
        needAccess: false,
      })
      rooms.push({ widget_id, room_id })
    }
  }
  const shuffled = () => rooms.toSorted(() => Math.random() - 0.5)
  for (let round = 0; round < 15; round++) {
    await Promise.all(
      nodes.flatMap((each, which) => [
        ...shuffled().map(({ widget_id, room_id }) => say(each, widget_id, room_id, 'ann', `${round}/${which}`)),
        ...shuffled().map((room) => each.chat.editMessage({ ...room, seq: 1, sender_id: 'ann', text: `${round}` })),
        each.chat.moveWatermarks(
          shuffled().map((room) => ({ ...room, user_id: 'ann', delivered_seq: round, read_seq: round })),
        ),
        ...shuffled().map(({ widget_id }, n) =>
          each.chat.openDialog({ widget_id, user_id: `peer${n % 20}`, peer_id: 'ann', needAccess: false }),
        ),
        ...widgetIds.map((widget_id) => each.chat.touchUser({ widget_id, user_id: `user${round}` })),
      ]),
    )
  }
  const counted = await node.readDb
    .selectFrom('room')
    .select(['last_seq', 'last_rev'])
    .where('last_seq', '=', 30)
    .where('last_rev', '>', 30)
    .execute()
  expect(counted).toHaveLength(rooms.length)
  const { rows } = await sql<{ deadlocks: number }>`
    select deadlocks from pg_stat_database where datname = current_database()`.execute(node.control)
  expect(rows).toEqual([{ deadlocks: 0 }])
})

test('MSG-1 MSG-3 MSG-5 connections that break at any moment lose no message and store none twice', async () => {
  const url = await freshUrl()
  const store = await open(url)
  const killer = await admin(url)
  const widget_id = await makeWidget(store)
  const { room_id } = await store.chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
  let writing = true
  const acked = new Map<number, string>()
  async function write(writer: number): Promise<void> {
    for (let n = 0; writing; n++) {
      const answer = await say(store, widget_id, room_id, 'ann', `${writer}/${n}`)
      // A write's own first try is not a repetition: its event has not been published yet.
      if (answer.kind !== 'appended') throw new Error(`answered ${answer.kind}`)
      acked.set(answer.message.seq, answer.message.client_id)
    }
  }
  const writers = Array.from({ length: 20 }, (_, writer) => write(writer))
  for (let cut = 0; cut < 25; cut++) {
    const before = acked.size
    await until(() => acked.size >= before + 40, '40 more messages are acked')
    await killer.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> ' +
        "pg_backend_pid() and query ~ 'begin|commit|room|message'",
    )
  }
  writing = false
  await Promise.all(writers)
  // the connection that reads may have been cut, too
  const stored = await eventually(() => store.chat.messagesBefore(widget_id, room_id, null, 1_000_000))
  expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1))
  expect(new Set(stored.map(({ client_id }) => client_id)).size).toBe(stored.length)
  expect(acked).toEqual(new Map(stored.map(({ seq, client_id }) => [seq, client_id])))
})

test('HOLD-2 if the commit of a held message has no answer, its sender still gets `held`, once', async () => {
  const url = await freshUrl()
  const between = await cutAtCommit(url)
  undo.push(between.close)
  const store = await open(between.url, { HELD_PER_USER: 1 })
  const widget_id = await makeWidget(store)
  const rights = { ...DEFAULT_ROOM_RIGHTS, slow_seconds: 3_600 }
  const room = { widget_id, pipe: 'slow', title: 'Slow', is_public: true, ownerId: 'ann', user_ids: ['bob'], rights }
  const { room_id } = await store.chat.makeRoom(room)
  const message = {
    widget_id,
    room_id,
    sender_id: 'bob',
    client_id: crypto.randomUUID(),
    text: 'casino',
    reply_to: null,
  }
  between.cutNext()
  const outcome = await store.chat.appendMessage({ ...message, hold: { reason: 'words', found: 'casino' } })
  expect(between.cuts()).toBe(1)
  // neither slow mode nor HELD_PER_USER counts the first try, and the sender's devices are told
  expect(outcome).toMatchObject({ kind: 'held', message: { seq: 0, text: 'casino' } })
  const [item] = outcome.kind === 'held' ? outcome.items : []
  expect(JSON.parse(item?.value ?? '[]')).toMatchObject([{ client_id: message.client_id, waiting: true }])
  for (const table of ['held_message', 'report'] as const) {
    expect(await store.readDb.selectFrom(table).select('widget_id').execute()).toHaveLength(1)
  }
})

test('LIFE-20 if a commit has no answer and the same batch is then refused, its message still counts as new', async () => {
  const url = await freshUrl()
  const between = await cutAtCommit(url)
  undo.push(between.close)
  // few connections: a message and a user share a lane
  const store = await open(between.url, { DATABASE_CONNECTIONS: 5 })
  const widget_id = await makeWidget(store)
  const { room_id } = await store.chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
  const operator = await admin(url)
  await operator.query(`
    create sequence touched;
    create function refuse_second() returns trigger language plpgsql as
      'begin if nextval(''touched'') = 2 then raise exception ''refused''; end if; return new; end';
    create trigger refusing before insert or update on chat_user for each row execute function refuse_second()`)
  between.cutNext()
  between.cutNext()
  const [appended] = await Promise.all([
    say(store, widget_id, room_id, 'ann', 'hello'),
    store.chat.touchUser({ widget_id, user_id: 'ann' }),
  ])
  expect(between.cuts()).toBe(1)
  expect(appended).toMatchObject({ kind: 'appended', message: { seq: 1 } })
  expect((await operator.query('select last_value from touched')).rows).toEqual([{ last_value: '3' }])
})

test('storing a message does not read the other messages of a long room, with or without statistics', async () => {
  const url = await freshUrl()
  const store = await open(url)
  const widget_id = await makeWidget(store)
  const { room_id } = await store.chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
  const watcher = await admin(url)
  await watcher.query('alter table message set (autovacuum_enabled = false)')
  const messages = 4_000
  for (let sent = 0; sent < messages; sent += 200) {
    await Promise.all(Array.from({ length: 200 }, () => say(store, widget_id, room_id, 'ann', crypto.randomUUID())))
  }
  await store.close()

  const reads = async () => {
    const counted =
      "select sum(idx_scan) as looks, sum(idx_tup_read) as entries from pg_stat_user_indexes where relname = 'message'"
    const { rows } = await watcher.query<{ looks: string; entries: string }>(counted)
    return { looks: Number(rows[0]?.looks), entries: Number(rows[0]?.entries) }
  }
  // PostgreSQL publishes a connection's statistics some time after the connection is closed.
  await until(async () => (await reads()).looks >= messages, 'the statistics are published')
  // Reading all earlier messages for each message would be half of 4,000 squared. The first few plans of a connection,
  // in a short room, may do that.
  expect((await reads()).entries).toBeLessThan((messages * messages) / 8)
})

test("MSG-4 if a room's counters move under a batch, it is undone, and its messages follow one by one without a gap", async () => {
  const url = await freshUrl()
  const store = await open(url)
  const widget_id = await makeWidget(store)
  const { room_id } = await store.chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
  const operator = await admin(url)
  await operator.query(`
    create sequence skipped;
    create function skip() returns trigger language plpgsql as
      'begin new.last_seq := new.last_seq + 1; perform nextval(''skipped''); return new; end';
    create trigger skipping before update on room for each row
      when (new.last_seq > old.last_seq + 1) execute function skip()`)
  const appended = await Promise.all(['1', '2', '3'].map((text) => say(store, widget_id, room_id, 'ann', text)))
  expect(appended).toMatchObject([1, 2, 3].map((seq) => ({ kind: 'appended', message: { seq, rev: seq } })))
  expect((await operator.query('select is_called from skipped')).rows).toEqual([{ is_called: true }])
})

/** Rooms of one user. With few connections, their writes share one lane. */
async function rooms({ chat }: Store, widget_id: number, count: number): Promise<number[]> {
  const room = { widget_id, title: null, is_public: true, ownerId: 'ann', user_ids: [] }
  const made = Array.from({ length: count }, (_, n) => chat.makeRoom({ ...room, pipe: `room ${n}` }))
  return (await Promise.all(made)).map((one) => ('room_id' in one ? one.room_id : 0))
}

test.each([
  ['in one lane', { DATABASE_CONNECTIONS: 5 }],
  ['in several lanes', {}],
])('RULE-12 edits of one user in several rooms, stored at once %s, have no more open reports', async (_, more) => {
  const store = await open(await freshUrl(), { ...more, OPEN_FLAGS_PER_USER: 3 })
  const { chat, control } = store
  const widget_id = await makeWidget(store)
  const places = await rooms(store, widget_id, 6)
  await Promise.all(places.map((room_id) => say(store, widget_id, room_id, 'ann', 'said')))
  const flagged = { source: 'words', found: 'bad' } as const
  const edit = (room_id: number, text: string) =>
    chat.editMessage({ widget_id, room_id, seq: 1, sender_id: 'ann', text, flagged })
  const edited = await Promise.all(places.map((room_id) => edit(room_id, 'bad')))
  expect(edited).toMatchObject(places.map(() => ({ kind: 'changed' })))
  expect(await control.selectFrom('report').select('room_id').execute()).toHaveLength(3)
})

test('PREVIEW-1 previews with the same new picture, in several rooms at once, share one blob', async () => {
  const store = await open(await freshUrl())
  const { chat } = store
  const widget_id = await makeWidget(store)
  const places = await rooms(store, widget_id, 12)
  const variants = { original: { type: 'image/webp', size: 10 } }
  const facts = { kind: 'image' as const, width: 80, height: 60, variants }
  const put = async (room_id: number) => {
    const [blob_id, file_id] = [`blob${room_id}`, `file${room_id}`]
    await chat.reserveBlob({ widget_id, blob_id, size: 10, mostBytes: 0 })
    const preview = { url: 'https://example.com/', title: 'One', picture: { file_id, width: 80, height: 60 } }
    const picture = { blob_id, file_id, content: 'preview abc', facts }
    return () => chat.putPreview({ widget_id, room_id, seq: 1, edited_at: null, preview, picture })
  }
  await Promise.all(places.map((room_id) => say(store, widget_id, room_id, 'ann', 'said')))
  const puts = await Promise.all(places.map(put))
  const outcomes = await Promise.all(puts.map((one) => one()))
  expect(outcomes).toMatchObject(places.map(() => ({ kind: 'changed' })))
  const files = await Promise.all(places.map((room_id) => chat.file(widget_id, `file${room_id}`)))
  expect(new Set(files.map((file) => file?.blob_id)).size).toBe(1)
})

test('LIFE-4 a PostgreSQL that is too old is refused; the error names both versions', async () => {
  const row = { number: '140012', version: '14.12', encoding: 'UTF8', commit: 'on', fsync: 'on', standby: false }
  const client = { started: '', pid: 0, query: async () => ({ rows: [row] }) }
  const error = await refusalOf(prepareSession(client as never, 'write', { primaryOnly: false }))
  expect(error.message).toBe('PostgreSQL is version 14.12, expected 15 or newer: update the database first')
})

test('FAIL-5 a clock that is an hour off has one line in the log at the start', async () => {
  const clock = { ...systemClock, now: () => Date.now() + 3_600_000 }
  const lines: string[] = []
  const log = { ...silentLog, warn: (line: string) => void lines.push(line) }
  const store = await openStore({ dataDir: '', databaseUrl: await freshUrl(), clock, log })
  undo.push(() => store.close())
  expect(lines).toEqual([expect.stringMatching(/clocks .* differ by 36\d\d s: run a time service/)])
})

test('UPGRADE-2 a node goes on while a newer node adds columns to tables that it reads', async () => {
  const url = await freshUrl()
  const store = await open(url)
  const widget_id = await makeWidget(store)
  const room = { widget_id, title: null, is_public: true, ownerId: 'ann', user_ids: [] }
  const { room_id } = await store.chat.makeRoom({ ...room, pipe: 'one' })
  const members = (act: 'join' | 'leave') =>
    store.chat.changeMembers({ widget_id, room_id, by: 'bob', siteAdmin: false, act, user_ids: ['bob'] })
  const read = () => store.readDb.selectFrom('widget').selectAll().execute()
  await members('join')
  // Every connection of the pool has prepared the statement.
  await Promise.all(Array.from({ length: 30 }, read))
  const newer = await admin(url)
  await newer.query("alter table widget add column of_tomorrow text not null default 'x'")
  await newer.query('alter table member add column of_tomorrow text')
  const [rows] = await Promise.all(Array.from({ length: 30 }, read))
  expect(rows).toMatchObject([{ id: widget_id }])
  expect(await members('leave')).toMatchObject({ kind: 'changed' })
})
