import type { widgetChange } from '@imbachat/protocol/http/widgets'
import type { z } from 'zod'
import { definedOnly } from './create-widget.ts'
import { getWidget } from './get-widget.ts'
import { inScope, noSuchWidget, type WidgetScope } from './scope.ts'
import { storedSettings, type WidgetRecord, widgetRecord } from './widget-rows.ts'
import type { WidgetDeps } from './widgets.ts'

export type WidgetChange = z.output<typeof widgetChange>

/**
 * Changes the named fields and keeps the rest.
 * @throws ChatError not_found, also for another account's widget
 */
export async function changeWidget(
  deps: WidgetDeps,
  scope: WidgetScope,
  widgetId: number,
  change: WidgetChange,
): Promise<WidgetRecord> {
  const now = await getWidget(deps, scope, widgetId)
  const columns = definedOnly({
    name: change.name,
    users_info_url: change.users_info_url,
    origins: change.origins && JSON.stringify(change.origins),
    settings: change.settings && storedSettings({ ...now.settings, ...definedOnly(change.settings) }),
  })
  if (Object.keys(columns).length === 0) return now
  const row = await deps.control
    .updateTable('widget')
    .set(columns)
    .where('id', '=', widgetId)
    .where('deleted_at', 'is', null)
    .where(inScope(scope))
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw noSuchWidget(widgetId)
  return widgetRecord(row)
}
