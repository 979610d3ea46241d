import type { OwnerTables } from './owner-tables.ts'
import type { Database } from './schema.ts'

/** The treatment of a table's rows when their room is deleted. */
type WithRoom =
  | 'go'
  /** rows up to the `seq` that clients were notified of */
  | 'go by seq'
  /** another operation removes the others first, since users are notified */
  | { go: string }
  | 'stay'

/** The treatment of a table's rows when their user is erased. */
type WithUser =
  /** rows that have the user in this column */
  | { go: string }
  /** a step of the erasure, in a file of its own, takes the user out of them */
  | 'by a step'
  | 'stay'

const OF_USERS = ['user_id', 'sender_id', 'reporter_id', 'created_by'] as const

interface Described<Row> {
  /** the primary key */
  key: readonly (keyof Row & string)[]
  /** a fresh database has rows of it: a restore replaces them */
  isFresh?: true
}

/** A table compiles only if it declares what happens to its rows when a room or user that they name is removed. */
type Table<Row> = Described<Row> &
  ('room_id' extends keyof Row ? { withRoom: WithRoom } : unknown) &
  (Extract<keyof Row, (typeof OF_USERS)[number]> extends never ? unknown : { withUser: WithUser })

type InSearch = 'message_search' | 'search_progress'
type Stored = Omit<Database, InSearch> & OwnerTables

export type TableName = keyof Stored

/**
 * Every table with data to keep; the search index is made from them. Tables are copied in this order and emptied in
 * reverse, because later ones refer to earlier ones. A widget's table has `widget_id` first in its key.
 */
const DESCRIBED = {
  installation: { key: ['id'], isFresh: true },
  widget: { key: ['id'] },
  widget_secret: { key: ['widget_id', 'kind', 'id'] },
  api_key: { key: ['widget_id', 'id'], withUser: { go: 'user_id' } },
  api_call: { key: ['widget_id', 'key'] },
  connect_code: { key: ['widget_id', 'code_hash'] },
  chat_user: { key: ['widget_id', 'id'] },
  room: { key: ['widget_id', 'id'] },
  member: { key: ['widget_id', 'room_id', 'user_id'], withRoom: { go: "state <> 'joined'" }, withUser: 'by a step' },
  invite: { key: ['widget_id', 'token_hash'], withRoom: 'go', withUser: 'by a step' },
  join_request: {
    key: ['widget_id', 'room_id', 'user_id'],
    withRoom: { go: 'declined_until is not null' },
    withUser: { go: 'user_id' },
  },
  message: { key: ['widget_id', 'room_id', 'seq'], withRoom: 'go by seq', withUser: 'by a step' },
  message_version: { key: ['widget_id', 'room_id', 'seq', 'rev'], withRoom: 'go by seq' },
  held_message: {
    key: ['widget_id', 'room_id', 'sender_id', 'client_id'],
    withRoom: 'go',
    withUser: { go: 'sender_id' },
  },
  reaction: {
    key: ['widget_id', 'room_id', 'seq', 'user_id', 'emoji'],
    withRoom: 'go by seq',
    withUser: 'by a step',
  },
  mention: { key: ['widget_id', 'room_id', 'user_id', 'seq'], withRoom: 'go by seq', withUser: 'by a step' },
  blob: { key: ['widget_id', 'id'] },
  upload: { key: ['widget_id', 'id'], withRoom: 'stay', withUser: 'by a step' },
  attachment: { key: ['widget_id', 'id'], withRoom: 'go by seq' },
  file_usage: { key: ['widget_id'] },
  job: { key: ['widget_id', 'id'] },
  event_waiting: { key: ['widget_id', 'place'], withRoom: 'stay', withUser: { go: 'user_id' } },
  event: { key: ['widget_id', 'id'], withRoom: 'stay', withUser: { go: 'user_id' } },
  // emptied before the others: then no event gets a number any more
  event_head: { key: ['widget_id'] },
  webhook_endpoint: { key: ['widget_id', 'id'], withUser: { go: 'user_id' } },
  webhook_delivery: { key: ['widget_id', 'endpoint_id', 'event_id'] },
  notifier: { key: ['widget_id'] },
  notification: {
    key: ['widget_id', 'user_id', 'channel', 'room_id'],
    withRoom: 'go',
    withUser: { go: 'user_id' },
  },
  notification_log: { key: ['widget_id', 'id'], withUser: { go: 'user_id' } },
  mail_recipient: { key: ['widget_id', 'user_id'], withUser: { go: 'user_id' } },
  reply_token: { key: ['widget_id', 'hash'], withRoom: 'go', withUser: { go: 'user_id' } },
  mail_reply: { key: ['widget_id', 'id'], withRoom: 'go', withUser: { go: 'user_id' } },
  push_subscription: { key: ['widget_id', 'id'], withUser: { go: 'user_id' } },
  push_ticket: { key: ['widget_id', 'hash'], withUser: { go: 'user_id' } },
  call: { key: ['widget_id', 'id'], withRoom: 'go', withUser: { go: 'created_by' } },
  call_member: { key: ['widget_id', 'call_id', 'user_id'], withRoom: 'go', withUser: { go: 'user_id' } },
  own_state: { key: ['widget_id', 'user_id'], withUser: { go: 'user_id' } },
  own_item: { key: ['widget_id', 'user_id', 'key'], withUser: { go: 'user_id' } },
  report: { key: ['widget_id', 'id'], withRoom: 'stay', withUser: 'by a step' },
  report_note: { key: ['widget_id', 'id'], withRoom: 'stay', withUser: { go: 'user_id' } },
  restriction: { key: ['widget_id', 'id'], withUser: { go: 'user_id' } },
  team_member: { key: ['widget_id', 'account_id'] },
  team_invite: { key: ['widget_id', 'id'] },
  audit: { key: ['widget_id', 'id'] },
  open_act: { key: ['widget_id', 'id'] },
  user_note: { key: ['widget_id', 'id'], withUser: { go: 'user_id' } },
  monitor_session: { key: ['widget_id', 'id'] },
  appeal: { key: ['widget_id', 'restriction_id'], withUser: { go: 'user_id' } },
  site_sign_in: { key: ['widget_id'] },
  site_sign_in_token: { key: ['widget_id', 'jti_hash'] },
  site_person: { key: ['widget_id', 'id'] },
  site_session: { key: ['widget_id', 'token_hash'] },
  task: { key: ['widget_id', 'id'], withUser: 'by a step' },
  statistic: { key: ['widget_id', 'hour'] },
  active_user: { key: ['widget_id', 'user_id'], withUser: { go: 'user_id' } },
  returned_users: { key: ['widget_id', 'first_week', 'week'] },
  unanswered_dialog: { key: ['widget_id', 'room_id'], withRoom: 'go', withUser: { go: 'user_id' } },
  sign_of_life: { key: ['widget_id'] },
  owner: { key: ['id'] },
  owner_session: { key: ['id'] },
  owner_credential: { key: ['id'] },
  owner_two_factor: { key: ['id'] },
  owner_verification: { key: ['id'] },
  owner_setup: { key: ['id'], isFresh: true },
  owner_reset: { key: ['owner_id'] },
  reset_link: { key: ['token_hash'] },
  owner_mail_choice: { key: ['account_id'] },
  owner_mail: { key: ['account_id', 'topic', 'about'] },
  owner_push: { key: ['session_id'] },
  server_node: { key: ['id'], isFresh: true },
  backup_run: { key: ['id'], isFresh: true },
} satisfies { [Name in TableName]: Table<Stored[Name]> }

