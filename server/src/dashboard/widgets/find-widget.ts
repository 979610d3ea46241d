import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Widget } from '../../chat/widget.ts'
import type { Secrets } from '../../config/secrets.ts'
import type { Database } from '../../store/schema/schema.ts'
import { liveKeys, widgetRecord } from './widget-rows.ts'

/** A widget with its decrypted keys, fresh from the store; null: no widget has this number. */
export async function findWidget(
  { readDb, secrets, clock }: { readDb: Kysely<Database>; secrets: Secrets; clock: Clock },
  widget_id: number,
): Promise<Widget | null> {
  if (!Number.isSafeInteger(widget_id) || widget_id < 1) return null
  const row = await readDb
    .selectFrom('widget')
    .selectAll()
    .where('id', '=', widget_id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return null
  const keys = await readDb.selectFrom('widget_secret').selectAll().where('widget_id', '=', widget_id).execute()
  return {
    ...widgetRecord(row),
    secretKeys: liveKeys(keys, 'secret_key', secrets, clock.now()).map((key) => key.value),
    apiPasswords: liveKeys(keys, 'api_password', secrets, clock.now()).map((key) => key.value),
  }
}

/**
 * Lookups of a widget that come in one turn of the event loop share one read, which begins after them: when thousands
 * of users sign in at once, reading and unsealing the same keys for each would take a sixth of the time.
 */
export function findShared(find: (widget_id: number) => Promise<Widget | null>): typeof find {
  const waiting = new Map<number, Promise<Widget | null>>()
  return (widget_id) => {
    const known = waiting.get(widget_id)
    if (known) return known
    const found = new Promise<void>((begin) => setImmediate(begin)).then(() => {
      waiting.delete(widget_id)
      return find(widget_id)
    })
    waiting.set(widget_id, found)
    return found
  }
}
