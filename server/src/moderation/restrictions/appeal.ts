import { ChatError, type OwnItem } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { UserPrincipal } from '../../chat/principal.ts'
import { changeStanding } from './standing.ts'

/**
 * A muted or banned user asks the moderators to think again, once for each mute and each ban.
 * @throws ChatError forbidden
 */
export async function sendAppeal(
  deps: Pick<ChatDeps, 'store' | 'users' | 'bus'>,
  { widget_id, user_id }: UserPrincipal,
  { kind, text }: { kind: 'mute' | 'ban'; text: string },
): Promise<Extract<OwnItem, { kind: 'standing' }>> {
  // from the store: this node may not have a restriction in its cache yet that another node gave
  const standing = (await deps.users.lookUp(widget_id, [user_id])).get(user_id)?.standing
  if (!standing?.[kind] || standing[kind].appeal === 'declined') throw answered(kind)
  const item = await changeStanding(deps, { widget_id, user_id, change: { act: 'appeal', kind, text } })
  if (item.kind !== 'standing' || item[kind]?.appeal !== 'sent') throw answered(kind)
  deps.bus.publish({ t: 'queue', widget_id })
  return item
}

const answered = (kind: 'mute' | 'ban') =>
  new ChatError('forbidden', `You are not ${DONE[kind]}, or the moderators have answered already.`)

const DONE = { mute: 'muted', ban: 'banned' } as const
