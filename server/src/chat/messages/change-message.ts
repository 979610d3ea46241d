import { ChatError, type Entity, type Message } from '@imbachat/protocol'
import { maskByPolicy } from '../../moderation/masking/mask-message.ts'
import type { MessageText } from '../../moderation/masking/mask-text.ts'
import { isShadowBanned } from '../../moderation/restrictions/standing.ts'
import { judgeMessage } from '../../moderation/rules/judge-message.ts'
import { askSite } from '../before-send/ask-site.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { changeOwnCopy, isHeldSeq } from '../held/own-copy.ts'
import type { ChangeOutcome } from '../ports.ts'
import { firstLink } from '../previews/first-link.ts'
import type { UserPrincipal } from '../principal.ts'
import { Refusal, refusal } from '../refusals.ts'
import { mustBeAllowedToSend, mustBeInRate, mustBePassed, settingsOf, widgetOf } from './check-message.ts'
import { checkMessageText } from './message-text.ts'
import { publishMessages } from './publish-messages.ts'
import { textParts } from './text-parts.ts'

/**
 * Only for the user's own message. An edit needs the same permissions as a new message.
 * @throws ChatError message_*, invalid_field, not_permitted, rate_limited, room_not_found, request_pending,
 * request_declined, forbidden, too_late, edit_needs_review, words_refused, refused_by_site, check_unavailable
 */
export async function editMessage(
  deps: EditDeps & Pick<ChatDeps, 'bus'>,
  principal: UserPrincipal,
  edit: Edit,
  inOrder: <T>(run: () => Promise<T>) => Promise<T>,
): Promise<Message> {
  const { widget_id, user_id: sender_id } = principal
  const { room_id, seq } = edit
  const { siteAdmin, changed } = await inOrder(() => checkEdit(deps, principal, edit))
  if (isHeldSeq(seq))
    return (await changeOwnCopy(deps, principal, { act: 'edit', room_id, seq, siteAdmin, ...changed })).message
  const outcome = await deps.store.editMessage({ widget_id, room_id, seq, sender_id, siteAdmin, ...changed })
  if (changed.flagged && outcome.kind !== 'refused') deps.bus.publish({ t: 'queue', widget_id })
  return publishOutcome(deps, principal, room_id, outcome)
}

interface Edit {
  room_id: number
  seq: number
  text: string
  entities?: readonly Entity[] | undefined
}

type EditDeps = Pick<
  ChatDeps,
  'store' | 'bus' | 'users' | 'widgets' | 'messageRate' | 'recentActs' | 'clock' | 'limits' | 'beforeSend'
>

/** All checks of an edit that need no transaction. */
async function checkEdit(deps: EditDeps, principal: UserPrincipal, { room_id, seq, text, entities }: Edit) {
  const widget = await widgetOf(deps, principal.widget_id)
  const { settings } = widget
  // the store knows whether the message has files, which may stand alone
  checkMessageText(text, settings.message_max_chars, true)
  const textual = textParts(text, entities, deps)
  const sender = await mustBeAllowedToSend(deps, principal)
  mustBeInRate(deps, principal, settings)
  // others would see the change, and another refusal would reveal the shadow ban
  if (isShadowBanned(sender) && !isHeldSeq(seq)) throw new Refusal('too_late')
  const judge = async (written: MessageText) => {
    const judgement = await judgeMessage(deps, widget, written, { user: sender, room_id })
    return { written, judgement, passed: mustBePassed(written, judgement, 'text', settings) }
  }
  let final = await judge({ text, parts: textual })
  if (settings.before_send_url !== null) {
    const asked = { kind: 'edited' as const, source: 'chat' as const, guest: principal.guest === true }
    const message = { room_id, sender, seq, reply_to: null, mayBeEmpty: true, field: 'text' }
    final = await askSite(deps, widget, { ...asked, ...message }, final, judge)
  }
  const { written, judgement, passed } = final
  if (passed.hold)
    throw new ChatError('edit_needs_review', 'This text needs a review: send it as a new message.', { field: 'text' })
  const changed = {
    ...maskByPolicy(written, judgement.masks, settings),
    ...(passed.flagged && { flagged: passed.flagged }),
    link: firstLink({ text: written.text, ...written.parts }),
    since: firstChangeable(deps, settings.edit_minutes),
    keepsVersion: settings.edit_history,
  }
  return { siteAdmin: sender.role === 'admin', changed }
}

/** Only for the user's own message. @throws ChatError message_not_found, room_not_found, too_late */
export async function deleteMessage(
  deps: Pick<ChatDeps, 'store' | 'bus' | 'widgets' | 'clock'>,
  principal: UserPrincipal,
  { room_id, seq }: { room_id: number; seq: number },
): Promise<Message> {
  const { widget_id, user_id: sender_id } = principal
  const since = firstChangeable(deps, (await settingsOf(deps, widget_id)).delete_minutes)
  if (isHeldSeq(seq)) return (await changeOwnCopy(deps, principal, { act: 'delete', room_id, seq, since })).message
  return publishOutcome(
    deps,
    principal,
    room_id,
    await deps.store.deleteMessage({ widget_id, room_id, seq, sender_id, since }),
  )
}

/** Milliseconds for a change that was begun in time: an edit is typed, and a deletion waits for its undo. */
const GRACE = 30_000

/** Messages from before this time can't be changed any more. `minutes` 0: no limit */
const firstChangeable = ({ clock }: Pick<ChatDeps, 'clock'>, minutes: number): number =>
  minutes === 0 ? 0 : clock.now() - minutes * 60_000 - GRACE

function publishOutcome(
  { bus }: Pick<ChatDeps, 'bus'>,
  { widget_id }: UserPrincipal,
  room_id: number,
  outcome: ChangeOutcome,
): Message {
  if (outcome.kind === 'refused') throw refusal(outcome, room_id)
  // `unchanged` too: the node that stored it may have died before others received it; clients that have it ignore it
  publishMessages(bus, { widget_id, room_id }, [outcome.message])
  return outcome.message
}
