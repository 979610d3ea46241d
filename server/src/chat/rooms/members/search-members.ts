import { isGuestId, type UserCard } from '@imbachat/protocol'
import { matchesWords } from '@imbachat/protocol/text/matches-words'
import type { ChatDeps } from '../../chat-deps.ts'
import { settingsOf } from '../../messages/check-message.ts'
import type { UserPrincipal } from '../../principal.ts'
import { takeOrRefuse } from '../../token-buckets.ts'
import { presentRoom } from '../room-policy.ts'
import { MOST_MANAGERS } from './list-members.ts'

/** Searches of one user: as fast as a user types. */
const RATE = { burst: 40, perSecond: 2 }
/** The last messages, whose authors come first. */
const MESSAGES = 100
/** Members of a large room that are looked at beside the others: never all of them. */
const MEMBERS = 200
const MOST_FOUND = 20

/**
 * Members whose name has every word of the query, to mention them: the last to speak first, then managers, then others.
 * Costs the same in rooms of any size: a large room's silent members are found through the site's search.
 * @throws ChatError room_not_found, rate_limited, widget_unknown
 */
export async function searchMembers(
  deps: Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'messageRate' | 'classOf'>,
  principal: UserPrincipal,
  { room_id, query }: { room_id: number; query: string },
): Promise<UserCard[]> {
  const { store, users, messageRate, classOf } = deps
  const { widget_id, user_id } = principal
  takeOrRefuse(messageRate, `member searches ${widget_id}/${user_id}`, RATE, 'Too many searches.')
  const { room, cleared_seq } = presentRoom(await store.roomOf(widget_id, room_id, user_id), room_id)
  const [senders, managers, members] = await Promise.all([
    store.messagesBefore(widget_id, room_id, null, MESSAGES, cleared_seq),
    store.managersOf(widget_id, room_id, MOST_MANAGERS),
    store.membersOf(widget_id, room_id, { cursor: null, limit: MEMBERS }),
  ])
  const ids = [
    ...senders.map(({ sender_id }) => sender_id).reverse(),
    ...[...managers, ...members.members].map((member) => member.user_id),
  ]
  const known = await users.cards(widget_id, [...new Set(ids)])
  const near = known.filter((card) => matchesWords(card.name, query))
  const hasFarther = !classOf.isLive(room) && query.length >= 2 && near.length < MOST_FOUND
  const found = hasFarther ? [...near, ...(await foundBySite(deps, principal, query))] : near
  const inside = new Set(
    await store.joinedOf(
      widget_id,
      room_id,
      found.map(({ user_id }) => user_id),
    ),
  )
  const once = new Map(found.map((card) => [card.user_id, card]))
  return [...once.values()].filter((card) => card.user_id !== user_id && inside.has(card.user_id)).slice(0, MOST_FOUND)
}

/** Users that the site's search finds; empty if the site offers no search, or if users may not search for others. */
async function foundBySite(
  deps: Pick<ChatDeps, 'users' | 'widgets'>,
  { widget_id }: UserPrincipal,
  query: string,
): Promise<UserCard[]> {
  const { dialogs } = await settingsOf(deps, widget_id)
  if (dialogs === 'permitted') return []
  const found = await deps.users.people(widget_id, { kind: 'search', query })
  return found?.filter(({ user_id }) => !isGuestId(user_id)) ?? []
}
