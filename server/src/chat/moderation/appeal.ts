import { ChatError, type OwnItem } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { changeStanding } from './standing.ts'

/**
 * A muted or banned user asks the moderators to think again, once for each mute and each ban.
 * @throws ChatError forbidden
 */
export async function sendAppeal(
  parts: Pick<ChatParts, 'store' | 'users' | 'bus'>,
  { widgetId, userId }: UserPrincipal,
  { kind, text }: { kind: 'mute' | 'ban'; text: string },
): Promise<Extract<OwnItem, { kind: 'standing' }>> {
  // as stored: a restriction that another node gave may not be remembered here yet
  const standing = (await parts.users.lookUp(widgetId, [userId])).get(userId)?.standing
  if (!standing?.[kind] || standing[kind].appeal === 'declined') throw answered(kind)
  const item = await changeStanding(parts, { widgetId, userId, change: { act: 'appeal', kind, text } })
  if (item.kind !== 'standing' || item[kind]?.appeal !== 'sent') throw answered(kind)
  parts.bus.publish({ t: 'queue', widgetId })
  return item
}

const answered = (kind: 'mute' | 'ban') =>
  new ChatError('forbidden', `You are not ${DONE[kind]}, or the moderators have answered already.`)

const DONE = { mute: 'muted', ban: 'banned' } as const
