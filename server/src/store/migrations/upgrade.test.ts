import { Database as BunDatabase } from 'bun:sqlite'
import { afterEach, describe, expect, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { Kysely } from 'kysely'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openStore } from '../index.ts'
import { connect } from '../postgres/connections/connection.ts'
import { postgresDialect, sessionOf } from '../postgres/dialect.ts'
import { migrate as migratePostgres } from '../postgres/migrate.ts'
import { kyselyConnection, openWriterConnection } from '../sqlite/connection.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'
import { migrate as migrateSqlite } from '../sqlite/migrate.ts'
import { sqlitePath } from '../sqlite/open.ts'
import { freshDataDir } from '../testing/data-dir.ts'
import {
  appendAsOld,
  fillOldDialogs,
  makeOldWidget,
  newMigrations,
  type OldDialogs,
  releasedMigrations,
} from '../testing/last-release.ts'
import { testPostgres } from '../testing/test-postgres.ts'

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** A database with the tables of the last release, and the connection of a node that goes on to write there. */
interface Old {
  where: { dataDir: string; databaseUrl?: string }
  db: Kysely<never>
}

async function onSqlite(): Promise<Old> {
  const { dataDir, remove } = freshDataDir()
  undo.push(remove)
  mkdirSync(dataDir)
  const raw = openWriterConnection(sqlitePath(dataDir))
  const db = new Kysely<never>({ dialect: sqliteDialect(kyselyConnection(raw)) })
  undo.push(() => db.destroy())
  await migrateSqlite(raw, db, releasedMigrations, 1)
  return { where: { dataDir }, db }
}

async function onPostgres(): Promise<Old> {
  const { url, remove } = await testPostgres()
  undo.push(remove)
  await migratePostgres(url, 1, releasedMigrations)
  const client = await connect(url, 'control')
  undo.push(() => client.leave())
  const session = sessionOf(client, () => undefined)
  const sessions = { connect: async () => session, end: async () => undefined }
  return { where: { dataDir: '', databaseUrl: url }, db: new Kysely<never>({ dialect: postgresDialect(sessions) }) }
}

const OLD: OldDialogs = { widget_id: 7, dialogs: 20, perDialog: 100 }

describe.each([
  ['SQLite', onSqlite],
  ['PostgreSQL', onPostgres],
] as const)('on %s', (_, open) => {
  test('UPGRADE-1 data of the last release is whole after the upgrade, and goes on', async () => {
    const { where, db } = await open()
    await makeOldWidget(db, OLD.widget_id)
    await fillOldDialogs(db, OLD)
    const store = await openStore({ ...where, clock: systemClock, log: silentLog })
    undo.push(() => store.close())
    const { widget_id } = OLD
    for (const room_id of [1, OLD.dialogs]) {
      const messages = await store.chat.messagesBefore(widget_id, room_id, null, 1_000)
      expect(messages.map(({ seq, text }) => [seq, text])).toEqual(
        Array.from({ length: OLD.perDialog }, (_, n) => [n + 1, `message ${n + 1}`]),
      )
    }
    const counted = await store.readDb
      .selectFrom('message')
      .select(({ fn }) => [fn.countAll<number>().as('all'), fn.max('seq').as('last')])
      .executeTakeFirstOrThrow()
    expect(counted).toEqual({ all: OLD.dialogs * OLD.perDialog, last: OLD.perDialog })
    // The dialog of the two users is the one they had, and a client id that was stored is found.
    const opened = await store.chat.openDialog({ widget_id, user_id: 'a3', peer_id: 'b3', needAccess: true })
    expect(opened.room_id).toBe(3)
    const message = { widget_id, room_id: 3, sender_id: 'a3', text: 'message 99', reply_to: null }
    expect(await store.chat.appendMessage({ ...message, client_id: 'old-99' })).toMatchObject({
      kind: 'repeated',
      message: { seq: 99 },
    })
    expect(await store.chat.appendMessage({ ...message, client_id: 'new' })).toMatchObject({
      kind: 'appended',
      message: { seq: OLD.perDialog + 1 },
    })
  })

  test('UPGRADE-2 rows that a node of the last release writes beside a newer one are read and continued by it', async () => {
    const { where, db } = await open()
    await makeOldWidget(db, OLD.widget_id)
    await fillOldDialogs(db, { ...OLD, dialogs: 1, perDialog: 3 })
    const store = await openStore({ ...where, clock: systemClock, log: silentLog })
    undo.push(() => store.close())
    const { widget_id } = OLD
    const asNew = (client_id: string) =>
      store.chat.appendMessage({ widget_id, room_id: 1, sender_id: 'b1', client_id, text: client_id, reply_to: null })
    await appendAsOld(db, { widget_id, room_id: 1 })
    await asNew('new-5')
    await appendAsOld(db, { widget_id, room_id: 1 })
    await makeOldWidget(db, 8)
    const messages = await store.chat.messagesBefore(widget_id, 1, null, 100)
    expect(messages.map(({ client_id }) => client_id)).toEqual(['old-1', 'old-2', 'old-3', 'old-4', 'new-5', 'old-6'])
    expect(messages.map(({ seq, rev }) => [seq, rev])).toEqual(messages.map((_, n) => [n + 1, n + 1]))
  })
})

