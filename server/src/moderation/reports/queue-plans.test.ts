import { Database as BunDatabase, type SQLQueryBindings } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { type CompiledQuery, Kysely, sql } from 'kysely'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { openStore } from '../../store/index.ts'
import { connect } from '../../store/postgres/connections/connection.ts'
import { postgresDialect, sessionOf } from '../../store/postgres/dialect.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import { kyselyConnection } from '../../store/sqlite/connection.ts'
import { sqliteDialect } from '../../store/sqlite/dialect.ts'
import { sqlitePath } from '../../store/sqlite/open.ts'
import { freshDataDir } from '../../store/testing/data-dir.ts'
import { testPostgresWithTables } from '../../store/testing/test-postgres.ts'
import { type ReportsPage, readReports } from './read-reports.ts'
import { countOwnSubjects } from './same-subject.ts'

/** More entries than the queue counts; ten of them are of one moderator, and ten are put off. */
const OPEN = 5_000
const NOW = 1_000_000
const me = { account_id: 'me' } as DashboardPrincipal

async function fill(db: Kysely<Database & OwnerTables>): Promise<void> {
  await sql`insert into report (widget_id, id, room_id, seq, user_id, reporter_id, reason, comment, messages, source,
      created_at, assigned_to, snoozed_until)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(OPEN)})
    select 1, '00000000-0000-4000-8000-' || substr('00000000000' || i, length('00000000000' || i) - 11), 1, i, 'u' || i,
      'r', 'spam', '', '[]', 'user', i, case when i % 500 = 0 then 'me' end, case when i % 500 = 1 then 2000000 end
    from n`.execute(db)
}

function acts(db: Kysely<Database & OwnerTables>): Record<string, [act: () => Promise<unknown>, index: string]> {
  const users = { cards: async () => [] } as never
  const { list } = readReports({ readDb: db, chat: { users } as never, clock: { ...systemClock, now: () => NOW } })
  const page = (asked: Partial<ReportsPage>) => () =>
    // a place at the end: no page has a row, so nothing but the list is asked
    list(me, 1, { state: 'open', sort: 'newest', limit: 20, cursor: null, ...asked })
  const [newestPast, oldestPast] = [`0.${crypto.randomUUID()}`, `999999.${crypto.randomUUID()}`]
  return {
    'count of mine': [() => countOwnSubjects(db, 1, { now: NOW, assigned_to: 'me' }), 'report_assigned'],
    'count of snoozed': [() => countOwnSubjects(db, 1, { now: NOW, assigned_to: null }), 'report_snoozed'],
    newest: [page({ cursor: newestPast }), 'report_open'],
    oldest: [page({ sort: 'oldest', cursor: oldestPast }), 'report_open'],
    'most reported': [page({ sort: 'most_reported', cursor: `0.0.${crypto.randomUUID()}` }), 'report_open'],
  }
}

test('QUEUE-25 on SQLite each order and count of the queue reads its index and sorts no whole queue', async () => {
  const { dataDir, remove } = freshDataDir()
  await (await openStore({ dataDir, clock: systemClock, log: silentLog })).close()
  const file = new BunDatabase(sqlitePath(dataDir), { readwrite: true })
  const asked: CompiledQuery[] = []
  const db = new Kysely<Database & OwnerTables>({
    dialect: sqliteDialect(kyselyConnection(file)),
    log: ({ query }) => void asked.push(query),
  })
  await fill(db)
  for (const [name, [act, index]] of Object.entries(acts(db))) {
    asked.length = 0
    await act()
    for (const { sql: text, parameters } of asked) {
      const plan = file.query<{ detail: string }, SQLQueryBindings[]>(`explain query plan ${text}`)
      const steps = plan.all(...(parameters as SQLQueryBindings[])).map(({ detail }) => detail)
      expect([name, steps.some((step) => step.includes(`INDEX ${index} `))]).toEqual([name, true])
      expect([name, steps.filter((step) => /SCAN (report|older)|B-TREE FOR ORDER/.test(step))]).toEqual([name, []])
    }
  }
  await db.destroy()
  remove()
})

test('QUEUE-25 on PostgreSQL a count or page reads few rows of a long queue, the most reported 1,000 entries', async () => {
  const { url, remove } = await testPostgresWithTables()
  await (await openStore({ dataDir: '', databaseUrl: url, clock: systemClock, log: silentLog })).close()
  const client = await connect(url, 'write')
  const session = sessionOf(client, () => undefined)
  const asked: CompiledQuery[] = []
  const db = new Kysely<Database & OwnerTables>({
    dialect: postgresDialect({ connect: async () => session, end: () => client.end() }),
    log: ({ query }) => void asked.push(query),
  })
  await fill(db)
  await client.query('analyze')
  for (const [name, [act]] of Object.entries(acts(db))) {
    asked.length = 0
    await act()
    let rows = 0
    for (const { sql: text, parameters } of [...asked]) {
      const { rows: found } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>({
        text: `explain (analyze, format json) ${text}`,
        values: [...parameters],
      })
      rows += rowsOf(found[0]?.['QUERY PLAN'][0].Plan)
    }
    const most = name === 'most reported' ? 10_000 : 200
    expect([name, rows, rows <= most]).toEqual([name, rows, true])
  }
  await db.destroy()
  await remove()
})

interface PlanNode {
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: PlanNode[]
}

/** All rows that the plan's steps handled. */
function rowsOf(node: PlanNode | undefined): number {
  if (!node) return 0
  const own = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
  return own + (node.Plans ?? []).reduce((sum, child) => sum + rowsOf(child), 0)
}
