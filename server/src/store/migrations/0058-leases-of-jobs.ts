import { type Kysely, sql } from 'kysely'

/** Which run of a job holds it. The number of its tries begins again, so it does not tell two runs apart. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table job add column lease text`.execute(db)
}
