import { type Kysely, sql } from 'kysely'

/** Each first sign-in of a user asks whether the user was erased. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index task_of_user on task (widget_id, user_id)`.execute(db)
}
