import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Database } from '../../store/schema/schema.ts'
import { isLive } from './widget-rows.ts'

/** Widgets per query. */
const CHUNK = 500

/** Two small queries for any number of widgets; no key is unsealed. See `WidgetMarks`. */
export async function widgetMarks(
  { readDb, clock }: { readDb: Kysely<Database>; clock: Clock },
  widgetIds: readonly number[],
): Promise<Map<number, string>> {
  const marks = new Map<number, string>()
  for (let start = 0; start < widgetIds.length; start += CHUNK) {
    const chunk = widgetIds.slice(start, start + CHUNK)
    const widgets = await readDb
      .selectFrom('widget')
      .select(['id', 'origins', 'settings', 'suspended_at'])
      .where('id', 'in', chunk)
      .where('deleted_at', 'is', null)
      .execute()
    const keys = await readDb
      .selectFrom('widget_secret')
      .select(['widget_id', 'id', 'ends_at'])
      .where('kind', '=', 'secret_key')
      .where('widget_id', 'in', chunk)
      .orderBy('id')
      .execute()
    for (const { id, origins, settings, suspended_at } of widgets) {
      marks.set(id, `${suspended_at ?? ''} ${origins} ${settings}`)
    }
    for (const { widget_id, id, ends_at } of keys) {
      const mark = marks.get(widget_id)
      if (mark !== undefined && isLive({ ends_at }, clock.now())) marks.set(widget_id, `${mark} ${id}`)
    }
  }
  return marks
}
