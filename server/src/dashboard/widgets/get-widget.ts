import type { KeyKind, KeyState, KeyStates, KeyUseName, WidgetKeys } from '@imbachat/protocol/http/widget/widget-keys'
import { inScope, noSuchWidget, type WidgetScope } from './scope.ts'
import type { WidgetDeps } from './widget-deps.ts'
import { liveKeys, liveRows, type WidgetRecord, widgetRecord } from './widget-rows.ts'

/** @throws ChatError not_found, also for another account's widget */
export async function getWidget(
  { readDb }: Pick<WidgetDeps, 'readDb'>,
  scope: WidgetScope,
  widget_id: number,
): Promise<WidgetRecord> {
  const row = await readDb
    .selectFrom('widget')
    .selectAll()
    .where('id', '=', widget_id)
    .where('deleted_at', 'is', null)
    .where(inScope(scope))
    .executeTakeFirst()
  if (row === undefined) throw noSuchWidget(widget_id)
  return widgetRecord(row)
}

/** @throws ChatError not_found, also for another account's widget */
export async function getWidgetKeys(
  deps: Pick<WidgetDeps, 'readDb' | 'secrets' | 'clock'>,
  scope: WidgetScope,
  widget_id: number,
): Promise<WidgetKeys> {
  const widget = await getWidget(deps, scope, widget_id)
  const rows = await deps.readDb.selectFrom('widget_secret').selectAll().where('widget_id', '=', widget_id).execute()
  return {
    secret_keys: liveKeys(rows, 'secret_key', deps.secrets, deps.clock.now()),
    api_login: widget.api_login,
    api_passwords: liveKeys(rows, 'api_password', deps.secrets, deps.clock.now()),
  }
}

/** Without the keys themselves. @throws ChatError not_found, also for another account's widget */
export async function getKeyStates(
  deps: Pick<WidgetDeps, 'readDb' | 'clock'>,
  scope: WidgetScope,
  widget_id: number,
): Promise<KeyStates> {
  await getWidget(deps, scope, widget_id)
  const rows = await deps.readDb.selectFrom('widget_secret').selectAll().where('widget_id', '=', widget_id).execute()
  const statesOf = (kind: KeyKind): KeyState[] =>
    liveRows(rows, kind, deps.clock.now()).map(({ created_at, ends_at, used_at, used_for }, index) => ({
      current: index === 0,
      created_at,
      ends_at,
      used_at,
      used_for: used_for as KeyUseName | null,
    }))
  return { secret_key: statesOf('secret_key'), api_password: statesOf('api_password') }
}
