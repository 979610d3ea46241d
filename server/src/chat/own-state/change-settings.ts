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
  { widget_id, user_id }: UserPrincipal,
  settings: UserSettingsPatch,
): Promise<OwnItem> {
  takeOrRefuse(messageRate, `settings ${widget_id}/${user_id}`, RATE, 'Too many changes of settings.')
  const { item, changed } = await store.putSettings({ widget_id, user_id, settings })
  users.forget(widget_id, user_id)
  const own = fromRow(item)
  if (changed) bus.publish({ t: 'own', widget_id, user_id, items: [own] })
  return own
}
