import { expect, test } from 'bun:test'
import { Kysely, sql } from 'kysely'
import { until } from '../../../sdk/src/testing/until.ts'
import { connect } from './postgres/connections/connection.ts'
import { postgresDialect, sessionOf } from './postgres/dialect.ts'
import { analyzeGrown } from './postgres/keep-statistics.ts'
import { roomCounts, roomNames, roomsOf } from './reads/room-list.ts'
import {
  dialogPeers,
  membershipsOf,
  readableRoom,
  roomHeadsAfter,
  roomHeadsOf,
  roomOf,
  roomSizesOf,
} from './reads/rooms.ts'
import type { Database } from './schema/schema.ts'
import { testPostgresWithTables } from './testing/test-postgres.ts'

/** Dialogs of the reader; others have many more in the same widget. */
const OWN = 20
const OTHERS = 3_000
/** The most rows that a read takes for each room: of the room, of both members twice, and of its last message. */
const ROWS_PER_ROOM = 12
/** From its sixth run on, PostgreSQL may keep the plan of a prepared statement. */
const UNTIL_PLANNED = 7

const everyRoom = Array.from({ length: OWN }, (_, n) => n + 1)

const reads: Record<string, (db: Kysely<Database>) => Promise<unknown>> = {
  list: (db) => roomsOf(db, 1, 'me', { cursor: null, limit: 50, filter: 'all', at: 1 }),
  'a part of the list': (db) => roomsOf(db, 1, 'me', { cursor: '9.999999', limit: 50, filter: 'unread', at: 1 }),
  counts: (db) => roomCounts(db, 1, 'me', 1),
  names: (db) => roomNames(db, 1, 'me'),
  'known people': (db) => dialogPeers(db, 1, 'me', 100),
  'one room': (db) => roomOf(db, 1, 1, 'me'),
  'a room to read': (db) => readableRoom(db, 1, 1, 'me'),
  memberships: (db) => membershipsOf(db, 1, 'me', everyRoom),
  'sign in': (db) => roomHeadsOf(db, 1, ['me']),
  'a page of heads': (db) => roomHeadsAfter(db, 1, 'me', 0, 100),
  sizes: (db) => roomSizesOf(db, 1, 'me'),
}

/** Dialogs with ids in a row, each with a message; `widgetOf`, `userOf`: SQL for the number `n` */
async function addDialogs(db: Kysely<Database>, from: number, to: number, userOf: string, widgetOf = '1') {
  const [widget, user] = [sql.raw(widgetOf), sql.raw(userOf)]
  const numbers = sql`generate_series(${sql.lit(from)}, ${sql.lit(to)}) as n`
  await sql`insert into room (widget_id, id, type, dialog_key, is_public, member_count, last_seq, last_rev, created_at, active_at)
    select ${widget}, n, 0, 'k' || n, 0, 2, 1, 1, 1, n from ${numbers}`.execute(db)
  for (const of of [user, sql`'p' || n`]) {
    await sql`insert into member (widget_id, room_id, user_id, state, role, delivered_seq, read_seq, joined_at)
      select ${widget}, n, ${of}, 'joined', 'member', 0, 0, 1 from ${numbers}`.execute(db)
  }
  await sql`insert into message (widget_id, room_id, seq, rev, client_id, sender_id, text, created_at)
    select ${widget}, n, 1, 1, 'c' || n, 'p' || n, 'hi', 1 from ${numbers}`.execute(db)
  await sql`insert into chat_user (widget_id, id, name, role, profiles, extra, synced_at)
    select ${widget}, 'p' || n, 'Peer', 'user', '[]', '{}', 1 from ${numbers}`.execute(db)
}

async function database() {
  const { url, remove } = await testPostgresWithTables()
  const [writer, reader] = [await connect(url, 'control'), await connect(url, 'read')]
  const session = sessionOf(reader, () => undefined)
  const of = (one: typeof session, end: () => Promise<void>) =>
    new Kysely<Database>({ dialect: postgresDialect({ connect: async () => one, end }) })
  const db = of(session, () => reader.end())
  const control = of(
    sessionOf(writer, () => undefined),
    () => writer.end(),
  )
  const taken = async () => {
    const counted = 'select sum(coalesce(idx_tup_fetch, 0) + seq_tup_read) as n from pg_stat_xact_user_tables'
    return Number((await session.query(counted, [])).rows[0]?.n)
  }
  return {
    control,
    /** Rows that one run of each read takes from tables, with the plans of its prepared statements. */
    async rowsOfReads() {
      const rows: Record<string, number> = {}
      for (const [name, read] of Object.entries(reads)) {
        await session.query('begin', [])
        const before = await taken()
        await read(db)
        rows[name] = (await taken()) - before
        await session.query('rollback', [])
      }
      return rows
    },
    async close() {
      await db.destroy()
      await control.destroy()
      await remove()
    },
  }
}

const tooMany = (rows: Record<string, number>) => Object.entries(rows).filter(([, n]) => n > OWN * ROWS_PER_ROOM)

test('READ-4 on PostgreSQL no read of a user takes other rooms of the widget while the tables fill', async () => {
  const { control, rowsOfReads, close } = await database()
  await addDialogs(control, 1, OWN, "'me'")
  for (let n = 0; n < UNTIL_PLANNED; n++) await rowsOfReads()
  await addDialogs(control, OWN + 1, OWN + OTHERS, "'u' || n % 60")
  await until(async () => {
    await analyzeGrown(control)
    const counted = sql<{ rows: number }>`select reltuples as rows from pg_class where relname = 'message'`
    return ((await counted.execute(control)).rows[0]?.rows ?? 0) > OTHERS
  }, 'PostgreSQL has counted the messages')
  expect(tooMany(await rowsOfReads())).toEqual([])
  await close()
})

test('READ-4 on PostgreSQL no read of a user takes other rooms where most widgets have one room', async () => {
  const { control, rowsOfReads, close } = await database()
  await addDialogs(control, 1, OWN, "'me'")
  await addDialogs(control, OWN + 1, 1_000, "'u' || n % 60")
  await addDialogs(control, 1_001, 1_000 + 9 * OTHERS, "'u'", 'n')
  await sql`analyze`.execute(control)
  for (let n = 0; n < UNTIL_PLANNED; n++) await rowsOfReads()
  expect(tooMany(await rowsOfReads())).toEqual([])
  await close()
})
