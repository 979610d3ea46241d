import { ChatError, type Entity, type Message } from '@imbachat/protocol'
import type { CardGiven } from '@imbachat/protocol/messages/cards'
import type { MessageText } from '../../moderation/masking/mask-text.ts'
import { textForUser } from '../../moderation/rules/fit-line.ts'
import { judgementOf } from '../../moderation/rules/judge-message.ts'
import { askSite } from '../before-send/ask-site.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { mustBeAllowedToSend, mustBeInRate, widgetOf } from '../messages/check-message.ts'
import { checkMessageText } from '../messages/message-text.ts'
import { publishChange } from '../messages/publish-messages.ts'
import { textParts } from '../messages/text-parts.ts'
import type { EditForSite } from '../ports.ts'
import { firstLink } from '../previews/first-link.ts'
import type { SitePrincipal } from '../principal.ts'
import { missing, Refusal, refusal } from '../refusals.ts'
import type { Widget } from '../widget.ts'
import { changedCard } from './changed-card.ts'
import { mustBeAllowed } from './check-card.ts'

type Deps = Pick<ChatDeps, 'store' | 'bus' | 'users' | 'widgets' | 'messageRate' | 'limits' | 'beforeSend'>

interface Edit {
  room_id: number
  seq: number
  text?: string | undefined
  entities?: readonly Entity[] | undefined
  /** null: takes title and buttons away */
  card?: CardGiven | null | undefined
  /** its author, a bot, changes it: a bot is bound by its room and by moderators, as every user; the site is not */
  bot_id?: string | undefined
}

/**
 * The site changes a message of one of its rooms, such as the buttons below an order that was paid.
 * @throws ChatError message_*, invalid_field, words_refused, refused_by_site, edit_needs_review, check_unavailable,
 * room_not_found, forbidden, server_busy; of a bot not_permitted, muted, banned, managers_only, rate_limited
 */
export async function editForSite(
  deps: Deps,
  { widget_id }: SitePrincipal,
  { room_id, seq, text, entities, card, bot_id }: Edit,
): Promise<Message> {
  const widget = await widgetOf(deps, widget_id)
  const { settings } = widget
  if (text !== undefined) checkMessageText(text, settings.message_max_chars)
  const bot = bot_id === undefined ? undefined : await editingBot(deps, widget, bot_id)
  if (card) await mustBeAllowed(card, widget)
  const own = text === undefined ? undefined : { text, parts: textParts(text, entities, deps) }
  const before = own && (await textForUser(own, widget, 'message'))
  const change = card && {
    ...(card.title !== undefined && { title: card.title }),
    ...(card.buttons && { buttons: card.buttons }),
    ...(card.after_press !== undefined && { after_press: card.after_press }),
  }
  const edit =
    settings.before_send_url === null ? before : await askedOf(deps, widget, { room_id, seq, own, card: change })
  const outcome = await deps.store.editForSite({
    widget_id,
    room_id,
    seq,
    edit: edit && { ...edit, link: firstLink({ text: edit.text, ...edit.parts }) },
    card: change,
    keepsVersion: settings.edit_history,
    ...(bot && { bot }),
  })
  if (outcome.kind === 'refused') throw inSiteWords(outcome, { room_id })
  publishChange(deps.bus, { widget_id, room_id }, outcome)
  return outcome.message
}

/**
 * An edit is stored and sent to all members as a new message is.
 * @throws ChatError not_permitted, muted, banned, rate_limited
 */
async function editingBot(deps: Deps, { id: widget_id, settings }: Widget, user_id: string) {
  const { role } = await mustBeAllowedToSend(deps, { widget_id, user_id })
  mustBeInRate(deps, { widget_id, user_id }, settings)
  return { siteAdmin: role === 'admin' }
}

/**
 * The site's program is asked about the edit as about one of the author.
 * @param own the new text; missing: the text stays, and so it does if this returns nothing
 * @throws ChatError words_refused, refused_by_site, edit_needs_review, check_unavailable
 */
async function askedOf(
  deps: Deps,
  widget: Widget,
  {
    room_id,
    seq,
    own,
    card: change,
  }: { room_id: number; seq: number; own: MessageText | undefined; card: EditForSite['card'] },
): Promise<MessageText | undefined> {
  const [message] = await deps.store.messagesAt(widget.id, [{ room_id, seq }])
  // the transaction refuses it
  if (!message || message.deleted_at !== null || message.system) return own
  const field = own ? 'message' : 'card'
  const asked = {
    ...({ kind: 'edited', source: 'api', guest: false, mayBeEmpty: false } as const),
    ...{ room_id, seq, reply_to: message.reply_to, sender: await deps.users.sender(widget.id, message.sender_id) },
  }
  const { text, parts } = own ?? { text: message.text ?? '', parts: textOnly(message) }
  const card = changedCard(message.card, change)
  const unjudged = (written: MessageText) => ({ written, judgement: judgementOf([]), passed: {} })
  const given = unjudged({ text, parts: { ...parts, ...(card && { card }) } })
  const answered = await askSite(deps, widget, { ...asked, field }, given, async (changed) => unjudged(changed))
  const { written, passed } = answered
  if (passed.hold) throw new ChatError('edit_needs_review', `${field}: the site holds this edit`, { field })
  if (!own && answered === given) return undefined
  // the transaction changes the card that it finds
  const { card: _, ...others } = written.parts
  return textForUser({ ...written, parts: others }, widget, 'message')
}

const textOnly = ({ entities }: Message) => (entities ? { entities } : {})

function inSiteWords({ reason }: Parameters<typeof refusal>[0], { room_id }: { room_id: number }) {
  if (reason === 'room_not_found') return missing('room', room_id)
  if (reason === 'message_not_found') return new Refusal('message_fixed')
  const { code, message } = refusal({ reason }, room_id)
  if (code === 'forbidden') return new ChatError(code, message, { field: 'message_id' })
  const isMention = code === 'mention_unknown' || code === 'mention_all_forbidden'
  return new ChatError(code, message, { field: isMention ? 'entities' : 'room' })
}
