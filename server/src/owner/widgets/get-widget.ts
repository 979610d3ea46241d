import type { WidgetKeys } from '@imbachat/protocol/http/widget-keys'
import { inScope, noSuchWidget, type WidgetScope } from './scope.ts'
import { liveKeys, type WidgetRecord, widgetRecord } from './widget-rows.ts'
import type { WidgetDeps } from './widgets.ts'

/** @throws ChatError not_found, also for another account's widget */
export async function getWidget(
  { reader }: Pick<WidgetDeps, 'reader'>,
  scope: WidgetScope,
  widgetId: number,
): Promise<WidgetRecord> {
  const row = await reader
    .selectFrom('widget')
    .selectAll()
    .where('id', '=', widgetId)
    .where('deleted_at', 'is', null)
    .where(inScope(scope))
    .executeTakeFirst()
  if (row === undefined) throw noSuchWidget(widgetId)
  return widgetRecord(row)
}

/** @throws ChatError not_found, also for another account's widget */
export async function getWidgetKeys(
  deps: Pick<WidgetDeps, 'reader' | 'secrets'>,
  scope: WidgetScope,
  widgetId: number,
): Promise<WidgetKeys> {
  const widget = await getWidget(deps, scope, widgetId)
  const rows = await deps.reader.selectFrom('widget_secret').selectAll().where('widget_id', '=', widgetId).execute()
  return {
    secret_keys: liveKeys(rows, 'secret_key', deps.secrets),
    api_login: widget.apiLogin,
    api_passwords: liveKeys(rows, 'api_password', deps.secrets),
  }
}
