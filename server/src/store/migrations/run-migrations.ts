import { type Kysely, sql } from 'kysely'
import { messageOf } from '../../error-message.ts'
import type { Migration } from './index.ts'

/** Runs `act` in one transaction that holds the database's migration lock. */
export type LockedTransaction = (act: (db: Kysely<never>) => Promise<void>) => Promise<void>

/**
 * Runs the missing migrations, each in its own locked transaction. If two processes start at once, one waits for the
 * other. A killed process leaves only whole migrations.
 * @throws Error if a newer server migrated the database
 */
export async function runMigrations(
  locked: LockedTransaction,
  migrations: readonly Migration[],
  now: number,
): Promise<void> {
  /**
   * before the start; missing migrations are checked again under the lock, since another process may run them meanwhile
   */
  let done = new Set<string>()
  await locked(async (db) => {
    await sql`create table if not exists schema_migration (name text primary key, applied_at bigint not null)`.execute(
      db,
    )
    const known = new Set(migrations.map((migration) => migration.name))
    done = await applied(db)
    const foreign = [...done].filter((name) => !known.has(name))
    if (foreign.length > 0) {
      throw new Error(
        `a newer server migrated the database (${foreign.join(', ')}): start that version or a later one, or ` +
          'restore a backup from before the upgrade',
      )
    }
  })
  for (const migration of migrations) {
    if (done.has(migration.name)) continue
    try {
      await locked(async (db) => {
        if ((await applied(db)).has(migration.name)) return
        await migration.up(db)
        await sql`insert into schema_migration (name, applied_at) values (${migration.name}, ${now})`.execute(db)
      })
    } catch (error) {
      throw new Error(`migration ${migration.name} failed: ${messageOf(error)}`, {
        cause: error,
      })
    }
  }
}

async function applied(db: Kysely<never>): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`select name from schema_migration`.execute(db)
  return new Set(rows.map((row) => row.name))
}
