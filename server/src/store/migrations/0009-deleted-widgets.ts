import { type Kysely, sql } from 'kysely'

/** A deleted widget keeps its row, emptied, so that its number is never given to another one. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table widget add column deleted_at bigint`.execute(db)
  await sql`alter table widget add column erased_at bigint`.execute(db)
}
