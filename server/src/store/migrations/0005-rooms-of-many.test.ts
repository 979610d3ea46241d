import { Database as BunDatabase } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { Kysely } from 'kysely'
import { Client } from 'pg'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openStore } from '../index.ts'
import { migrate as migratePostgres } from '../postgres/migrate.ts'
import { kyselyConnection } from '../sqlite/connection.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'
import { migrate as migrateSqlite } from '../sqlite/migrate.ts'
import { sqlitePath } from '../sqlite/open.ts'
import { freshDataDir } from '../testing/data-dir.ts'
import { testPostgres } from '../testing/test-postgres.ts'
import { migrations } from './index.ts'

/** The migrations before groups and channels. */
const before = migrations.filter(({ name }) => name < '0005')

/** A dialog with an invited user, and a room with two members and one user who left. */
const ROWS = [
  `insert into room (widget_id, id, type, is_public, dialog_key, last_seq, last_rev, created_at, active_at)
   values (1, 1, 0, 0, 'a pair', 0, 0, 1, 1), (1, 2, 1, 1, null, 0, 0, 1, 1)`,
  `insert into member (widget_id, room_id, user_id, state, delivered_seq, read_seq, joined_at) values
   (1, 1, 'ann', 'requested', 0, 0, 1), (1, 1, 'bob', 'invited', 0, 0, 1),
   (1, 2, 'ann', 'joined', 0, 0, 1), (1, 2, 'bob', 'joined', 0, 0, 1), (1, 2, 'cat', 'left', 0, 0, 1)`,
]

async function expectCounted(at: { dataDir: string; databaseUrl?: string }): Promise<void> {
  const { chat, close } = await openStore({ ...at, clock: systemClock, log: silentLog })
  const counts = await Promise.all(
    [1, 2].map(async (roomId) => (await chat.roomOf(1, roomId, 'ann'))?.room.member_count),
  )
  const { members } = await chat.membersOf(1, 2, { cursor: null, limit: 10 })
  await close()
  expect(counts).toEqual([2, 2])
  expect(members.map(({ user_id, role }) => [user_id, role])).toEqual([
    ['ann', 'member'],
    ['bob', 'member'],
  ])
}

test('ROOM-6 opening a SQLite database from before groups and channels counts the members of each room', async () => {
  const { dataDir, remove } = freshDataDir()
  mkdirSync(dataDir)
  const file = new BunDatabase(sqlitePath(dataDir))
  const db = new Kysely<never>({ dialect: sqliteDialect(kyselyConnection(file)) })
  await migrateSqlite(file, db, before, 1)
  for (const rows of ROWS) file.run(rows)
  await db.destroy()
  await expectCounted({ dataDir })
  remove()
})

test('ROOM-6 opening a PostgreSQL database from before groups and channels counts the members of each room', async () => {
  const { url, remove } = await testPostgres()
  await migratePostgres(url, 1, before)
  const client = new Client({ connectionString: url })
  await client.connect()
  for (const rows of ROWS) await client.query(rows)
  await client.end()
  await expectCounted({ dataDir: '', databaseUrl: url })
  await remove()
})
