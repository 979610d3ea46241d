import type { OwnItem } from '@imbachat/protocol'
import type { UserSettingsPatch } from '@imbachat/protocol/user-settings'
import type { ChatDeps } from '../chat-deps.ts'
import type { PutSettings } from '../ports/own-state.ts'
import type { UserPrincipal } from '../principal.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { fromRow } from './own-item.ts'

const RATE = { burst: 60, perSecond: 0.5 }

/** @throws ChatError rate_limited */
export async function changeSettings(
  deps: Pick<ChatDeps, 'store' | 'users' | 'bus' | 'messageRate'>,
  { widget_id, user_id }: UserPrincipal,
  settings: UserSettingsPatch,
): Promise<OwnItem> {
  takeOrRefuse(deps.messageRate, `settings ${widget_id}/${user_id}`, RATE, 'Too many changes of settings.')
  return put(deps, { widget_id, user_id, settings })
}

/**
 * Turns mails off or on for one room or all, by a link in a mail. The link needs no sign-in: having the mail is enough.
 * @returns false: the user does not exist any more
 */
export async function changeMail(
  deps: Pick<ChatDeps, 'store' | 'users' | 'bus'>,
  { widget_id, user_id, room_id }: { widget_id: number; user_id: string; room_id: number | null },
  on: boolean,
): Promise<boolean> {
  const [user] = await deps.store.users(widget_id, [user_id])
  if (user === undefined) return false
  const change = room_id === null ? { settings: { mail: on } } : { settings: {}, mailOf: { room_id, on } }
  await put(deps, { widget_id, user_id, ...change })
  return true
}

async function put({ store, users, bus }: Pick<ChatDeps, 'store' | 'users' | 'bus'>, input: PutSettings) {
  const { widget_id, user_id } = input
  const { item, changed } = await store.putSettings(input)
  users.forget(widget_id, user_id)
  const own = fromRow(item)
  if (changed) bus.publish({ t: 'own', widget_id, user_id, items: [own] })
  return own
}
