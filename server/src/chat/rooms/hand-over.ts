import type { Handover } from '@imbachat/protocol/rooms/handover'
import type { ChatDeps } from '../chat-deps.ts'
import { mustBeAllowedToSend } from '../messages/check-message.ts'
import { publishMessages } from '../messages/publish-messages.ts'
import type { HandOver } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'
import { mustBeInRate } from './edit-room.ts'

/**
 * People answer in the room from then on, or bots do again. The same owner again changes nothing.
 * @throws ChatError room_not_found, forbidden
 */
export async function handOver({ store, bus }: Pick<ChatDeps, 'store' | 'bus'>, input: HandOver): Promise<Handover> {
  const outcome = await store.handOver(input)
  if (outcome.kind === 'refused') throw refusal(outcome, input.room_id)
  publishMessages(bus, input, outcome.notices)
  return outcome.handover
}

/** @throws ChatError room_not_found; forbidden to those who do not manage the room; not_permitted, muted, banned */
export async function handOverAsUser(
  deps: Pick<ChatDeps, 'store' | 'bus' | 'users' | 'messageRate'>,
  principal: UserPrincipal,
  { room_id, to }: Pick<HandOver, 'room_id' | 'to'>,
): Promise<Handover> {
  const { widget_id, user_id: by } = principal
  const { role } = await mustBeAllowedToSend(deps, principal)
  mustBeInRate(deps, principal)
  return handOver(deps, { widget_id, room_id, to, by, bySite: false, siteAdmin: role === 'admin' })
}
