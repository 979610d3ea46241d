import { type Kysely, sql } from 'kysely'

/** Messages of a room up to here were imported: while it is the last one, more can be imported behind them. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table room add column imported_seq bigint not null default 0`.execute(db)
}
