import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { Kysely } from 'kysely'
import { kyselyConnection } from './connection.ts'
import { sqliteDialect } from './dialect.ts'

interface Tables {
  chat: { site: number; id: number; title: string }
  reader: { site: number; id: number; chat_id: number }
}

const RUNS = 500
const ROUNDS = 10

test('a statement that was run before is not planned again for other values', async () => {
  const sqlite = new Database(':memory:')
  sqlite.run('create table chat (site integer, id integer, title text, primary key (site, id))')
  sqlite.run('create table reader (site integer, id integer, chat_id integer, primary key (site, id, chat_id))')
  const db = new Kysely<Tables>({ dialect: sqliteDialect(kyselyConnection(sqlite)) })
  const { sql } = db
    .selectFrom('reader as r')
    .innerJoin('chat as c', (join) => join.onRef('c.site', '=', 'r.site').onRef('c.id', '=', 'r.chat_id'))
    .where('r.site', '=', 1)
    .where('r.id', '=', 1)
    .orderBy('r.chat_id')
    .select('c.title')
    .compile()
  const known = sqlite.prepare(sql)
  let [withTheSame, withOthers] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < ROUNDS; round++) {
    withOthers = Math.min(
      withOthers,
      timeOf((n) => known.all(1, n)),
    )
    // with the values that it has, SQLite never plans again
    withTheSame = Math.min(
      withTheSame,
      timeOf(() => known.all()),
    )
  }
  // planning takes twenty times as long as running
  expect(withOthers).toBeLessThan(4 * withTheSame)
  await db.destroy()
})

/** Milliseconds. */
function timeOf(act: (n: number) => unknown): number {
  const started = performance.now()
  for (let n = 0; n < RUNS; n++) act(n)
  return performance.now() - started
}
