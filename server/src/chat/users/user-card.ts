import { isErasedUser, isGuestUser, type UserCard } from '@imbachat/protocol'
import type { ChatUser } from './user.ts'

/** A user as other users may see them. */
export function userCard(user: Omit<ChatUser, 'firstSeenAt' | 'written'>): UserCard {
  return {
    user_id: user.userId,
    name: user.name,
    avatar_url: user.avatarUrl,
    profile_url: user.profileUrl,
    badge: user.badge,
    placeholder: user.syncedAt === null,
    ...(isGuestUser(user.userId) && { guest: true }),
    ...(isErasedUser(user.userId) && { erased: true }),
  }
}

const SHOWN_ID_CHARS = 24

/**
 * Marks that turn the direction of what follows, white space and what is there without being seen: an id that is
 * shown must not pass for another.
 */
const UNSEEN = /[\p{Cf}\p{Z}]/gu

/**
 * The name of a user until the site answers. Ids may be long; their beginning is enough to tell them
 * apart.
 */
export function placeholderName(userId: string): string {
  const chars = [...userId.replace(UNSEEN, '\ufffd')]
  return `User ${chars.length > SHOWN_ID_CHARS ? `${chars.slice(0, SHOWN_ID_CHARS).join('')}…` : chars.join('')}`
}

/** The card of a user when only the id is known. */
export function placeholderUser(userId: string): ChatUser {
  return {
    userId,
    name: placeholderName(userId),
    avatarUrl: null,
    profileUrl: null,
    badge: null,
    lastLoginAt: null,
    email: null,
    role: 'user',
    profiles: {},
    permissions: null,
    extra: {},
    syncedAt: null,
    lastSeenAt: null,
    // nobody is newer than a user without a row
    firstSeenAt: Number.POSITIVE_INFINITY,
    written: 0,
  }
}

/** The cards of these users by id. The directory has one for each user that it is asked for. */
export async function cardsById(
  users: { cards(widgetId: number, userIds: readonly string[]): Promise<UserCard[]> },
  widgetId: number,
  userIds: readonly string[],
): Promise<(userId: string) => UserCard> {
  const cards = await users.cards(widgetId, [...new Set(userIds)])
  const byId = new Map(cards.map((card) => [card.user_id, card]))
  return (userId) => byId.get(userId) ?? userCard(placeholderUser(userId))
}
