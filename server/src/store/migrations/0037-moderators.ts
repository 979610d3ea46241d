import { type Kysely, sql } from 'kysely'
import { foldWords } from '../../chat/users/fold-words.ts'

/** Users folded at once. */
const CHUNK = 1_000

/** What moderators work with: claimed reports, notes about users, search of users, and long work with its progress. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const column of [
    "source text not null default 'user'",
    'claimed_by text',
    'claimed_until bigint',
    'undo text',
    'flagged text',
  ]) {
    await sql.raw(`alter table report add column ${column}`).execute(db)
  }
  await sql`create index report_about on report (widget_id, user_id, created_at)`.execute(db)
  await db.schema
    .createTable('user_note')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('user_note_key', ['widget_id', 'id'])
    .execute()
  await sql`create index user_note_of_user on user_note (widget_id, user_id, created_at)`.execute(db)
  await db.schema
    .createTable('task')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text')
    .addColumn('payload', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('place', 'text')
    .addColumn('looked', 'bigint', (c) => c.notNull().defaultTo(0))
    .addColumn('total', 'bigint', (c) => c.notNull().defaultTo(0))
    .addColumn('changed', 'bigint', (c) => c.notNull().defaultTo(0))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('ended_at', 'bigint')
    .addPrimaryKeyConstraint('task_key', ['widget_id', 'id'])
    .execute()
  await sql`create index task_by_time on task (widget_id, created_at)`.execute(db)
  await sql`alter table chat_user add column folded text not null default ''`.execute(db)
  await foldAll(db)
  await sql`create index chat_user_by_name on chat_user (widget_id, folded, id)`.execute(db)
  await sql`create index chat_user_by_seen on chat_user (widget_id, coalesce(last_seen_at, 0), id)`.execute(db)
}

interface Row {
  widget_id: number
  id: string
  name: string
  email: string | null
}

/** SQLite folds no letters but the English ones, so the words are folded here. */
async function foldAll(db: Kysely<never>): Promise<void> {
  for (let after: Row | undefined; ; ) {
    const { rows } = await sql<Row>`
      select widget_id, id, name, email from chat_user
      where (widget_id, id) > (${after?.widget_id ?? 0}, ${after?.id ?? ''})
      order by widget_id, id limit ${CHUNK}`.execute(db)
    for (const { widget_id, id, name, email } of rows) {
      const folded = foldWords(name, id, email)
      await sql`update chat_user set folded = ${folded} where widget_id = ${widget_id} and id = ${id}`.execute(db)
    }
    after = rows.at(-1)
    if (rows.length < CHUNK) return
  }
}
