import { isErasedUser, isGuestUser, type UserCard } from '@imbachat/protocol'
import type { ChatUser } from './user.ts'

/** A user as other users may see them. */
export function userCard(user: Omit<ChatUser, 'first_seen_at' | 'written'>): UserCard {
  return {
    user_id: user.user_id,
    name: user.name,
    avatar_url: user.avatar_url,
    profile_url: user.profile_url,
    badge: user.badge,
    placeholder: user.synced_at === null,
    ...(isGuestUser(user.user_id) && { guest: true }),
    ...(isErasedUser(user.user_id) && { erased: true }),
    ...(user.bot && { bot: true }),
  }
}

const SHOWN_ID_CHARS = 24

/**
 * Characters that change the direction of the following text, white space, and invisible ones: a shown id must not look
 * like another id.
 */
const UNSEEN = /[\p{Cf}\p{Z}]/gu

/** The name of a user until the site answers: the beginning of the id, since ids may be long. */
export function placeholderName(user_id: string): string {
  const chars = [...user_id.replace(UNSEEN, '\ufffd')]
  return `User ${chars.length > SHOWN_ID_CHARS ? `${chars.slice(0, SHOWN_ID_CHARS).join('')}…` : chars.join('')}`
}

/** The card of a user when only the id is known. */
export function placeholderUser(user_id: string): ChatUser {
  return {
    user_id,
    name: placeholderName(user_id),
    avatar_url: null,
    profile_url: null,
    badge: null,
    last_login_at: null,
    email: null,
    role: 'user',
    profiles: {},
    permissions: null,
    extra: {},
    synced_at: null,
    last_seen_at: null,
    // a user without a row is the newest
    first_seen_at: Number.POSITIVE_INFINITY,
    written: 0,
  }
}

/** The cards of these users by id. The directory has one for each user that it is asked for. */
export async function cardsById(
  users: { cards(widget_id: number, user_ids: readonly string[]): Promise<UserCard[]> },
  widget_id: number,
  user_ids: readonly string[],
): Promise<(user_id: string) => UserCard> {
  const cards = await users.cards(widget_id, [...new Set(user_ids)])
  const byId = new Map(cards.map((card) => [card.user_id, card]))
  return (user_id) => byId.get(user_id) ?? userCard(placeholderUser(user_id))
}
