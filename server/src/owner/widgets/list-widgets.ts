import { cursorError } from '../../chat/cursor-error.ts'
import { inScope, type WidgetScope } from './scope.ts'
import { type WidgetRecord, widgetRecord } from './widget-rows.ts'
import type { WidgetDeps } from './widgets.ts'

export interface WidgetPage {
  widgets: WidgetRecord[]
  /** cursor of the next page; null: this is the last */
  next: string | null
}

/** Widgets by number, a page at a time. */
export async function listWidgets(
  { readDb }: Pick<WidgetDeps, 'readDb'>,
  scope: WidgetScope,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<WidgetPage> {
  if (cursor !== null && !/^\d{1,15}$/.test(cursor)) {
    throw cursorError()
  }
  const rows = await readDb
    .selectFrom('widget')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where(inScope(scope))
    .where('id', '>', cursor === null ? 0 : Number(cursor))
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit).map(widgetRecord)
  return { widgets: page, next: rows.length > limit ? String(page.at(-1)?.id) : null }
}
