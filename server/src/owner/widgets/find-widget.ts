import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Secrets } from '../../config/secrets.ts'
import type { Database } from '../../store/schema.ts'
import type { Widget } from './widget.ts'
import { liveKeys, widgetRecord } from './widget-rows.ts'

/** A widget with its keys in the clear, fresh from the store; null: there is no widget with this number. */
export async function findWidget(
  { reader, secrets, clock }: { reader: Kysely<Database>; secrets: Secrets; clock: Clock },
  widgetId: number,
): Promise<Widget | null> {
  if (!Number.isSafeInteger(widgetId) || widgetId < 1) return null
  const row = await reader
    .selectFrom('widget')
    .selectAll()
    .where('id', '=', widgetId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return null
  const keys = await reader.selectFrom('widget_secret').selectAll().where('widget_id', '=', widgetId).execute()
  return {
    ...widgetRecord(row),
    secretKeys: liveKeys(keys, 'secret_key', secrets, clock.now()).map((key) => key.value),
    apiPasswords: liveKeys(keys, 'api_password', secrets, clock.now()).map((key) => key.value),
  }
}
