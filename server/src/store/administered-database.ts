import { statSync } from 'node:fs'
import { sql } from 'kysely'
import type { AdministeredDatabase } from '../dashboard/administration/administration-deps.ts'
import { jobTime } from './due-jobs.ts'
import { migrations } from './migrations/index.ts'
import { isPostgres } from './postgres/is-postgres.ts'
import { searchPath } from './search/sqlite-index.ts'
import { sqlitePath } from './sqlite/open.ts'
import type { Store } from './store.ts'

/** Queries of the administration that differ between the databases. */
export function administeredDatabase(
  { control, readDb }: Pick<Store, 'control' | 'readDb'>,
  dataDir: string,
): AdministeredDatabase {
  const onPostgres = isPostgres(readDb)
  return {
    kind: onPostgres ? 'postgresql' : 'sqlite',
    async newerMigrations() {
      const known = new Set(migrations.map(({ name }) => name))
      const { rows } = await sql<{ name: string }>`select name from schema_migration order by name`.execute(readDb)
      return rows.map(({ name }) => name).filter((name) => !known.has(name))
    },
    async sizes() {
      const file = sqlitePath(dataDir)
      if (!onPostgres) return { database: bytesOf(file) + bytesOf(`${file}-wal`), index: bytesOf(searchPath(dataDir)) }
      const { rows } = await sql<{ database: number; index: number }>`
        select pg_database_size(current_database()) as database,
          pg_total_relation_size('message_search') as index`.execute(readDb)
      const [row] = rows
      return { database: Number(row?.database ?? 0), index: Number(row?.index ?? 0) }
    },
    async disableUnlessLast(account_id, at) {
      // The lock makes the second of two such statements wait, so that it sees the result of the first.
      const lock = onPostgres ? sql`for update` : sql``
      const { numAffectedRows = 0n } = await sql`
        with administrators as (
          select id from owner where administrator = 1 and disabled_at is null order by id ${lock}
        )
        update owner set disabled_at = ${at}
        where id = ${account_id} and disabled_at is null
          and (administrator = 0 or exists (select 1 from administrators where administrators.id <> ${account_id}))
      `.execute(control)
      return numAffectedRows > 0n
    },
    jobTime: (now) => jobTime(readDb, now),
  }
}

const bytesOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0
