import { type Kysely, sql } from 'kysely'

/** Other names of one person: users of their own, for whom the person speaks. Almost no user is one. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('chat_user').addColumn('profile_of', 'text').execute()
  await db.schema
    .alterTable('chat_user')
    .addColumn('profile_gone', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await sql`create index chat_user_profiles on chat_user (widget_id, profile_of) where profile_of is not null`.execute(
    db,
  )
}
