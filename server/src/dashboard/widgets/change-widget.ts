import { ChatError } from '@imbachat/protocol'
import type { widgetChange } from '@imbachat/protocol/http/widget/widgets'
import type { z } from 'zod'
import { definedOnly } from './create-widget.ts'
import { inScope, noSuchWidget, type WidgetScope } from './scope.ts'
import type { WidgetDeps } from './widget-deps.ts'
import { storedSettings, type WidgetRecord, widgetRecord } from './widget-rows.ts'

export type WidgetChange = z.output<typeof widgetChange>

/** Changes of other fields that may come between our reading and our writing, one after the other. */
const MOST_TRIES = 10

/**
 * Changes the given fields and keeps the rest, including fields that another person changes at the same moment.
 * @throws ChatError not_found, also for another account's widget; conflict: a field has another value than in `base`
 */
export async function changeWidget(
  deps: WidgetDeps,
  scope: WidgetScope,
  widget_id: number,
  change: WidgetChange,
): Promise<WidgetRecord> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const found = await deps.readDb
      .selectFrom('widget')
      .selectAll()
      .where('id', '=', widget_id)
      .where('deleted_at', 'is', null)
      .where(inScope(scope))
      .executeTakeFirst()
    if (found === undefined) throw noSuchWidget(widget_id)
    const now = widgetRecord(found)
    refuseOvertaken(now, change)
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
      .where('id', '=', widget_id)
      .where('deleted_at', 'is', null)
      .where('name', '=', found.name)
      .where('users_info_url', found.users_info_url === null ? 'is' : '=', found.users_info_url)
      .where('origins', '=', found.origins)
      .where('settings', '=', found.settings)
      .where(inScope(scope))
      .returningAll()
      .executeTakeFirst()
    if (row !== undefined) return widgetRecord(row)
  }
  throw new ChatError('server_busy', 'the widget changes too often at this moment')
}

/** @throws ChatError conflict, unless the field has the wanted value already */
function refuseOvertaken(now: WidgetRecord, { base, settings, ...fields }: WidgetChange): void {
  if (base === undefined) return
  const { settings: baseSettings = {}, ...baseFields } = base
  const current = { name: now.name, users_info_url: now.users_info_url, origins: now.origins }
  const overtaken =
    firstOvertaken(current, baseFields, fields) ??
    firstOvertaken(now.settings, baseSettings, settings ?? {}, 'settings.')
  if (overtaken === null) return
  throw new ChatError('conflict', `${overtaken}: somebody has changed it since this form was opened`, {
    field: overtaken,
  })
}

function firstOvertaken(now: object, base: object, wanted: object, prefix = ''): string | null {
  const [current, input] = [now, wanted] as Record<string, unknown>[]
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  for (const [name, before] of Object.entries(base)) {
    if (before === undefined || !(name in now)) continue
    if (!isSame(current?.[name], before) && !isSame(current?.[name], input?.[name])) return prefix + name
  }
  return null
}
