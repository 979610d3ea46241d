import { ChatError, type Message, type OwnItem } from '@imbachat/protocol'
import { countsMessages, isNewUser } from '../../moderation/rules/judge-message.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { widgetOf } from '../messages/check-message.ts'
import { publishAppended } from '../messages/send-message.ts'
import { fromRow } from '../own-state/own-item.ts'
import type { HeldContent, HeldPlace, RestoredHeld } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'
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
  const { widgetId, senderId, roomId } = place
  const [widget, sender] = await Promise.all([widgetOf(deps, widgetId), deps.users.sender(widgetId, senderId)])
  const isCounted = countsMessages(widget, sender) && isNewUser(deps, widget, sender)
  const siteAdmin = sender.role === 'admin'
  const outcome = await deps.store.decideHeld({ ...place, act: 'publish', siteAdmin, isCounted })
  if (outcome.kind === 'refused') {
    throw refusal(outcome, roomId)
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
 * @param deletionId names this deletion: Undo takes it back, unless somebody else deletes the message too
 * @returns what was deleted; null: it had files, or was deleted before
 */
export async function removeHeld(deps: Deps, place: HeldPlace, deletionId?: string): Promise<HeldContent | null> {
  const outcome = await deps.store.decideHeld({ ...place, act: 'remove', ...(deletionId && { deletionId }) })
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
  { widgetId, userId: senderId }: UserPrincipal,
  message: { roomId: number; clientId: string },
): Promise<OwnItem> {
  const place = { widgetId, senderId, ...message }
  const outcome = await deps.store.decideHeld({ ...place, act: 'remove', isWithdrawn: true })
  const [item] = outcome.kind === 'removed' ? outcome.items : []
  if (!item) throw notWaiting()
  publishToSender(deps, place, [item])
  deps.bus.publish({ t: 'queue', widgetId })
  return fromRow(item)
}

const notWaiting = () =>
  new ChatError('message_not_found', 'No such message waits: it was published or removed.', { field: 'client_id' })
