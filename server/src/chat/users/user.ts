import type { UserCard } from '@imbachat/protocol'
import type { BotReceives } from '@imbachat/protocol/users/user'
import type { WholeStanding } from '../own-state/own-item.ts'
import type { Widget } from '../widget.ts'

/**
 * Contract section 3. Only a permission that the site sets to false binds; `available_chat` is for the page and never
 * binds.
 */
export type UserPermissions = Record<string, boolean>

/**
 * Other names under which a person writes, such as a shop. Each is a user of its own, whom the person speaks for.
 * `gone`: the site no longer lists it, so the person only reads its conversations.
 */
export type Profiles = Record<string, { user_id: string; name: string; avatar_url: string | null; gone?: true }>

/** A user as the site describes them, parsed and checked. */
export interface SiteUser {
  user_id: string
  name: string
  avatar_url: string | null
  profile_url: string | null
  badge: string | null
  last_login_at: number | null
  email: string | null
  role: 'admin' | 'user'
  /** other names of this person, by the site's key */
  profiles: Profiles
  /** null: no restriction */
  permissions: UserPermissions | null
  /** fields we don't know, for integrators; never sent to other users */
  extra: Record<string, unknown>
}

/** A user as stored. */
export interface ChatUser extends SiteUser {
  /** when the site last described the user, milliseconds; null: never, the name is a placeholder */
  synced_at: number | null
  last_seen_at: number | null
  /** the user's own settings, as far as they bind others; missing: the defaults */
  writes_from?: 'everyone' | 'friends' | 'nobody'
  hides_last_seen?: boolean
  hides_receipts?: boolean
  /** the messages that a bot receives; missing: a person */
  bot?: BotReceives
  /** the person `of` speaks for this user; missing: a person */
  profile?: { of: string; gone: boolean }
  /** missing: nothing */
  standing?: WholeStanding
  /** tokens that the site made before this time sign nobody in, milliseconds; missing: all do */
  tokens_from?: number
  /** when the server first learned of the user; null: before the server stored that */
  first_seen_at: number | null
  /** their messages, counted while a rule of the widget needs it */
  written: number
}

/**
 * Names and avatars of a widget's users, as they are known now; a stale or missing one is asked for in the
 * background.
 */
export interface UserDirectory {
  /** Never waits for the site. In the order asked; unknown users come as placeholders. */
  cards(widget_id: number, user_ids: readonly string[]): Promise<UserCard[]>
  /** As `cards`, but full records; for permissions. */
  lookUp(widget_id: number, user_ids: readonly string[]): Promise<Map<string, ChatUser>>
  /** For one user, and the site is not asked; null: nothing is stored of them. */
  stored(widget_id: number, user_id: string): Promise<ChatUser | null>
  /** As `lookUp`, for the sender of a message: read for every message, so it may be a few seconds old. */
  sender(widget_id: number, user_id: string): Promise<ChatUser>
  /**
   * As `sender`, for a user who is about to write: if the site has not described the user yet, waits for its answer
   * (3 s at most).
   */
  author(widget_id: number, user_id: string): Promise<ChatUser>
  /** As `author`; null: that would read the store or wait for the site. */
  known(widget: Pick<Widget, 'id' | 'users_info_url'>, user_id: string): ChatUser | null
  /**
   * Does the site know this user? Waits for its answer (3 s at most).
   * `unknown` only if the site's answer is valid and leaves the user out; `unsure` if the site could not be asked.
   */
  check(widget_id: number, user_id: string): Promise<'known' | 'unknown' | 'unsure'>
  /** Users that the site finds; null: it offers no such search, or did not answer. Waits 3 s at most. */
  people(widget_id: number, question: PeopleQuestion): Promise<UserCard[] | null>
  /** Asks the site now, whatever is known. Waits for its answer, 3 s at most. */
  refresh(widget_id: number, user_id: string): Promise<void>
  /** Drops the cached card of this user. */
  forget(widget_id: number, user_id: string): void
  /** A user opened a page: asks the site in the background, so that a changed name shows at once. */
  arrived(widget_id: number, user_id: string): void
}

/** People by a part of their name, or a user's friends. */
export type PeopleQuestion = { kind: 'search'; query: string } | { kind: 'friends'; user_id: string }
