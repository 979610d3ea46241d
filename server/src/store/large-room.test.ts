import { Database as BunDatabase, type SQLQueryBindings } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { Kysely, sql } from 'kysely'
import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import { DEFAULT_LIMITS } from '../config/limits.ts'
import { openStore } from './index.ts'
import { connect } from './postgres/connections/connection.ts'
import { postgresDialect, type Session, sessionOf } from './postgres/dialect.ts'
import { listedRooms } from './reads/directory.ts'
import { everIn, managersOf, membersOf, roomOfPipe } from './reads/members.ts'
import { roomCounts, roomNames, roomsOf } from './reads/room-list.ts'
import { dialogPeers, membershipsOf, readableRoom, roomHeadsOf, roomOf, roomSizesOf } from './reads/rooms.ts'
import type { Database } from './schema/schema.ts'
import { kyselyConnection } from './sqlite/connection.ts'
import { sqliteDialect } from './sqlite/dialect.ts'
import { sqlitePath } from './sqlite/open.ts'
import { freshDataDir } from './testing/data-dir.ts'
import { testPostgresWithTables } from './testing/test-postgres.ts'
import { appendMessages } from './writes/messages/append-messages.ts'
import { editMessage } from './writes/messages/change-message.ts'
import { moveWatermarks } from './writes/messages/move-watermarks.ts'
import { changeMembers } from './writes/rooms/change-members.ts'
import { changeRole, editRoom } from './writes/rooms/edit-room.ts'

const MEMBERS = 100_000
/** The large room, and a room of ten to compare it with. */
const [LARGE, SMALL] = [1, 2]

interface Statement {
  text: string
  parameters: readonly unknown[]
}

const digits = (n: string) => `substr('00000' || ${n}, length('00000' || ${n}) - 5)`

