import type { ChatDeps } from '../chat-deps.ts'
import { SETTINGS_KEY, settingsOfRow } from '../own-state/own-item.ts'

export async function ownSettings({ store }: Pick<ChatDeps, 'store'>, widget_id: number, user_id: string) {
  const [row] = await store.ownItemsAt(widget_id, user_id, [SETTINGS_KEY])
  return settingsOfRow(row?.value ?? null)
}