interface AnyTable extends Described<Record<string, unknown>> {
  withRoom?: WithRoom
  withUser?: WithUser
}

const ALL: [TableName, AnyTable][] = Object.entries<AnyTable>(DESCRIBED) as [TableName, AnyTable][]

/** Tables that others refer to come first. */
export const TABLES: readonly TableName[] = ALL.map(([name]) => name)

/** A server's own rows: a database that has nothing else is empty, and a restore replaces it. */
export const FRESH_TABLES: readonly TableName[] = ALL.flatMap(([name, { isFresh }]) => (isFresh ? [name] : []))

/** Dependent tables come first: messages before their room. */
export const WIDGET_TABLES: readonly { name: TableName; key: readonly string[] }[] = ALL.flatMap(([name, { key }]) =>
  key[0] === 'widget_id' ? [{ name, key }] : [],
).toReversed()

/** Rows that go with their room: by `seq`, under a condition, or all. Dependent tables come first. */
export const ROOM_TABLES: readonly { name: TableName; key: readonly string[]; only: 'seq' | string | null }[] =
  ALL.flatMap(([name, { key, withRoom }]) => {
    if (withRoom === undefined || withRoom === 'stay') return []
    return [{ name, key, only: withRoom === 'go' ? null : withRoom === 'go by seq' ? 'seq' : withRoom.go }]
  }).toReversed()

/** Rows that are removed with the user in the column. */
export const USER_TABLES: readonly { name: TableName; column: string }[] = ALL.flatMap(([name, { withUser }]) =>
  typeof withUser === 'object' ? [{ name, column: withUser.go }] : [],
)
