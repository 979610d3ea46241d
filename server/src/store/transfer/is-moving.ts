import { type QueryExecutorProvider, sql } from 'kysely'

/** True while a move into this PostgreSQL has begun and not ended. */
export async function isMoving(db: QueryExecutorProvider): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('move_progress') is not null as there`.execute(db)
  return rows[0]?.there === true
}
