import { ChatError, type Message, type ReplyTo } from '@imbachat/protocol'
import { isShadowBanned } from '../../moderation/restrictions/standing.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { changeOwnCopy, isHeldSeq } from '../held/own-copy.ts'
import type { PinMessage } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'
import { readableRoom } from '../rooms/readable-room.ts'
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
  { room_id, seq, pinned }: Pick<PinMessage, 'room_id' | 'seq' | 'pinned'>,
): Promise<Message> {
  const { widget_id, user_id: by } = principal
  const user = await mustBeAllowedToSend(deps, principal)
  takeOrRefuse(deps.messageRate, `pins ${widget_id}/${by}`, RATE, 'Too many pinned messages.')
  const siteAdmin = user.role === 'admin'
  if (isHeldSeq(seq))
    return (await changeOwnCopy(deps, principal, { act: 'pin', room_id, seq, on: pinned, siteAdmin })).message
  return storePin(deps, { widget_id, room_id, seq, by, siteAdmin, pinned, unseen: isShadowBanned(user) })
}

/**
 * In the name of a user who is in the room; the room's rights and the user's permissions do not bind the site.
 * @throws ChatError room_not_found, message_not_found, too_many_pinned_messages, request_*, blocked, frozen
 */
export const pinForSite = (
  deps: Pick<ChatDeps, 'store' | 'bus'>,
  { widget_id, user_id: by }: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  pin: Pick<PinMessage, 'room_id' | 'seq' | 'pinned'>,
): Promise<Message> => storePin(deps, { widget_id, by, siteAdmin: true, ...pin })

async function storePin(deps: Pick<ChatDeps, 'store' | 'bus'>, pin: PinMessage): Promise<Message> {
  const { widget_id, room_id } = pin
  const outcome = await deps.store.pinMessage(pin)
  if (outcome.kind === 'too_many') {
    const text = `A room has at most ${outcome.most} pinned messages.`
    throw new ChatError('too_many_pinned_messages', text, { field: 'pinned' })
  }
  if (outcome.kind === 'refused') throw refusal(outcome, room_id, { message_not_found: 'seq' })
  const { message, notices } = outcome
  if (outcome.changed) publishMessages(deps.bus, { widget_id, room_id }, [message, ...notices])
  return message
}

/** @throws ChatError room_not_found */
export async function listPins(
  { store }: Pick<ChatDeps, 'store'>,
  reader: UserPrincipal,
  { room_id, before_seq, limit }: { room_id: number; before_seq: number | null; limit: number },
): Promise<ReplyTo<'pins.list'>> {
  const { cleared_seq } = await readableRoom({ store }, reader, room_id)
  const page = { before_seq, afterSeq: cleared_seq, limit: limit + 1 }
  const found = await store.pinnedMessages(reader.widget_id, room_id, page)
  // Checked again: the page may contain changes from after the reader left.
  await readableRoom({ store }, reader, room_id)
  return { messages: found.slice(0, limit), more: found.length > limit }
}
