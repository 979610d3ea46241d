import { type Kysely, sql } from 'kysely'

interface Row {
  id: number
  settings: string
}

/**
 * Rules by which the server looks at messages. The word lists of the settings become lists of rules. A user from before
 * has no `first_seen_at` and is never a new user.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table widget add column rules text`.execute(db)
  await sql`alter table chat_user add column first_seen_at bigint`.execute(db)
  await sql`alter table chat_user add column written bigint not null default 0`.execute(db)
  const { rows } = await sql<Row>`select id, settings from widget where settings like ${'%"words%'}`.execute(db)
  for (const { id, settings } of rows) {
    const { words = [], words_masked = [], ...others } = JSON.parse(settings) as Record<string, unknown[]>
    const lists = [
      { list_id: 'words', name: 'Not allowed', kind: 'words', action: 'refuse', entries: words },
      { list_id: 'words_masked', name: 'Masked', kind: 'words', action: 'mask', entries: words_masked },
    ].filter(({ entries }) => entries.length > 0)
    const rules = lists.length === 0 ? null : JSON.stringify({ revision: 1, counting_since: null, lists })
    await sql`update widget set rules = ${rules}, settings = ${JSON.stringify(others)} where id = ${id}`.execute(db)
  }
}