async function fill(db: Kysely<Database>): Promise<void> {
  const room = { widget_id: 1, type: 1 as const, is_public: 1, last_seq: 1, last_rev: 1, created_at: 1, active_at: 1 }
  await db
    .insertInto('room')
    .values([
      { ...room, id: LARGE, pipe: 'large', member_count: MEMBERS },
      { ...room, id: SMALL, pipe: 'small', member_count: 10 },
    ])
    .execute()
  const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(MEMBERS)})`
  const columns = sql`widget_id, room_id, user_id, state, role, delivered_seq, read_seq, joined_at`
  await sql`insert into member (${columns}) ${numbers}
    select 1, ${sql.lit(LARGE)}, 'u' || ${sql.raw(digits('i'))}, 'joined', 'member', 1, 1, 1 from n`.execute(db)
  await sql`insert into member (${columns}) ${numbers}
    select 1, ${sql.lit(SMALL)}, 'u' || ${sql.raw(digits('i'))}, 'joined', 'member', 1, 1, 1 from n where i <= 10`.execute(
    db,
  )
  await sql`insert into message (widget_id, room_id, seq, rev, client_id, sender_id, text, created_at)
    select 1, id, 1, 1, 'c', 'u000001', 'hi', 1 from room`.execute(db)
}

/** Everything that a member can do with a room. */
const acts: Record<string, (db: Kysely<Database>, room_id: number) => Promise<unknown>> = {
  open: (db, room_id) => roomOf(db, 1, room_id, 'u000005'),
  'read messages': (db, room_id) => readableRoom(db, 1, room_id, 'u000005'),
  'open by name': (db, room_id) => roomOfPipe(db, 1, room_id === LARGE ? 'large' : 'small'),
  list: (db) => roomsOf(db, 1, 'u000005', { cursor: null, limit: 50, filter: 'all', at: 1 }),
  names: (db) => roomNames(db, 1, 'u000005'),
  'known people': (db) => dialogPeers(db, 1, 'u000005', 100),
  count: (db) => roomCounts(db, 1, 'u000005', 1),
  memberships: (db, room_id) => membershipsOf(db, 1, 'u000005', [room_id]),
  'sign in': (db) => roomHeadsOf(db, 1, ['u000005']),
  'change a name': (db) => roomSizesOf(db, 1, 'u000005'),
  'first members': (db, room_id) => membersOf(db, 1, room_id, { cursor: null, limit: 5 }),
  'next members': (db, room_id) => membersOf(db, 1, room_id, { cursor: 'u000005', limit: 5 }),
  'managers of a room': (db, room_id) => managersOf(db, 1, room_id, 20),
  'look users up': (db, room_id) => everIn(db, 1, room_id, ['u000001', 'u000009', 'nobody']),
  join: (db, room_id) => changeMembers(db, [{ ...by('new'), room_id, act: 'join', user_ids: ['new'] }], DEFAULT_LIMITS),
  leave: (db, room_id) =>
    changeMembers(db, [{ ...by('u000007'), room_id, act: 'leave', user_ids: ['u000007'] }], DEFAULT_LIMITS),
  ban: (db, room_id) =>
    changeMembers(db, [{ ...by('u000005', true), room_id, act: 'ban', user_ids: ['u000006'] }], DEFAULT_LIMITS),
  write: (db, room_id) =>
    appendMessages(
      db,
      [{ widget_id: 1, room_id, sender_id: 'u000005', client_id: 'new', text: 'hi', reply_to: null, at: 1 }],
      DEFAULT_LIMITS,
    ),
  directory: (db) => listedRooms(db, 1, 'u000005', { cursor: null, limit: 20 }),
  'join by a link': (db, room_id) =>
    changeMembers(
      db,
      [{ ...by('guest'), room_id, act: 'join', user_ids: ['guest'], invite: 'no link' }],
      DEFAULT_LIMITS,
    ),
  rename: (db, room_id) => editRoom(db, [{ ...by('u000005', true), room_id, title: 'Other' }], DEFAULT_LIMITS),
  'pass on': (db, room_id) =>
    changeRole(db, [{ ...by('u000005', true), room_id, user_id: 'u000009', role: 'owner' }], DEFAULT_LIMITS),
  'leave as the owner': async (db, room_id) => {
    await changeRole(db, [{ ...by('u000005', true), room_id, user_id: 'u000010', role: 'owner' }], DEFAULT_LIMITS)
    return changeMembers(db, [{ ...by('u000010'), room_id, act: 'leave', user_ids: ['u000010'] }], DEFAULT_LIMITS)
  },
  edit: (db, room_id) =>
    editMessage(db, [{ widget_id: 1, room_id, seq: 1, sender_id: 'u000001', text: 'ho', at: 1 }], DEFAULT_LIMITS),
  read: (db, room_id) =>
    moveWatermarks(
      db,
      [[{ widget_id: 1, room_id, user_id: 'u000005', delivered_seq: 2, read_seq: 2 }]],
      DEFAULT_LIMITS,
    ),
}
const by = (user_id: string, siteAdmin = false) => ({
  widget_id: 1,
  by: user_id,
  siteAdmin,
  at: 1,
})

/** A SQLite store with all tables, which records its statements. */
async function watchedSqlite() {
  const { dataDir, remove } = freshDataDir()
  await (await openStore({ dataDir, clock: systemClock, log: silentLog })).close()
  const file = new BunDatabase(sqlitePath(dataDir), { readwrite: true })
  const connection = kyselyConnection(file)
  const asked: Statement[] = []
  const watched: typeof connection = {
    ...connection,
    prepare(text) {
      const statement = connection.prepare(text)
      const noted =
        <R>(run: (parameters: readonly unknown[]) => R) =>
        (parameters: readonly unknown[]) => {
          asked.push({ text, parameters })
          return run(parameters)
        }
      return { ...statement, all: noted((p) => statement.all(p)), run: noted((p) => statement.run(p)) }
    },
  }
  const db = new Kysely<Database>({ dialect: sqliteDialect(watched) })
  await fill(db)
  const close = async () => {
    await db.destroy()
    remove()
  }
  return { db, file, asked, close }
}

test('ROOM-7 on SQLite every statement about members uses a key: none scans a room', async () => {
  const { db, file, asked, close } = await watchedSqlite()
  for (const [name, act] of Object.entries(acts)) {
    asked.length = 0
    await act(db, LARGE)
    expect([name, asked.length > 0]).toEqual([name, true])
    for (const { text, parameters } of asked) {
      const plan = file.query<{ detail: string }, SQLQueryBindings[]>(`explain query plan ${text}`)
      const steps = plan.all(...(parameters as SQLQueryBindings[])).filter(({ detail }) => MEMBER_STEP.test(detail))
      const slow = steps.filter(({ detail }) => !BY_KEY.some((key) => detail.includes(key)))
      expect([name, text, slow]).toEqual([name, text, []])
    }
  }
  await close()
})

test('ROOM-7 five hundred members who join at once take as many statements as one; a message is one more', async () => {
  const { db, asked, close } = await watchedSqlite()
  const statements = async (count: number) => {
    asked.length = 0
    const who = Array.from({ length: count }, (_, n) => `${n} of ${count}`)
    const comers = who.map((user_id) => ({ ...by(user_id), room_id: SMALL, act: 'join' as const, user_ids: [user_id] }))
    await changeMembers(db, comers, DEFAULT_LIMITS)
    return asked.length
  }
  expect([await statements(1), await statements(512)]).toEqual([6, 6])
  expect((await roomOf(db, 1, SMALL, 'u000005'))?.room.member_count).toBe(10 + 1 + 512)
  const writing = async (count: number) => {
    asked.length = 0
    const message = { widget_id: 1, room_id: SMALL, sender_id: 'u000005', text: 'hi', reply_to: null, at: 1 }
    const messages = Array.from({ length: count }, (_, n) => ({ ...message, client_id: `${n} of ${count}` }))
    await appendMessages(db, messages, DEFAULT_LIMITS)
    return asked.length
  }
  expect([await writing(1), await writing(512)]).toEqual([5, 5 + 511])
  await close()
})

/** Our statements name the member table `me`, `peer`, `m` or `member`; `m` also names the message table. */
const MEMBER_STEP = /\b(SEARCH|SCAN) (me|peer|m|member)\b/
const BY_KEY = [
  // the managers of one room, or its oldest member
  'member_manager (widget_id=? AND room_id=?',
  'member_by_age (widget_id=? AND room_id=?',
  // one row
  'sqlite_autoindex_member_1 (widget_id=? AND room_id=? AND user_id=?)',
  // the rooms of one user
  'member_by_user (widget_id=? AND user_id=?',
  'member_pinned (widget_id=? AND user_id=? AND pinned_order>?)',
  // a page of members
  'member_joined (widget_id=? AND room_id=? AND user_id>?)',
  // the dialog's other member; a group or channel has no key here, so the statement looks nothing up: see `dialogRoom`
  'SEARCH peer USING INDEX sqlite_autoindex_member_1 (widget_id=? AND room_id=?)',
  'SEARCH peer USING COVERING INDEX sqlite_autoindex_member_1 (widget_id=? AND room_id=?)',
  // single messages
  'sqlite_autoindex_message_1 (widget_id=? AND room_id=? AND seq=?)',
  'message_by_client_id (widget_id=? AND client_id=?',
]

test('ROOM-7 on PostgreSQL no act reads more rows of a room of 100,000 than of ten, with or without statistics', async () => {
  const { url, remove } = await testPostgresWithTables()
  await (await openStore({ dataDir: '', databaseUrl: url, clock: systemClock, log: silentLog })).close()
  for (const purpose of ['read', 'write'] as const) {
    // readers' sessions plan like writers', and could not fill the tables
    const client = await connect(url, 'write')
    const plain = sessionOf(client, () => undefined)
    const asked: Statement[] = []
    const watched: Session = {
      ...plain,
      query(text, parameters) {
        asked.push({ text, parameters })
        return plain.query(text, parameters)
      },
    }
    const db = new Kysely<Database>({
      dialect: postgresDialect({ connect: async () => watched, end: () => client.end() }),
    })
    if (purpose === 'read') await fill(db)
    const rowsRead = async (name: string, room_id: number): Promise<number> => {
      asked.length = 0
      let rows = 0
      await client.query('begin')
      await acts[name]?.(db, room_id)
      await client.query('rollback')
      for (const { text, parameters } of [...asked]) {
        await client.query('begin')
        const { rows: found } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>({
          text: `explain (analyze, format json) ${text}`,
          values: [...parameters],
        })
        await client.query('rollback')
        rows += rowsOf(found[0]?.['QUERY PLAN'][0].Plan)
      }
      return rows
    }
    for (const analyzed of purpose === 'read' ? [false, true] : [true]) {
      if (analyzed) await client.query('analyze')
      for (const [name, kind] of Object.entries(KINDS)) {
        if (kind !== purpose) continue
        const [large, small] = [await rowsRead(name, LARGE), await rowsRead(name, SMALL)]
        expect([name, analyzed, large, large <= small + 40]).toEqual([name, analyzed, large, true])
      }
    }
    await db.destroy()
  }
  await remove()
})

const KINDS = Object.fromEntries(
  Object.keys(acts).map((name) => [
    name,
    [
      'join',
      'leave',
      'ban',
      'join by a link',
      'rename',
      'pass on',
      'leave as the owner',
      'write',
      'edit',
      'read',
    ].includes(name)
      ? 'write'
      : 'read',
  ]),
)

interface PlanNode {
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Join Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: PlanNode[]
}

/** All rows that the plan's steps handled. */
function rowsOf(node: PlanNode | undefined): number {
  if (!node) return 0
  const removed =
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Join Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0)
  const own = (node['Actual Rows'] + removed) * node['Actual Loops']
  return own + (node.Plans ?? []).reduce((sum, child) => sum + rowsOf(child), 0)
}
