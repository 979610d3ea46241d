import { Database as BunDatabase } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { Kysely, sql } from 'kysely'
import { kyselyConnection } from '../sqlite/connection.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'
import { up } from './0064-page-rooms.ts'

test('PAGE-2 PAGE-27 widgets from before keep rooms from markup and custom elements as they were', async () => {
  const raw = new BunDatabase(':memory:')
  raw.run('create table widget (id integer, settings text not null)')
  raw.run(`insert into widget values (1, '{}'), (2, '{"page_rooms":false,"theme":"dark"}')`)
  const db = new Kysely<never>({ dialect: sqliteDialect(kyselyConnection(raw)) })
  await up(db)
  const { rows } = await sql<{ settings: string }>`select settings from widget order by id`.execute(db)
  expect(rows.map(({ settings }) => JSON.parse(settings))).toEqual([
    { page_rooms: true },
    { theme: 'dark', page_elements: false },
  ])
  await db.destroy()
})
