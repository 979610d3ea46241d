import type { Connection } from '@imbachat/protocol/http/connect'
import type { WidgetScope } from '../../owner/widgets/scope.ts'
import type { ConnectDeps } from './connect.ts'

/** The site that used the widget's last code. */
export async function connectionOf(
  { reader, widgets }: ConnectDeps,
  scope: WidgetScope,
  widgetId: number,
): Promise<Connection | null> {
  await widgets.get(scope, widgetId)
  const row = await reader
    .selectFrom('connect_code')
    .select(['site_url', 'used_at'])
    .where('widget_id', '=', widgetId)
    .where('used_at', 'is not', null)
    .orderBy('used_at', 'desc')
    .executeTakeFirst()
  if (row?.site_url == null || row.used_at === null) return null
  return { site_url: row.site_url, connected_at: row.used_at }
}
