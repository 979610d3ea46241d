import type { ChatDeps } from '../chat-deps.ts'
import { SETTINGS_KEY, settingsOfRow } from '../own-state/own-item.ts'
import type { ChatUser } from '../users/user.ts'
import type { WidgetSettings } from '../widget.ts'

/** The user's settings for calls. The address of a profile would show its person, so it is always hidden. */
export async function ownSettings(
  { store }: Pick<ChatDeps, 'store'>,
  widget_id: number,
  { user_id, profile }: Pick<ChatUser, 'user_id' | 'profile'>,
) {
  const [row] = await store.ownItemsAt(widget_id, profile?.of ?? user_id, [SETTINGS_KEY])
  return { ...settingsOfRow(row?.value ?? null), ...(profile && { hide_address: true }) }
}

/** No other user may learn the address of this one. */
export const isHidden = (
  { call_path }: Pick<WidgetSettings, 'call_path'>,
  { hide_address }: Awaited<ReturnType<typeof ownSettings>>,
): boolean => call_path === 'server' || hide_address === true
