import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { openPool } from '../postgres/connections/pool.ts'
import { postgresDialect, tellingCallers } from '../postgres/dialect.ts'
import type { Database } from '../schema/schema.ts'
import { kyselyConnection, openWriterConnection } from '../sqlite/connection.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'
import { dataDirWithTables } from '../testing/data-dir.ts'
import { testPostgresWithTables } from '../testing/test-postgres.ts'
import { rowInsert, rowUpdate } from './write-rows.ts'

const { dataDir, remove } = await dataDirWithTables()
const { url, remove: removeDatabase } = await testPostgresWithTables()
const databases = {
  SQLite: new Kysely<Database>({
    dialect: sqliteDialect(kyselyConnection(openWriterConnection(join(dataDir, 'imbachat.sqlite')))),
  }),
  PostgreSQL: new Kysely<Database>({ dialect: postgresDialect(tellingCallers(openPool(url, 'control', 1))) }),
}

afterAll(async () => {
  for (const db of Object.values(databases)) await db.destroy()
  remove()
  await removeDatabase()
})

const addWidgets = rowInsert('widget', {
  id: 'integer',
  name: 'text',
  api_login: 'text',
  origins: 'text',
  settings: 'text',
  created_at: 'bigint',
})
const addHeads = rowInsert('event_head', { widget_id: 'integer', last_id: 'bigint' })
const moveHeads = rowUpdate(
  'event_head',
  { widget: 'integer', from: 'bigint', to: 'bigint' },
  { widget_id: 'widget', last_id: 'from' },
  { last_id: (given) => given('to') },
)

for (const [name, db] of Object.entries(databases)) {
  test(`${name}: an update by rows changes the rows whose keys match and returns their number`, async () => {
    const widgets = [1, 2, 3]
    const row = { name: 'Shop', origins: '[]', settings: '{}', created_at: 1 }
    await addWidgets(
      db,
      widgets.map((id) => ({ ...row, id, api_login: `shop${id}` })),
    )
    await addHeads(
      db,
      widgets.map((id) => ({ widget_id: id, last_id: id * 10 })),
    )
    const changed = await moveHeads(db, [
      { widget: 1, from: 10, to: 11 },
      { widget: 2, from: 7, to: 8 },
      { widget: 3, from: 30, to: 31 },
      { widget: 4, from: 1, to: 2 },
    ])
    expect(changed).toBe(2)
    const heads = await db.selectFrom('event_head').select('last_id').orderBy('widget_id').execute()
    expect(heads.map(({ last_id }) => Number(last_id))).toEqual([11, 20, 31])
  })
}

for (const [name, db] of Object.entries(databases)) {
  test(`${name}: an insert by rows stores any text and null as they are`, async () => {
    const texts = [
      '',
      'NULL',
      'null',
      '{"a",b}',
      "it's",
      'a\\b\\',
      '"',
      '\\"',
      ' , ',
      'a\nb\t',
      'Привет 👋',
      '{}',
      '%$1',
    ]
    const row = { origins: '[]', settings: '{}', created_at: 1 }
    await addWidgets(
      db,
      texts.map((text, index) => ({ ...row, id: 100 + index, name: text, api_login: `text${index}` })),
    )
    const stored = await db.selectFrom('widget').select('name').where('id', '>=', 100).orderBy('id').execute()
    expect(stored.map((widget) => widget.name)).toEqual(texts)
    const refused = await addWidgets(db, [{ ...row, id: 200, name: null, api_login: 'none' }]).then(
      () => null,
      (error: Error) => error,
    )
    expect(String(refused)).toMatch(/null/i)
  })
}
