import { Database as BunDatabase } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { Kysely, sql } from 'kysely'
import { kyselyConnection } from '../sqlite/connection.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'
import { up } from './0043-rules.ts'

test('RULE-1 the word lists of a widget’s settings become lists of rules', async () => {
  const raw = new BunDatabase(':memory:')
  raw.run('create table widget (id integer, settings text not null)')
  raw.run('create table chat_user (id text)')
  raw.run(
    `insert into widget values (1, '{"words":["casino"],"words_masked":["damn","heck"],"theme":"dark"}'), (2, '{}')`,
  )
  const db = new Kysely<never>({ dialect: sqliteDialect(kyselyConnection(raw)) })
  await up(db)
  const { rows } = await sql<{
    rules: string
    settings: string
  }>`select rules, settings from widget order by id`.execute(db)
  expect(JSON.parse(rows[0]?.settings ?? '')).toEqual({ theme: 'dark' })
  expect(JSON.parse(rows[0]?.rules ?? '')).toMatchObject({
    lists: [
      { kind: 'words', action: 'refuse', entries: ['casino'] },
      { kind: 'words', action: 'mask', entries: ['damn', 'heck'] },
    ],
  })
  expect(rows[1]).toEqual({ rules: null as never, settings: '{}' })
  await db.destroy()
})
