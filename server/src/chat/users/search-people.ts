import { isGuestId, type UserCard } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { settingsOf } from '../messages/check-message.ts'
import type { UserPrincipal } from '../principal.ts'
import { isSiteAdmin } from '../rooms/members/change-members.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { personOf, whoBlocksPerson } from './profiles.ts'
import type { PeopleQuestion } from './user.ts'
import { userCard } from './user-card.ts'

/** Searches of one user: as fast as a user types, and too slow to copy the site's list of users. */
const SEARCHES = { burst: 20, perSecond: 0.5 }

const MOST_FOUND = 20
const MOST_FRIENDS = 50
const MOST_PROFILES = 5

/** The search covers this many of the caller's dialogs, the last active first. */
const DIALOGS_SEARCHED = 1_000

type Deps = Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'messageRate'>

/**
 * Users whose name contains the query: those that the site finds. If the site offers no search or does not answer,
 * peers of the caller's own dialogs.
 * @throws ChatError rate_limited, widget_unknown
 */
export async function searchPeople(deps: Deps, principal: UserPrincipal, query: string): Promise<UserCard[]> {
  const found = await askSite(deps, principal, { kind: 'search', query })
  if (found) {
    const profiles = await profilesNamed(deps, principal, query)
    return withoutBlocked(deps, principal, [...found.slice(0, MOST_FOUND - profiles.length), ...profiles])
  }
  const peers = await deps.store.dialogPeers(principal.widget_id, principal.user_id, DIALOGS_SEARCHED)
  const wanted = query.toLowerCase()
  const named = peers.filter(({ name }) => name.toLowerCase().includes(wanted))
  return withoutBlocked(deps, principal, await cardsOf(deps, principal, named.slice(0, MOST_FOUND)))
}

/**
 * Other users' profiles that have this name. They stand apart from the people that the site finds, by name: their order
 * does not show who is behind them.
 */
async function profilesNamed({ store }: Deps, principal: UserPrincipal, query: string): Promise<UserCard[]> {
  const found = await store.profilesNamed(principal.widget_id, query, MOST_PROFILES)
  return found.filter(({ profile }) => profile?.of !== personOf(principal)).map(userCard)
}

/** The same for the caller's friends. @throws ChatError rate_limited, widget_unknown */
export async function listFriends(deps: Deps, principal: UserPrincipal): Promise<UserCard[]> {
  const found = await askSite(deps, principal, { kind: 'friends', user_id: principal.user_id })
  if (found) return (await withoutBlocked(deps, principal, found)).slice(0, MOST_FRIENDS)
  const peers = await deps.store.dialogPeers(principal.widget_id, principal.user_id, MOST_FRIENDS)
  return withoutBlocked(deps, principal, await cardsOf(deps, principal, peers))
}

/** A user finds neither those that they block nor those who block them, under any of their names. */
async function withoutBlocked(deps: Deps, principal: UserPrincipal, cards: UserCard[]) {
  const { widget_id, user_id } = principal
  const ids = cards.map((card) => card.user_id)
  const blocks = [deps.store.blocksBetween(widget_id, user_id, ids), whoBlocksPerson(deps, principal, ids)]
  const blocked = new Set((await Promise.all(blocks)).flat())
  return cards.filter((card) => !blocked.has(card.user_id))
}

const cardsOf = ({ users }: Deps, { widget_id }: UserPrincipal, peers: readonly { user_id: string }[]) =>
  users.cards(
    widget_id,
    peers.map(({ user_id }) => user_id),
  )

/**
 * null: the site was not asked, or did not answer. Where the site decides who may begin a dialog, only its admins
 * search: others could do nothing with the people they find.
 */
async function askSite(deps: Deps, principal: UserPrincipal, question: PeopleQuestion): Promise<UserCard[] | null> {
  const { widget_id, user_id } = principal
  takeOrRefuse(deps.messageRate, `people searches ${widget_id}/${personOf(principal)}`, SEARCHES, 'Too many searches.')
  const { dialogs } = await settingsOf(deps, widget_id)
  if (dialogs === 'permitted' && !(await isSiteAdmin(deps, principal))) return null
  const found = await deps.users.people(widget_id, question)
  const own = new Set([user_id, personOf(principal)])
  return found?.filter((card) => !own.has(card.user_id) && !isGuestId(card.user_id)) ?? null
}
