import { ChatError, type Entity, type Message } from '@imbachat/protocol'
import type { CardGiven } from '@imbachat/protocol/messages/cards'
import type { Said } from '../../moderation/masking/mask-text.ts'
import { saidForUser } from '../../moderation/rules/fit-line.ts'
import { judgementOf } from '../../moderation/rules/judge-message.ts'
import { askSite } from '../before-send/ask-site.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { widgetOf } from '../messages/check-message.ts'
import { checkMessageText } from '../messages/message-text.ts'
import { publishChange } from '../messages/publish-messages.ts'
import { textParts } from '../messages/text-parts.ts'
import { firstLink } from '../previews/first-link.ts'
import type { SitePrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'
import type { Widget } from '../widget.ts'
import { mustBeAllowed } from './check-card.ts'

type Deps = Pick<ChatDeps, 'store' | 'bus' | 'users' | 'widgets' | 'limits' | 'beforeSend'>

interface Edit {
  room_id: number
  seq: number
  text?: string | undefined
  entities?: readonly Entity[] | undefined
  /** null: takes title and buttons away */
  card?: CardGiven | null | undefined
  /** its author, a bot, changes it */
  byBot?: boolean
}

/**
 * The site changes a message of one of its rooms, such as the buttons below an order that was paid.
 * @throws ChatError message_*, invalid_field, words_refused, refused_by_site, edit_needs_review, check_unavailable,
 * room_not_found, forbidden, server_busy
 */
export async function editForSite(
  deps: Deps,
  { widget_id }: SitePrincipal,
  { room_id, seq, text, entities, card, byBot }: Edit,
): Promise<Message> {
  const widget = await widgetOf(deps, widget_id)
  const { settings } = widget
  if (text !== undefined) checkMessageText(text, settings.message_max_chars)
  if (card) await mustBeAllowed(card, widget)
  const own = text === undefined ? undefined : { text, parts: textParts(text, entities, deps) }
  const before = own && (await saidForUser(own, widget, 'message'))
  const said =
    own && settings.before_send_url !== null ? await askedOf(deps, widget, { room_id, seq, said: own }) : before
  const outcome = await deps.store.editForSite({
    widget_id,
    room_id,
    seq,
    said: said && { ...said, link: firstLink({ text: said.text, ...said.parts }) },
    card: card && {
      ...(card.title !== undefined && { title: card.title }),
      ...(card.buttons && { buttons: card.buttons }),
      ...(card.after_press !== undefined && { after_press: card.after_press }),
    },
    keepsVersion: settings.edit_history,
    ...(byBot && { byBot }),
  })
  if (outcome.kind === 'refused') throw inSiteWords(outcome, { room_id, seq })
  publishChange(deps.bus, { widget_id, room_id }, outcome)
  return outcome.message
}

/**
 * The site's program is asked about the edit as about one of the author.
 * @throws ChatError words_refused, refused_by_site, edit_needs_review, check_unavailable
 */
async function askedOf(
  deps: Deps,
  widget: Widget,
  { room_id, seq, said }: { room_id: number; seq: number; said: Said },
): Promise<Said> {
  const [message] = await deps.store.messagesAt(widget.id, [{ room_id, seq }])
  // the transaction refuses it
  if (!message || message.deleted_at !== null || message.system) return said
  const asked = {
    ...({ kind: 'edited', source: 'api', guest: false, mayBeEmpty: false, field: 'message' } as const),
    ...{ room_id, seq, reply_to: message.reply_to, sender: await deps.users.sender(widget.id, message.sender_id) },
  }
  const unjudged = (written: Said) => ({ written, judgement: judgementOf([]), passed: {} })
  const { written, passed } = await askSite(deps, widget, asked, unjudged(said), async (changed) => unjudged(changed))
  if (passed.hold) throw new ChatError('edit_needs_review', 'message: the site holds this text', { field: 'message' })
  return saidForUser(written, widget, 'message')
}

function inSiteWords({ reason }: Parameters<typeof refusal>[0], { room_id, seq }: { room_id: number; seq: number }) {
  if (reason === 'room_not_found') {
    return new ChatError('room_not_found', `there is no room ${room_id}`, { field: 'room_id' })
  }
  if (reason === 'message_not_found') return messageNotFound(seq)
  const { code, message } = refusal({ reason }, room_id)
  if (code === 'handed_over') return new ChatError(code, message, { field: 'room' })
  return new ChatError(code, message, { field: code === 'forbidden' ? 'message_id' : 'entities' })
}

/** A notice, a deleted message, or none at all. */
export const messageNotFound = (seq: number) =>
  new ChatError('message_not_found', `the room has no message ${seq} that could be changed`, { field: 'message_id' })
