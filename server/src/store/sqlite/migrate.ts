import type { Database as BunDatabase } from 'bun:sqlite'
import type { Kysely } from 'kysely'
import type { Migration } from '../migrations/index.ts'

/**
 * Runs what has not run yet, each migration in a transaction of its own under the write lock: of two processes that start at once one
 * waits for the other, and a kill leaves whole migrations only.
 * @throws Error when the file was written by a newer server
 */
export async function migrate(
  db: BunDatabase,
  kysely: Kysely<never>,
  migrations: readonly Migration[],
  now: number,
): Promise<void> {
  db.run('create table if not exists schema_migration (name text primary key, applied_at bigint not null)')
  refuseNewer(db, migrations)
  for (const migration of migrations) {
    db.run('begin immediate')
    try {
      if (!applied(db).has(migration.name)) {
        await migration.up(kysely)
        db.query('insert into schema_migration (name, applied_at) values (?, ?)').run(migration.name, now)
      }
      db.run('commit')
    } catch (error) {
      if (db.inTransaction) db.run('rollback')
      throw new Error(`migration ${migration.name} failed: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
  }
}

function applied(db: BunDatabase): Set<string> {
  return new Set((db.query('select name from schema_migration').all() as { name: string }[]).map((row) => row.name))
}

function refuseNewer(db: BunDatabase, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map((migration) => migration.name))
  const foreign = [...applied(db)].filter((name) => !known.has(name))
  if (foreign.length > 0) {
    throw new Error(
      `the database was made by a newer server: it has ${foreign.join(', ')}, which this one does not know`,
    )
  }
}
