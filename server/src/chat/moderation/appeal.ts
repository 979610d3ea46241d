import { ChatError, type OwnItem } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { changeStanding } from './standing.ts'

/** A muted user asks the moderators to think again, once for each mute. @throws ChatError forbidden */
export async function sendAppeal(
  parts: Pick<ChatParts, 'store' | 'users' | 'bus' | 'clock'>,
  { widgetId, userId }: UserPrincipal,
  text: string,
): Promise<OwnItem> {
  const { standing } = await parts.users.sender(widgetId, userId)
  if (!standing?.mute || standing.mute.appeal === 'declined') throw answered()
  const item = await changeStanding(parts, { widgetId, userId, change: { act: 'appeal', kind: 'mute', text } })
  if (item.kind === 'standing' && item.mute?.appeal === 'sent') return item
  throw answered()
}

const answered = () => new ChatError('forbidden', 'You are not muted, or the moderators have answered already.')
