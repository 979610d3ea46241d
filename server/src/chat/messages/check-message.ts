import { type Attachment, ChatError, type Entity, MOST_ATTACHMENTS } from '@imbachat/protocol'
import { findContactDetails } from '../../moderation/masking/contact-details.ts'
import { maskByPolicy } from '../../moderation/masking/mask-message.ts'
import type { MessageText } from '../../moderation/masking/mask-text.ts'
import { overlapsOneOf } from '../../moderation/masking/overlaps.ts'
import { isShadowBanned, mustBeInGoodStanding } from '../../moderation/restrictions/standing.ts'
import { NONE } from '../../moderation/rules/compiled-rules.ts'
import { wordsRefused } from '../../moderation/rules/fit-line.ts'
import {
  countsMessages,
  isNewUser,
  type Judgement,
  judgeMessage,
  NOTHING_FOUND,
} from '../../moderation/rules/judge-message.ts'
import { mayAttach } from '../attachments/may-attach.ts'
import { askSite, type Judged } from '../before-send/ask-site.ts'
import type { ChatDeps } from '../chat-deps.ts'
import type { AppendMessage, Hold, MessageParts } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { maySend } from '../rooms/room-policy.ts'
import { mustNotBlockPerson, personOf } from '../users/profiles.ts'
import type { ChatUser } from '../users/user.ts'
import type { Widget, WidgetSettings } from '../widget.ts'
import { checkMessageText } from './message-text.ts'
import { textParts } from './text-parts.ts'

export interface NewMessage {
  room_id: number
  client_id: string
  text: string
  entities?: readonly Entity[] | undefined
  reply_to: number | null
  replyToHeld?: AppendMessage['replyToHeld']
  uploads: NonNullable<AppendMessage['uploads']>
  parts?: NonNullable<AppendMessage['parts']>
  forwarded?: AppendMessage['forwarded']
  /** the files of the message that is forwarded */
  attachments?: readonly Attachment[]
  draftRev?: AppendMessage['draftRev']
  /** the site wrote the text, and the user chose it by a button, so rules about its sender do not apply */
  isChosen?: boolean
}

/** A message that passed every check possible before its transaction; the transaction decides the rest. */
export interface CheckedMessage {
  message: AppendMessage
  sender: ChatUser
}

/**
 * @throws ChatError message_*, invalid_field, too_many_files, not_permitted, rate_limited, widget_unknown,
 * words_refused, refused_by_site, check_unavailable
 */
export async function checkMessage(
  deps: Pick<
    ChatDeps,
    'store' | 'users' | 'widgets' | 'clock' | 'messageRate' | 'recentActs' | 'limits' | 'beforeSend'
  >,
  principal: UserPrincipal,
  given: NewMessage,
): Promise<CheckedMessage> {
  const { room_id, text, entities, isChosen = false } = given
  const { widget_id, user_id } = principal
  const widget = mustExist(await deps.widgets.find(widget_id), widget_id)
  const { settings } = widget
  if (given.uploads.length > MOST_ATTACHMENTS) {
    const problem = `A message has at most ${MOST_ATTACHMENTS} files.`
    throw new ChatError('too_many_files', problem, { field: 'attachments' })
  }
  // the transaction knows whether a forwarded message has files, which may stand alone
  const mayBeEmpty = given.uploads.length > 0 || given.forwarded !== undefined
  checkMessageText(text, settings.message_max_chars, mayBeEmpty)
  const textual = entities?.length ? { ...given.parts, ...textParts(text, entities, deps) } : (given.parts ?? NO_PARTS)
  // a cached user needs no await: each message passes here
  const sender = mayWrite(deps.users.known(widget, user_id) ?? (await deps.users.author(widget_id, user_id)))
  await mustNotBlockPerson(deps, principal, sender, room_id)
  const uploads =
    given.uploads.length > 0
      ? await mayAttach(deps.store, settings, sender, { widget_id, uploads: given.uploads })
      : given.uploads
  mustBeInRate(deps, principal, settings)
  const author = isChosen ? undefined : { user: sender, room_id }
  let written: MessageText = { text, parts: textual }
  // most widgets have no rules, and their messages wait for nothing
  let judgement = widget.rules === NONE ? NOTHING_FOUND : await judgeMessage(deps, widget, written, author)
  let passed = mustBePassed(written, judgement, 'text', settings)
  // in the branch alone: other widgets do not even pay for a closure
  if (settings.before_send_url !== null) {
    const { client_id, reply_to, attachments } = given
    const asked = { kind: given.forwarded ? ('forwarded' as const) : ('new' as const), source: 'chat' as const }
    const guest = principal.guest === true
    const final = await askSite(
      deps,
      widget,
      { ...asked, room_id, sender, guest, client_id, reply_to, uploads, attachments, mayBeEmpty, field: 'text' },
      { written, judgement, passed },
      async (changed) => {
        const again = await judgeMessage(deps, widget, changed, author)
        return { written: changed, judgement: again, passed: mustBePassed(changed, again, 'text', settings) }
      },
    )
    ;({ written, judgement, passed } = final)
  }
  // a rule that holds the message would show its sender that it waits
  const { hold, flagged }: Passed = isShadowBanned(sender) ? { hold: SHADOW } : passed
  const masked = maskByPolicy(written, judgement.masks, settings)
  const message: AppendMessage = {
    widget_id,
    sender_id: user_id,
    room_id,
    client_id: given.client_id,
    text: masked.text,
    reply_to: given.reply_to,
  }
  // copies only fields that are set, since every message pays for the copy; a new field needs a line here
  if (sender.role === 'admin') message.siteAdmin = true
  if (masked.parts !== NO_PARTS && Object.keys(masked.parts).length > 0) message.parts = masked.parts
  if (masked.masked) message.masked = masked.masked
  if (uploads.length > 0) message.uploads = uploads
  if (given.forwarded) message.forwarded = given.forwarded
  if (given.draftRev !== undefined) message.draftRev = given.draftRev
  if (flagged) message.flagged = flagged
  if (hold) message.hold = hold
  // a message that others see must not name one that they do not see
  if (hold && given.replyToHeld) message.replyToHeld = given.replyToHeld
  // a held message is counted when it is published
  if (!hold && countsMessages(widget, sender) && isNewUser(deps, widget, sender)) message.isCounted = true
  return { sender, message }
}

