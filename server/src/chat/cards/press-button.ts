import type { ReplyTo } from '@imbachat/protocol'
import { isShadowBanned, mustBeInGoodStanding } from '../../moderation/restrictions/standing.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { checkMessage } from '../messages/check-message.ts'
import { readableMessage } from '../messages/readable-message.ts'
import { publishAppended, sendMessage } from '../messages/send-message.ts'
import type { UserPrincipal } from '../principal.ts'
import { Refusal, refusal } from '../refusals.ts'
import { takeOrRefuse } from '../token-buckets.ts'

/** Presses of one user. */
const RATE = { burst: 20, perSecond: 1 }

type Deps = Pick<
  ChatDeps,
  | ('store' | 'bus' | 'users' | 'widgets' | 'clock' | 'messageRate' | 'recentActs' | 'limits' | 'introductions')
  | 'beforeSend'
>

export interface Press {
  room_id: number
  seq: number
  button_id: string
  /** of this press; the same again is the same press */
  client_id: string
}

/**
 * A reply button sends a message of the user, with all of its checks. A button that only calls the page needs
 * membership, so it works in announcement rooms too.
 * @throws ChatError button_not_found, button_used, message_not_found, forbidden, and as `sendMessage`
 */
export async function pressButton(
  deps: Deps,
  principal: UserPrincipal,
  { room_id, seq, button_id, client_id }: Press,
  inOrder: <T>(run: () => Promise<T>) => Promise<T>,
): Promise<ReplyTo<'button.press'>> {
  const { store, bus, users, messageRate } = deps
  const { widget_id, user_id } = principal
  takeOrRefuse(messageRate, `presses ${widget_id}/${user_id}`, RATE, 'Too many presses of buttons.')
  const { message: pressed } = await readableMessage(deps, principal, { room_id, seq })
  if (!pressed) throw new Refusal('message_not_found', { field: 'seq' })
  const button = pressed.card?.buttons?.find(({ id, type }) => id === button_id && type !== 'url')
  if (!button) throw new Refusal('button_not_found')
  const reply = { room_id, client_id, text: button.text ?? button.label, reply_to: seq, uploads: [], isChosen: true }
  const checked = button.type === 'reply' ? await inOrder(() => checkMessage(deps, principal, reply)) : null
  if (!checked) {
    const user = await users.sender(widget_id, user_id)
    mustBeInGoodStanding(user)
    // Others would see the press on the card.
    if (isShadowBanned(user)) return { message: pressed }
  }
  if (checked?.message.hold) {
    await sendMessage(deps, checked)
    return { message: pressed }
  }
  const press = { widget_id, room_id, seq, user_id, button, client_id, reply: checked?.message ?? null }
  const outcome = await store.pressButton(press)
  if (outcome.kind === 'refused') throw refusal(outcome, room_id)
  const { appended, message, changed } = outcome
  if (checked && appended && appended.kind !== 'held') await publishAppended(deps, checked, appended)
  // the node that stored this press may have died before others received it
  const isRepeat = message.card?.pressed?.client_id === client_id
  if (changed || isRepeat) bus.publish({ t: 'message', widget_id, room_id, message })
  return { message, ...(appended && appended.kind !== 'held' && { sent: appended.message }) }
}
