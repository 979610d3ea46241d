import type { ChatDeps } from '../chat-deps.ts'
import { SETTINGS_KEY, settingsOfRow } from '../own-state/own-item.ts'
import type { WidgetSettings } from '../widget.ts'

export async function ownSettings({ store }: Pick<ChatDeps, 'store'>, widget_id: number, user_id: string) {
  const [row] = await store.ownItemsAt(widget_id, user_id, [SETTINGS_KEY])
  return settingsOfRow(row?.value ?? null)
}

/** No other user may learn the address of this one. */
export const isHidden = (
  { call_path }: Pick<WidgetSettings, 'call_path'>,
  { hide_address }: Awaited<ReturnType<typeof ownSettings>>,
): boolean => call_path === 'server' || hide_address === true
