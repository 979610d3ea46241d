import { afterEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../domain/clock.ts'
import { silentLog } from '../domain/log.ts'
import { openStore, type Store } from './index.ts'
import { StoreError } from './sqlite/stored-error.ts'

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

function freshDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'imbachat-store-'))
  undo.push(() => rmSync(dir, { recursive: true, force: true }))
  return join(dir, 'data')
}

async function open(dataDir: string): Promise<Store> {
  const store = await openStore({ dataDir, clock: systemClock, log: silentLog })
  undo.push(() => store.close())
  return store
}

const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }

test('control writes in the writer and reads come back to this thread', async () => {
  const { control, reader } = await open(freshDir())
  const made = await control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()
  const found = await reader.selectFrom('widget').select('name').where('id', '=', made.id).executeTakeFirst()
  expect(found).toEqual({ name: 'Shop' })
})

test('a statement that fails is refused with the code of SQLite and takes no neighbour with it', async () => {
  const { control, reader } = await open(freshDir())
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
  if (twice.status !== 'rejected') throw new Error('the second insert of one id was taken')
  expect(twice.reason).toBeInstanceOf(StoreError)
  expect(twice.reason.code).toBe('SQLITE_CONSTRAINT_PRIMARYKEY')
  const ids = await reader.selectFrom('widget').select('id').orderBy('id').execute()
  expect(ids).toEqual([{ id: 7 }, { id: 8 }])
})

test('control refuses transactions, since its statements share commits with others', async () => {
  const { control } = await open(freshDir())
  const attempt = control.transaction().execute((trx) => trx.selectFrom('widget').selectAll().execute())
  await expect(attempt).rejects.toThrow('control has no transactions')
})

test('two processes may start on one empty DATA_DIR at once and both write', async () => {
  const dataDir = freshDir()
  const stores = await Promise.all([open(dataDir), open(dataDir), open(dataDir)])
  await Promise.all(stores.map((store) => store.control.insertInto('widget').values(widget).execute()))
  const rows = await stores[0]?.reader.selectFrom('widget').select('id').execute()
  expect(rows).toHaveLength(3)
})

test('writes that wait when the store closes are committed; later ones are refused', async () => {
  const dataDir = freshDir()
  const store = await open(dataDir)
  const waiting = store.control.insertInto('widget').values(widget).execute()
  await new Promise(setImmediate)
  const closed = store.close()
  await expect(store.control.insertInto('widget').values(widget).execute()).rejects.toMatchObject({
    code: 'shutting_down',
  })
  await waiting
  await closed
  const again = await open(dataDir)
  expect(await again.reader.selectFrom('widget').select('id').execute()).toHaveLength(1)
})

test('nobody else on the machine can read the database', async () => {
  const dataDir = freshDir()
  const { control } = await open(dataDir)
  await control.insertInto('widget').values(widget).execute()
  for (const file of ['imbachat.sqlite', 'imbachat.sqlite-wal']) {
    expect(statSync(join(dataDir, file)).mode & 0o077).toBe(0)
  }
})
