import { afterEach, expect, test } from 'bun:test'
import { sql } from 'kysely'
import { refusalOf } from '../../../../../sdk/src/testing/refusal-of.ts'
import { systemClock } from '../../../chat/clock.ts'
import { silentLog } from '../../../chat/log.ts'
import { openStore } from '../../index.ts'
import type { Store } from '../../store.ts'
import { StoreError } from '../../store-error.ts'
import { dataDirWithTables } from '../../testing/data-dir.ts'
import { openSlowReader } from './slow-reader.ts'

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function open(): Promise<Store> {
  const { dataDir, remove } = await dataDirWithTables()
  const store = await openStore({ dataDir, clock: systemClock, log: silentLog })
  undo.push(remove, () => store.close())
  return store
}

const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }
const NUMBERS = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000) select i from n'

test('LIMIT-10 while a slow read looks at a million rows, the event loop is free', async () => {
  const { slowReadDb } = await open()
  await sql`select 1`.execute(slowReadDb)
  let done = false
  const counted = sql<{ rows: number }>`select count(*) as rows from (${sql.raw(NUMBERS)})`
    .execute(slowReadDb)
    .finally(() => {
      done = true
    })
  // a read on the event loop would be over at its next turn
  await new Promise(setImmediate)
  expect(done).toBe(false)
  expect((await counted).rows).toEqual([{ rows: 1_000_000 }])
})

test('a slow read sees what was committed before it, and writes nothing', async () => {
  const { control, slowReadDb } = await open()
  const { id } = await control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()
  expect(await slowReadDb.selectFrom('widget').select('id').execute()).toEqual([{ id }])
  await control.deleteFrom('widget').execute()
  expect(await slowReadDb.selectFrom('widget').select('id').execute()).toEqual([])
  const writing = slowReadDb.insertInto('widget').values(widget).execute()
  expect(await writing.catch(String)).toContain('readonly')
  const several = slowReadDb.transaction().execute(async () => undefined)
  expect(await several.catch(String)).toContain('slowReadDb has no transactions')
})

test("a slow read that fails is refused with SQLite's message, and the next one works", async () => {
  const { slowReadDb } = await open()
  const failing = await sql`select 1 from nowhere`.execute(slowReadDb).catch((error: unknown) => error)
  expect(failing).toBeInstanceOf(StoreError)
  expect(String(failing)).toContain('no such table: nowhere')
  expect((await sql`select 1 as one`.execute(slowReadDb)).rows).toEqual([{ one: 1 }])
})

test('when the thread of slow reads dies, what waits is refused and the next read starts another one', async () => {
  const reads = openSlowReader('', new URL('../../testing/dying-reader.ts', import.meta.url))
  expect(await reads.run('one', [])).toEqual({ rows: [{ sql: 'one' }] })
  expect((await refusalOf(reads.run('die', []))).message).toContain('ended')
  expect(await reads.run('two', [])).toEqual({ rows: [{ sql: 'two' }] })
  await reads.close()
  expect((await refusalOf(reads.run('three', []))).message).toContain('shutting down')
})
