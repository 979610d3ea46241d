import type { Message, OwnItem } from '@imbachat/protocol'
import { countsMessages, isNewUser } from '../../moderation/rules/judge-message.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { widgetOf } from '../messages/check-message.ts'
import { publishAppended } from '../messages/send-message.ts'
import { fromRow } from '../own-state/own-item.ts'
import type { HeldContent, HeldPlace, RestoredHeld } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { Refusal, refusal } from '../refusals.ts'
import { publishToSender } from './publish-to-sender.ts'

type Deps = Pick<ChatDeps, 'store' | 'bus'>

/**
 * Shows a held message to everybody: it takes the room's next `seq`. The sender must still be in the room and not
 * banned; rules do not look at it again.
 * @throws ChatError message_not_found, banned, and as `sendMessage`
 */
export async function publishHeld(
  deps: Pick<ChatDeps, 'store' | 'bus' | 'users' | 'introductions' | 'widgets' | 'clock'>,
  place: HeldPlace,
): Promise<Message> {
  const { widget_id, sender_id, room_id } = place
  const [widget, sender] = await Promise.all([widgetOf(deps, widget_id), deps.users.sender(widget_id, sender_id)])
  const isCounted = countsMessages(widget, sender) && isNewUser(deps, widget, sender)
  const siteAdmin = sender.role === 'admin'
  const outcome = await deps.store.decideHeld({ ...place, act: 'publish', siteAdmin, isCounted })
  if (outcome.kind === 'refused') {
    throw refusal(outcome, room_id)
  }
  if (outcome.kind !== 'published') throw notWaiting()
  const { appended, items } = outcome
  // before the own state, so that the sender's devices never miss it
  await publishAppended(deps, { sender, message: { ...place, isCounted } }, appended)
  publishToSender(deps, place, items)
  return appended.message
}

/**
 * Deletes a held message.
 * @param deletion_id names this deletion: Undo restores the message, unless another user deletes it too
 * @returns the deleted message; null: it had files, or was deleted before
 */
export async function removeHeld(deps: Deps, place: HeldPlace, deletion_id?: string): Promise<HeldContent | null> {
  const outcome = await deps.store.decideHeld({ ...place, act: 'remove', ...(deletion_id && { deletion_id }) })
  if (outcome.kind !== 'removed') throw notWaiting()
  publishToSender(deps, place, outcome.items)
  return outcome.before
}

/** @returns false: its sender withdrew it meanwhile, or it was deleted with more than this message */
export async function restoreHeld(deps: Deps, place: HeldPlace, content: RestoredHeld): Promise<boolean> {
  const outcome = await deps.store.decideHeld({ ...place, act: 'restore', ...content })
  if (outcome.kind !== 'restored') return false
  publishToSender(deps, place, outcome.items)
  return true
}

/** The sender takes it back. A second time changes nothing. @throws ChatError message_not_found */
export async function withdrawHeld(
  deps: Deps,
  { widget_id, user_id: sender_id }: UserPrincipal,
  message: { room_id: number; client_id: string },
): Promise<OwnItem> {
  const place = { widget_id, sender_id, ...message }
  const outcome = await deps.store.decideHeld({ ...place, act: 'remove', isWithdrawn: true })
  const [item] = outcome.kind === 'removed' ? outcome.items : []
  if (!item) throw notWaiting()
  publishToSender(deps, place, [item])
  deps.bus.publish({ t: 'queue', widget_id })
  return fromRow(item)
}

const notWaiting = () => new Refusal('not_held')
