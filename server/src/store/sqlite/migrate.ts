import type { Database as BunDatabase } from 'bun:sqlite'
import type { Kysely } from 'kysely'
import type { Migration } from '../migrations/index.ts'
import { runMigrations } from '../migrations/run-migrations.ts'

/** Holds SQLite's write lock. @throws Error: see `runMigrations` */
export function migrate(
  db: BunDatabase,
  kysely: Kysely<never>,
  migrations: readonly Migration[],
  now: number,
): Promise<void> {
  const locked = async (act: (db: Kysely<never>) => Promise<void>) => {
    db.run('begin immediate')
    try {
      await act(kysely)
      db.run('commit')
    } catch (error) {
      if (db.inTransaction) db.run('rollback')
      throw error
    }
  }
  return runMigrations(locked, migrations, now)
}
