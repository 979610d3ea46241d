import { type Kysely, sql } from 'kysely'

/** JSON: the codes of two-factor sign-ins that may not sign in again, each with its time; null: none. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table owner_two_factor add column used_codes text`.execute(db)
}
