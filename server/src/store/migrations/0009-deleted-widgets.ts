import { type Kysely, sql } from 'kysely'

/** A deleted widget keeps its emptied row, so that its number is never reused. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table widget add column deleted_at bigint`.execute(db)
  await sql`alter table widget add column erased_at bigint`.execute(db)
}