const NO_PARTS: MessageParts = {}
const SHADOW: Hold = { reason: 'shadow', found: '' }

/** Findings that queue or hold the message; empty: it passes. */
export type Passed = Judged['passed']

/** @throws ChatError words_refused */
export function mustBePassed(
  { text }: { text: string },
  { decides, findings, masks }: Judgement,
  field: string,
  { mask_contacts }: Pick<WidgetSettings, 'mask_contacts'>,
): Passed {
  if (decides === null) return {}
  if (decides.action === 'refuse') throw wordsRefused(field)
  const { source, action } = decides
  // the original of a masked text is stored nowhere
  const isWhole = source === 'new_user' || source === 'same_text'
  const named = isWhole || (source === 'links' && mask_contacts !== 'off') ? [] : findings
  const some = new Set<string>()
  const contacts = named.length > 0 && mask_contacts !== 'off' ? findContactDetails(text) : []
  const isHidden = overlapsOneOf([...masks, ...contacts])
  for (const finding of named) {
    if (some.size === MOST_FOUND) break
    if (finding.source !== source || finding.action !== action || isHidden(finding)) continue
    some.add(text.slice(finding.start, finding.end))
  }
  const found = [...some].join(', ').slice(0, FOUND_CHARS)
  return action === 'hold' ? { hold: { reason: source, found } } : { flagged: { source, found } }
}

/** The rule's finding as the report shows it. */
const MOST_FOUND = 3
const FOUND_CHARS = 200

/** New messages and edits count alike: each is stored and sent to all members. @throws ChatError rate_limited */
export function mustBeInRate(
  { messageRate }: Pick<ChatDeps, 'messageRate'>,
  { widget_id, guest, ...user }: Pick<UserPrincipal, 'widget_id' | 'user_id' | 'person_id' | 'guest'>,
  settings: Pick<WidgetSettings, 'messages_per_minute' | 'guest_messages_per_minute'>,
): void {
  const perMinute = guest ? settings.guest_messages_per_minute : settings.messages_per_minute
  const size = { burst: Math.max(1, Math.floor(perMinute / 3)), perSecond: perMinute / 60 }
  const wait = messageRate.take(`${widget_id}/${personOf(user)}`, size)
  if (wait === 0) return
  throw new ChatError('rate_limited', `At most ${perMinute} messages a minute.`, { retryAfterMs: wait })
}

/** @throws ChatError widget_unknown */
export async function widgetOf({ widgets }: Pick<ChatDeps, 'widgets'>, widget_id: number): Promise<Widget> {
  return mustExist(await widgets.find(widget_id), widget_id)
}

function mustExist(widget: Widget | null, widget_id: number): Widget {
  if (widget) return widget
  throw new ChatError('widget_unknown', `There is no widget ${widget_id}.`)
}

/** @throws ChatError widget_unknown */
export const settingsOf = async (deps: Pick<ChatDeps, 'widgets'>, widget_id: number): Promise<WidgetSettings> =>
  (await widgetOf(deps, widget_id)).settings

/** @throws ChatError not_permitted, muted, banned */
export async function mustBeAllowedToSend(
  { users }: Pick<ChatDeps, 'users'>,
  { widget_id, user_id }: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
): Promise<ChatUser> {
  return mayWrite(await users.author(widget_id, user_id))
}

/** @throws ChatError not_permitted, muted, banned */
function mayWrite(sender: ChatUser): ChatUser {
  if (!maySend(sender)) {
    throw new ChatError('not_permitted', 'The site does not allow this user to send messages.')
  }
  mustBeInGoodStanding(sender)
  return sender
}
