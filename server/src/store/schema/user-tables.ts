import type { BotReceives } from '@imbachat/protocol/users/user'
import type { Generated } from 'kysely'

/** Users, and the data that belongs to one user alone. */
export interface UserTables {
  chat_user: ChatUserTable
  own_state: OwnStateTable
  own_item: OwnItemTable
}

interface ChatUserTable {
  widget_id: number
  id: string
  name: string
  avatar_url: string | null
  profile_url: string | null
  badge: string | null
  email: string | null
  role: 'admin' | 'user'
  /** JSON */
  profiles: string
  /** JSON or null: no restriction */
  permissions: string | null
  /** JSON */
  extra: string
  last_login_at: number | null
  /** null: the site has not described this user yet */
  synced_at: number | null
  /** the messages that a bot receives; null: a person */
  bot: Generated<BotReceives | null>
  last_seen_at: number | null
  /** the user's own settings, as far as they bind others */
  writes_from: Generated<'everyone' | 'friends' | 'nobody'>
  hides_last_seen: Generated<number>
  hides_receipts: Generated<number>
  /** JSON: Standing, what moderators decided; null: nothing */
  standing: Generated<string | null>
  /** when the server first saw the user; null: before the server recorded it */
  first_seen_at: Generated<number | null>
  /** messages, counted while a rule of the widget needs it */
  written: Generated<number>
  /** messages, counted some seconds after they were sent */
  messages: Generated<number>
  /** tokens that the site made before, milliseconds, sign nobody in; null: all do */
  tokens_from: Generated<number | null>
  /** the person who speaks for this profile; null: a person */
  profile_of: Generated<string | null>
  /** 1: the site no longer lists this profile */
  profile_gone: Generated<number>
  /** `foldWords` of name, id and e-mail */
  folded: Generated<string>
}

/** The position of a user's own state. */
interface OwnStateTable {
  widget_id: number
  user_id: string
  /** `user_rev` of the newest item */
  last_rev: number
}

/**
 * One item of a user's own state. A removed item stays with `value` null, so that every device learns about the
 * removal.
 */
interface OwnItemTable {
  widget_id: number
  user_id: string
  /** `KIND/ROOM` */
  key: string
  user_rev: number
  /** JSON */
  value: string | null
}
