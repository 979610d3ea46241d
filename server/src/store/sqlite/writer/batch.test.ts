import { afterAll, expect, spyOn, test } from 'bun:test'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { DEFAULT_LIMITS } from '../../../config/limits.ts'
import type { Database } from '../../schema/schema.ts'
import { dataDirWithTables } from '../../testing/data-dir.ts'
import type { Operation } from '../../writes/index.ts'
import { kyselyConnection, openWriterConnection } from '../connection.ts'
import { sqliteDialect } from '../dialect.ts'
import { runBatch } from './batch.ts'

const { dataDir, remove } = await dataDirWithTables()
const db = openWriterConnection(join(dataDir, 'imbachat.sqlite'))
const kysely = new Kysely<Database>({ dialect: sqliteDialect(kyselyConnection(db)) })

afterAll(async () => {
  await kysely.destroy()
  remove()
})

const insert = (id: number): Operation<'runStatement'> => ({
  name: 'runStatement',
  input: {
    sql: 'insert into widget (id, name, api_login, origins, settings, created_at) values (?, ?, ?, ?, ?, ?)',
    parameters: [id, 'Shop', `shop${id}`, '[]', '{}', 1],
  },
})
const logs = { logged: new Set<number>(), withEvents: new Set<number>() }
const touch: Operation<'touchUser'> = { name: 'touchUser', input: { widget_id: 1, user_id: 'ann', at: 1 } }

/** What `runBatch` asks the connection itself, and which operations succeeded. */
async function run(...operations: (Operation<'runStatement'> | Operation<'touchUser'>)[]) {
  const asked = spyOn(db, 'run')
  try {
    const outcomes = await runBatch(db, kysely, operations as Operation[], DEFAULT_LIMITS, logs)
    return { ok: outcomes.map(({ ok }) => ok), asked: asked.mock.calls.map(([sql]) => sql) }
  } finally {
    asked.mockRestore()
  }
}

test('a batch in which nothing fails is one transaction without savepoints, however many kinds it has', async () => {
  const { ok, asked } = await run(insert(101), touch, insert(102))
  expect(ok).toEqual([true, true, true])
  expect(asked).toEqual(['begin immediate', 'commit'])
})

test('WRITE-1 if an operation fails, the others of its batch are stored once', async () => {
  const { ok, asked } = await run(insert(103), touch, insert(103), insert(104))
  expect(ok).toEqual([true, true, false, true])
  expect(asked).toContain('savepoint run')
  expect(db.query('select id from widget where id > 102 order by id').all()).toEqual([{ id: 103 }, { id: 104 }])
})
