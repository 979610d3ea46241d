import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../postgres/is-postgres.ts'

/**
 * `widget.account_id` stays the account that a widget counts for, and an owner; further members of its team are rows of
 * `team_member`. Nothing changes or removes a row of `audit`, but the erasure of a deleted widget.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('team_member')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('team_member_key', ['widget_id', 'account_id'])
    .execute()
  await db.schema.createIndex('team_member_of').on('team_member').columns(['account_id', 'widget_id']).execute()

  await db.schema
    .createTable('team_invite')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('token_hash', 'text', (c) => c.notNull().unique())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('note', 'text', (c) => c.notNull())
    .addColumn('invited_by', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('team_invite_key', ['widget_id', 'id'])
    .execute()

  await db.schema
    .createTable('audit')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('account_id', 'text')
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('target', 'text')
    .addColumn('details', 'text')
    .addColumn('address', 'text')
    .addPrimaryKeyConstraint('audit_key', ['widget_id', 'id'])
    .execute()
  await db.schema.createIndex('audit_of_account').on('audit').columns(['widget_id', 'account_id', 'id']).execute()
  await db.schema.createIndex('audit_of_action').on('audit').columns(['widget_id', 'action', 'id']).execute()
  for (const guard of isPostgres(db) ? POSTGRES_GUARDS : SQLITE_GUARDS) await guard.execute(db)
}

const ERASED = sql`exists (select 1 from widget where id = old.widget_id and deleted_at is not null)`

const SQLITE_GUARDS = [
  sql`create trigger audit_keeps before update on audit begin
    select raise(abort, 'the audit log is append-only'); end`,
  sql`create trigger audit_stays before delete on audit when not ${ERASED} begin
    select raise(abort, 'the audit log is append-only'); end`,
]

const POSTGRES_GUARDS = [
  sql`create function audit_guard() returns trigger language plpgsql as $$ begin
    if tg_op = 'DELETE' and ${ERASED} then return old; end if;
    raise exception 'the audit log is append-only'; end $$`,
  sql`create trigger audit_guard before update or delete on audit for each row execute function audit_guard()`,
]
