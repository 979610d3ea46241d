import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../postgres/is-postgres.ts'
import type { TableName } from '../schema/tables.ts'
import { readBackup } from './read-backup.ts'
import type { Progress } from './rows.ts'
import { clear, continueWidgetIds, insertRows, tableInUse } from './target.ts'

/**
 * Restores all of a backup or nothing, in one transaction. The epoch is new, so that clients that know more than the
 * backup drop their data and read everything again.
 * @param db has one connection, whose tables are up to date
 * @returns rows
 * @throws Error if the database is in use or the backup is incomplete
 */
export async function restoreBackup(db: Kysely<never>, path: string, progress: Progress): Promise<number> {
  // SQLite does not wait for a lock that a transaction needs only later.
  await (isPostgres(db) ? sql`begin` : sql`begin immediate`).execute(db)
  try {
    const used = await tableInUse(db)
    if (used) throw new Error(`the database has rows already (in ${used}): restore into an empty one`)
    await clear(db)
    let total = 0
    const counts = new Map<TableName, number>()
    for await (const { table, rows } of readBackup(path)) {
      await insertRows(db, table, rows)
      total += rows.length
      counts.set(table, (counts.get(table) ?? 0) + rows.length)
      progress(table, counts.get(table) ?? 0)
    }
    await sql`update installation set epoch = ${crypto.randomUUID()}`.execute(db)
    await continueWidgetIds(db)
    await sql`commit`.execute(db)
    return total
  } catch (error) {
    await sql`rollback`.execute(db).catch(() => undefined)
    throw error
  }
}
