import { type Kysely, sql } from 'kysely'

/** Finds the owners of a room without reading its other members. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index member_owner on member (widget_id, room_id) where state = 'joined' and role = 'owner'`.execute(
    db,
  )
}
