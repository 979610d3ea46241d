import { ChatError, type Message, type ReplyTo } from '@imbachat/protocol'
import { isShadowBanned } from '../../moderation/restrictions/standing.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { changeOwnCopy, isHeldSeq, ownCopyAt } from '../held/own-copy.ts'
import { mustBeAllowedToSend, settingsOf } from '../messages/check-message.ts'
import { readableMessage } from '../messages/readable-message.ts'
import type { UserPrincipal } from '../principal.ts'
import { Refusal, refusal } from '../refusals.ts'
import { readableRoom } from '../rooms/readable-room.ts'
import { takeOrRefuse } from '../token-buckets.ts'

/** Reactions that one user adds or removes. */
const RATE = { burst: 30, perSecond: 1 }

interface Input {
  room_id: number
  seq: number
  emoji: string
}

type Deps = Pick<ChatDeps, 'store' | 'bus' | 'users' | 'widgets' | 'messageRate' | 'reactions'>

/**
 * A reaction is visible to the room, so the site's `send_message` permission and the widget's switch apply to it.
 * @throws ChatError room_not_found, message_not_found, too_many_reactions, not_permitted, request_*, forbidden,
 * rate_limited
 */
export async function addReaction(deps: Deps, principal: UserPrincipal, input: Input): Promise<Message> {
  const settings = await settingsOf(deps, principal.widget_id)
  if (!settings.reactions) throw new ChatError('forbidden', 'This widget has no reactions.')
  const sender = await mustBeAllowedToSend(deps, principal)
  if (isHeldSeq(input.seq)) return changeCopy(deps, principal, input, true)
  if (isShadowBanned(sender)) return seenByThemselves(deps, principal, input)
  return change(deps, principal, input, true)
}

/** @throws ChatError room_not_found, message_not_found, request_*, rate_limited */
export function removeReaction(deps: Deps, principal: UserPrincipal, input: Input): Promise<Message> {
  return isHeldSeq(input.seq) ? changeCopy(deps, principal, input, false) : change(deps, principal, input, false)
}

/**
 * In the name of a user who is in the room; the widget's switch, the user's permissions and rate do not bind the site.
 * @throws ChatError room_not_found, message_not_found, too_many_reactions, request_*, blocked, frozen
 */
export const reactForSite = (
  deps: Pick<Deps, 'reactions'>,
  user: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  input: Input,
  on: boolean,
): Promise<Message> => storeReaction(deps, user, input, on)

async function changeCopy(deps: Deps, author: UserPrincipal, input: Input, on: boolean): Promise<Message> {
  takeOrRefuse(deps.messageRate, `reactions ${author.widget_id}/${author.user_id}`, RATE, 'Too many reactions.')
  return (await changeOwnCopy(deps, author, { act: 'react', ...input, on })).message
}

/** Answers as if it were stored: the user's own devices show it until they load the message again. */
async function seenByThemselves(deps: Deps, principal: UserPrincipal, { emoji, ...place }: Input): Promise<Message> {
  const { message } = await readableMessage(deps, principal, place)
  if (!message) throw messageNotFound()
  const others = message.reactions ?? []
  const known = others.find((reaction) => reaction.emoji === emoji)
  if (known?.user_ids.includes(principal.user_id)) return message
  const { count = 0, user_ids = [] } = known ?? {}
  const mine = { emoji, count: count + 1, user_ids: [principal.user_id, ...user_ids].slice(0, SHOWN_USERS) }
  return { ...message, reactions: known ? others.map((one) => (one === known ? mine : one)) : [...others, mine] }
}

/** Users that a message names of one emoji. */
const SHOWN_USERS = 20

function change(deps: Deps, principal: UserPrincipal, input: Input, on: boolean): Promise<Message> {
  takeOrRefuse(deps.messageRate, `reactions ${principal.widget_id}/${principal.user_id}`, RATE, 'Too many reactions.')
  return storeReaction(deps, principal, input, on)
}

async function storeReaction(
  { reactions }: Pick<Deps, 'reactions'>,
  { widget_id, user_id }: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  { room_id, seq, emoji }: Input,
  on: boolean,
): Promise<Message> {
  const { outcome, place } = await reactions.change({ widget_id, room_id, seq }, { user_id, emoji, on })
  const refused = outcome.refused[place]
  if (refused) throw refusal({ reason: refused }, room_id, { message_not_found: 'seq' })
  if (!outcome.message) throw messageNotFound()
  return outcome.message
}

const messageNotFound = () => new Refusal('message_not_found', { field: 'seq' })

/** @throws ChatError room_not_found, invalid_field */
export async function listReactions(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  principal: UserPrincipal,
  { room_id, seq, emoji, cursor, limit }: Input & { cursor?: string | undefined; limit: number },
): Promise<ReplyTo<'reactions.list'>> {
  const { widget_id, user_id } = principal
  await readableRoom({ store }, principal, room_id)
  if (isHeldSeq(seq)) {
    const copy = await ownCopyAt({ store }, principal, { room_id, seq })
    const mine = copy?.held.reacted?.includes(emoji) === true
    return { users: mine ? await users.cards(widget_id, [user_id]) : [], next: null, mine }
  }
  const message = { room_id, seq, emoji }
  const [{ user_ids, next }, mine] = await Promise.all([
    store.reactedWith(widget_id, message, { cursor: cursor ?? null, limit }),
    store.hasReacted(widget_id, message, user_id),
  ])
  return { users: await users.cards(widget_id, user_ids), next, mine }
}