/** Changes of rows that a node of the last release reads, and what that node does wrong while it runs beside us. */
const KNOWN: Readonly<Record<string, string>> = {
  '0043-rules': 'word lists of a widget bind on nodes of this version only',
  '0064-page-rooms': 'settings that are saved by an old node turn rooms from markup off',
  '0082-tables-of-the-dashboard': 'messages that come to an old node are not counted for their users',
}

test('UPGRADE-3 the migrations of this version only add, so that nodes of the last release go on', async () => {
  const raw = new BunDatabase(':memory:')
  const statements: string[] = []
  const db = new Kysely<never>({
    dialect: sqliteDialect(kyselyConnection(raw)),
    log: ({ query }) => void statements.push(query.sql.replace(/\s+/g, ' ').trim()),
  })
  await migrateSqlite(raw, db, releasedMigrations, 1)
  await makeOldWidget(db, 7)
  for (const { name, up } of newMigrations) {
    statements.length = 0
    await up(db)
    const made = new Set(statements.flatMap((statement) => /^create table "?(\w+)/i.exec(statement)?.[1] ?? []))
    const wrong = statements.filter((statement) => !onlyAdds(statement, made))
    expect([name, name in KNOWN ? [] : wrong]).toEqual([name, []])
  }
  await db.destroy()
})

/** @param made tables that the migration itself makes: with those it may do anything */
function onlyAdds(statement: string, made: ReadonlySet<string>): boolean {
  const on = /^(?:alter table|update|insert into|delete from|create (?:unique )?index .+? on) "?(\w+)/i.exec(statement)
  if (/^(select|with|pragma|create table)\b/i.test(statement) || (on?.[1] && made.has(on[1]))) return true
  if (/^create index\b/i.test(statement)) return true
  return /^alter table .+ add column\b/i.test(statement) && (!/not null/i.test(statement) || /default/i.test(statement))
}

test('UPGRADE-3 a migration that takes something away is noticed', () => {
  const none = new Set<string>()
  for (const wrong of [
    'alter table widget drop column name',
    'alter table widget rename column name to title',
    'alter table widget add column x text not null',
    'drop table report',
    'create unique index one on message (text)',
    "update widget set settings = '{}'",
    'delete from member',
  ]) {
    expect([wrong, onlyAdds(wrong, none)]).toEqual([wrong, false])
  }
  for (const right of [
    'create table a (b text)',
    'alter table "widget" add column "x" text',
    'create index i on message (text)',
  ]) {
    expect([right, onlyAdds(right, none)]).toEqual([right, true])
  }
  expect(onlyAdds('create unique index one on a (b)', new Set(['a']))).toBe(true)
})
