import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('installation')
    .addColumn('id', 'integer', (c) => c.primaryKey().notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .execute()
  await sql`insert into installation (id, epoch) values (1, ${crypto.randomUUID()})`.execute(db)
}
