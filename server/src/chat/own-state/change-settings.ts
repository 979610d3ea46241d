import type { OwnItem } from '@imbachat/protocol'
import type { UserSettingsPatch } from '@imbachat/protocol/user-settings'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { fromRow } from './own-item.ts'

const RATE = { burst: 60, perSecond: 0.5 }

/** @throws ChatError rate_limited */
export async function changeSettings(
  { store, users, bus, messageRate }: Pick<ChatDeps, 'store' | 'users' | 'bus' | 'messageRate'>,
  { widgetId, userId }: UserPrincipal,
  settings: UserSettingsPatch,
): Promise<OwnItem> {
  takeOrRefuse(messageRate, `settings ${widgetId}/${userId}`, RATE, 'Too many changes of settings.')
  const { item, changed } = await store.putSettings({ widgetId, userId, settings })
  users.forget(widgetId, userId)
  const own = fromRow(item)
  if (changed) bus.publish({ t: 'own', widgetId, userId, items: [own] })
  return own
}
