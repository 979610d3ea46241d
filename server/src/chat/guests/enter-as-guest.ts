import { randomBytes } from 'node:crypto'
import { ChatError, guestUserId, type ReplyTo } from '@imbachat/protocol'
import { fitLine } from '../../moderation/rules/fit-line.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { widgetOf } from '../messages/check-message.ts'
import type { PagePrincipal } from '../principal.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { placeholderUser, userCard } from '../users/user-card.ts'
import { cleanGuestName } from './guest-name.ts'

/** New names per address and per widget. Each is a row that stays. */
const NEW_NAMES = { ofAddress: { burst: 5, perSecond: 1 / 60 }, ofWidget: { burst: 60, perSecond: 1 } }

/**
 * @throws ChatError guest_forbidden where guests don't write, forbidden to a guest who has a name already,
 * invalid_field, words_refused, rate_limited
 */
export async function enterAsGuest(
  deps: Pick<ChatDeps, 'store' | 'widgets' | 'identity' | 'messageRate' | 'clock'>,
  { widget_id, kind }: PagePrincipal,
  { name: given, address }: { name: string; address: string | null },
): Promise<ReplyTo<'guest.enter'>> {
  if (kind === 'user') throw new ChatError('forbidden', 'Only a guest without a name enters.')
  const widget = await widgetOf(deps, widget_id)
  if (widget.settings.guests !== 'write') {
    throw new ChatError('guest_forbidden', 'Guests do not write here.')
  }
  const name = await fitLine(cleanGuestName(given), widget, 'name')
  const { ofAddress, ofWidget } = NEW_NAMES
  const message = 'Too many new guests.'
  if (address !== null) takeOrRefuse(deps.messageRate, `guest names ${address}`, ofAddress, message)
  takeOrRefuse(deps.messageRate, `guest names of widget ${widget_id}`, ofWidget, message)
  const user_id = guestUserId(randomBytes(12).toString('base64url'))
  const user = { ...placeholderUser(user_id), name }
  await deps.store.putUsers({ widget_id, users: [user] })
  const { token, expires_at } = deps.identity.guestToken({ widget_id, user_id })
  return { token, user: userCard({ ...user, synced_at: deps.clock.now() }), expires_at }
}
