import { cursorOf, pageOf } from '../../chat/cursor.ts'
import { inScope, type WidgetScope } from './scope.ts'
import type { WidgetDeps } from './widget-deps.ts'
import { type WidgetRecord, widgetRecord } from './widget-rows.ts'

export interface WidgetPage {
  widgets: WidgetRecord[]
  /** cursor of the next page; null: this is the last */
  next: string | null
}

const places = cursorOf('number')

/** Widgets by number, a page at a time. */
export async function listWidgets(
  { readDb }: Pick<WidgetDeps, 'readDb'>,
  scope: WidgetScope,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<WidgetPage> {
  const [after] = cursor === null ? [0] : places.read(cursor)
  const rows = await readDb
    .selectFrom('widget')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where(inScope(scope))
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  const { page, next } = pageOf(rows, limit, ({ id }) => places.write(id))
  return { widgets: page.map(widgetRecord), next }
}
