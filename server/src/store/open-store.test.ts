import { Database } from 'bun:sqlite'
import { afterEach, expect, test } from 'bun:test'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { refusalOf } from '../../../sdk/src/testing/refusal-of.ts'
import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import { DEFAULT_LIMITS, type Limits } from '../config/limits.ts'
import { openStore } from './index.ts'
import { migrations } from './migrations/index.ts'
import { kyselyConnection } from './sqlite/connection.ts'
import { migrate } from './sqlite/migrate.ts'
import type { Store } from './store.ts'
import { StoreError } from './store-error.ts'
import { freshDataDir } from './testing/data-dir.ts'

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

function freshDir(): string {
  const { dataDir, remove } = freshDataDir()
  undo.push(remove)
  return dataDir
}

async function open(dataDir: string, more: Partial<Limits> = {}): Promise<Store> {
  const store = await openStore({ dataDir, clock: systemClock, log: silentLog, limits: { ...DEFAULT_LIMITS, ...more } })
  undo.push(() => store.close())
  return store
}

const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }

test('control writes through the writer, and this thread reads the result', async () => {
  const { control, readDb } = await open(freshDir())
  const made = await control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()
  const found = await readDb.selectFrom('widget').select('name').where('id', '=', made.id).executeTakeFirst()
  expect(found).toEqual({ name: 'Shop' })
})

test("WRITE-1 a failing statement is refused with SQLite's code and does not affect its neighbours", async () => {
  const { control, readDb } = await open(freshDir())
  const good = control.insertInto('widget').values({ ...widget, id: 7 })
  const [first, twice, other] = await Promise.allSettled([
    good.execute(),
    good.execute(),
    control
      .insertInto('widget')
      .values({ ...widget, id: 8 })
      .execute(),
  ])
  expect(first.status).toBe('fulfilled')
  expect(other.status).toBe('fulfilled')
  if (twice.status !== 'rejected') throw new Error('the second insert of the same id was accepted')
  expect(twice.reason).toBeInstanceOf(StoreError)
  expect(twice.reason.code).toBe('SQLITE_CONSTRAINT_PRIMARYKEY')
  const ids = await readDb.selectFrom('widget').select('id').orderBy('id').execute()
  expect(ids).toEqual([{ id: 7 }, { id: 8 }])
})

test('control refuses transactions, since its statements share commits with other writes', async () => {
  const { control } = await open(freshDir())
  const attempt = control.transaction().execute((trx) => trx.selectFrom('widget').selectAll().execute())
  expect((await refusalOf(attempt)).message).toContain('control has no transactions')
})

test('LIFE-2 two processes can start on one empty DATA_DIR at once, and both write', async () => {
  const dataDir = freshDir()
  const stores = await Promise.all([open(dataDir), open(dataDir), open(dataDir)])
  await Promise.all(stores.map((store) => store.control.insertInto('widget').values(widget).execute()))
  const rows = await stores[0]?.readDb.selectFrom('widget').select('id').execute()
  expect(rows).toHaveLength(3)
})

test('LIFE-3 closing the store commits the waiting writes; later writes are refused', async () => {
  const dataDir = freshDir()
  const store = await open(dataDir)
  const waiting = store.control.insertInto('widget').values(widget).execute()
  await new Promise(setImmediate)
  const closed = store.close()
  expect(await refusalOf(store.control.insertInto('widget').values(widget).execute())).toMatchObject({
    code: 'shutting_down',
  })
  await waiting
  await closed
  const again = await open(dataDir)
  expect(await again.readDb.selectFrom('widget').select('id').execute()).toHaveLength(1)
})

test("other users of the machine can't read the database", async () => {
  const dataDir = freshDir()
  const { control } = await open(dataDir)
  await control.insertInto('widget').values(widget).execute()
  for (const file of ['imbachat.sqlite', 'imbachat.sqlite-wal']) {
    expect(statSync(join(dataDir, file)).mode & 0o077).toBe(0)
  }
})

test('WRITE-2 writes beyond the queue are refused at once with a retry time, and are not stored', async () => {
  const { control, chat, readDb } = await open(freshDir(), { WRITE_QUEUE: 10 })
  const { id } = await control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()
  const opened = await Promise.allSettled(
    Array.from({ length: 50 }, (_, n) =>
      chat.openDialog({ widget_id: id, user_id: 'ann', peer_id: `peer${n}`, needAccess: false }),
    ),
  )
  const refused = opened.filter((outcome) => outcome.status === 'rejected')
  expect(refused).toHaveLength(40)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'server_busy', retryAfterMs: 500 })
  expect(await readDb.selectFrom('room').select('id').execute()).toHaveLength(10)
})

test('LIFE-2 UPGRADE-4 a database of a newer server is refused, with the migration and what to do', async () => {
  const dataDir = freshDir()
  const { control, close } = await open(dataDir)
  await sql`insert into schema_migration (name, applied_at) values ('9999-of-tomorrow', 1)`.execute(control)
  await close()
  expect((await refusalOf(open(dataDir))).message).toContain(
    'a newer server migrated the database (9999-of-tomorrow): start that version or a later one, or restore a backup',
  )
})

test('LIFE-2 a migration that was killed halfway runs again from the start', async () => {
  const dataDir = freshDir()
  mkdirSync(dataDir)
  const half = new Database(join(dataDir, 'imbachat.sqlite'))
  const kysely = new Kysely<never>({ dialect: new SqliteDialect({ database: kyselyConnection(half) }) })
  const killed = {
    name: '0001-first',
    async up(db: Kysely<never>) {
      await migrations[0]?.up(db)
      throw new Error('killed')
    },
  }
  expect((await refusalOf(migrate(half, kysely, [killed], 1))).message).toContain('migration 0001-first failed: killed')
  half.close()
  const { readDb } = await open(dataDir)
  expect(await readDb.selectFrom('message').selectAll().execute()).toEqual([])
})
