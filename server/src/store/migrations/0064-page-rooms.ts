import { type Kysely, sql } from 'kysely'

interface Row {
  id: number
  settings: string
}

/**
 * Rooms from markup are off unless an owner turns them on, and no longer turn custom elements off. Widgets from before
 * keep what they had.
 */
export async function up(db: Kysely<never>): Promise<void> {
  const { rows } = await sql<Row>`select id, settings from widget`.execute(db)
  for (const { id, settings } of rows) {
    const { page_rooms = true, ...others } = JSON.parse(settings) as { page_rooms?: boolean }
    const kept = { ...others, ...(page_rooms ? { page_rooms } : { page_elements: false }) }
    await sql`update widget set settings = ${JSON.stringify(kept)} where id = ${id}`.execute(db)
  }
}
