import { ChatError, type Message, type ReplyTo } from '@imbachat/protocol'
import { isShadowBanned } from '../../moderation/restrictions/standing.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { changeOwnCopy, isHeldSeq } from '../held/own-copy.ts'
import type { PinMessage } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'
import { presentRoom } from '../rooms/room-policy.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { mustBeAllowedToSend } from './check-message.ts'
import { publishMessages } from './publish-messages.ts'

/** Pins that one user sets and takes away: all members receive each of them. */
const RATE = { burst: 30, perSecond: 0.5 }

/**
 * A pin and its notice are visible to the room, so the site's `send_message` permission applies to it.
 * @throws ChatError room_not_found, message_not_found, too_many_pinned_messages, forbidden, not_permitted, request_*,
 * blocked, rate_limited
 */
export async function pinMessage(
  deps: Pick<ChatDeps, 'store' | 'users' | 'bus' | 'messageRate'>,
  principal: UserPrincipal,
  { roomId, seq, pinned }: Pick<PinMessage, 'roomId' | 'seq' | 'pinned'>,
): Promise<Message> {
  const { widgetId, userId: by } = principal
  const user = await mustBeAllowedToSend(deps, principal)
  takeOrRefuse(deps.messageRate, `pins ${widgetId}/${by}`, RATE, 'Too many pinned messages.')
  const siteAdmin = user.role === 'admin'
  if (isHeldSeq(seq))
    return (await changeOwnCopy(deps, principal, { act: 'pin', roomId, seq, on: pinned, siteAdmin })).message
  const outcome = await deps.store.pinMessage({
    ...{ widgetId, roomId, seq, by, siteAdmin, pinned },
    unseen: isShadowBanned(user),
  })
  if (outcome.kind === 'too_many') {
    const said = `A room has at most ${outcome.most} pinned messages.`
    throw new ChatError('too_many_pinned_messages', said, { field: 'pinned' })
  }
  if (outcome.kind === 'refused') throw refusal(outcome, roomId, { message_not_found: 'seq' })
  const { message, notices } = outcome
  if (outcome.changed) publishMessages(deps.bus, { widgetId, roomId }, [message, ...notices])
  return message
}

/** @throws ChatError room_not_found */
export async function listPins(
  { store }: Pick<ChatDeps, 'store'>,
  { widgetId, userId }: UserPrincipal,
  { roomId, beforeSeq, limit }: { roomId: number; beforeSeq: number | null; limit: number },
): Promise<ReplyTo<'pins.list'>> {
  const { clearedSeq } = presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
  const page = { beforeSeq, afterSeq: clearedSeq, limit: limit + 1 }
  const found = await store.pinnedMessages(widgetId, roomId, page)
  // Checked again: the page may contain changes from after the reader left.
  presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
  return { messages: found.slice(0, limit), more: found.length > limit }
}
