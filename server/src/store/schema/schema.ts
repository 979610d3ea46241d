import type { CallOutcome, CallState, MemberRole, MemberState, ReportReason, RoomType } from '@imbachat/protocol'
import type { NotificationChannel, NotificationState } from '@imbachat/protocol/http/widget/notifications'
import type { WebhookOffReason } from '@imbachat/protocol/http/widget/webhooks'
import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { BroadcastStop } from '@imbachat/protocol/moderation/broadcasts'
import type {
  HoldReason,
  ReportOutcome,
  ReportSource,
  RestrictionKind,
  TaskKind,
  TaskState,
} from '@imbachat/protocol/moderation/moderation'
import type { BotReceives } from '@imbachat/protocol/users/user'
import type { Generated } from 'kysely'

export type { OwnerTables } from './owner-schema.ts'

/**
 * The tables of both databases. Times are milliseconds since 1970; booleans are 0/1; JSON is text; user ids are text.
 */
export interface Database {
  widget: WidgetTable
  widget_secret: WidgetSecretTable
  api_key: ApiKeyTable
  api_call: ApiCallTable
  connect_code: ConnectCodeTable
  chat_user: ChatUserTable
  room: RoomTable
  member: MemberTable
  message: MessageTable
  message_version: MessageVersionTable
  held_message: HeldMessageTable
  reaction: ReactionTable
  mention: MentionTable
  upload: UploadTable
  blob: BlobTable
  attachment: AttachmentTable
  file_usage: FileUsageTable
  job: JobTable
  event_head: EventHeadTable
  event: EventTable
  event_waiting: WaitingEventTable
  webhook_endpoint: WebhookEndpointTable
  webhook_delivery: WebhookDeliveryTable
  notifier: NotifierTable
  notification: NotificationTable
  notification_log: NotificationLogTable
  mail_recipient: MailRecipientTable
  reply_token: ReplyTokenTable
  mail_reply: MailReplyTable
  push_subscription: PushSubscriptionTable
  push_ticket: PushTicketTable
  call: CallTable
  call_member: CallMemberTable
  invite: InviteTable
  join_request: JoinRequestTable
  own_state: OwnStateTable
  own_item: OwnItemTable
  report: ReportTable
  report_note: ReportNoteTable
  restriction: RestrictionTable
  team_member: TeamMemberTable
  team_invite: TeamInviteTable
  audit: AuditTable
  user_note: UserNoteTable
  monitor_session: MonitorSessionTable
  appeal: AppealTable
  site_sign_in: SiteSignInTable
  site_sign_in_token: SiteSignInTokenTable
  site_person: SitePersonTable
  site_session: SiteSessionTable
  task: TaskTable
  open_act: OpenActTable
  statistic: StatisticTable
  active_user: ActiveUserTable
  returned_users: ReturnedUsersTable
  unanswered_dialog: UnansweredDialogTable
  sign_of_life: SignOfLifeTable
  installation: InstallationTable
  server_node: ServerNodeTable
  backup_run: BackupRunTable
  /** PostgreSQL only, like `search_progress` */
  message_search: MessageSearchTable
  search_progress: SearchProgressTable
}

interface WidgetTable {
  id: Generated<number>
  account_id: string | null
  name: string
  api_login: string
  users_info_url: string | null
  /** JSON: string[] */
  origins: string
  /** JSON: WidgetSettings, only the values that differ from the defaults */
  settings: string
  /** JSON: RulesInUse; null: none */
  rules: Generated<string | null>
  /** number of the newest room */
  last_room_id: Generated<number>
  created_at: number
  /** null: not deleted */
  deleted_at: Generated<number | null>
  /** when its rows were removed; only the number is left, and no other widget gets it */
  erased_at: Generated<number | null>
  /** when the server's administrator stopped the chat; null: it works */
  suspended_at: Generated<number | null>
  /** why, for the team */
  suspended_for: Generated<string | null>
  /** JSON: WidgetQuotas that differ from the server's; null in them: the server's */
  quotas: Generated<string>
}

/** Secret keys and API passwords, sealed. At most two of a kind are live; the highest `id` is the current one. */
interface WidgetSecretTable {
  widget_id: number
  kind: 'secret_key' | 'api_password'
  id: number
  sealed: string
  created_at: number
  /** when it stops working; null: until it is retired */
  ends_at: Generated<number | null>
  /** when the site last used it, to the minute; null: not since this is noted */
  used_at: Generated<number | null>
  /** KeyUseName */
  used_for: Generated<string | null>
}

/** Keys of the server API. */
interface ApiKeyTable {
  widget_id: number
  /** UUID */
  id: string
  /** for the team */
  name: string
  /** SHA-256 of the key, hex */
  secret_hash: string
  /** its first characters */
  start: string
  /** JSON: ApiScope[] */
  scopes: string
  created_at: number
  /** an account */
  made_by: string
  /** null: it does not end by itself */
  expires_at: Generated<number | null>
  /** null: it was not revoked */
  revoked_at: Generated<number | null>
  /** to the minute; null: never */
  used_at: Generated<number | null>
  /** the bot that it is the key of; null: of the site */
  user_id: Generated<string | null>
}

/** Calls of the server API that came with an idempotency key. */
interface ApiCallTable {
  widget_id: number
  /** the caller's Idempotency-Key */
  key: string
  /** SHA-256 of operation, address and body, hex */
  request_hash: string
  started_at: number
  /** UUID of the attempt that carries it out, or did */
  run: string
  /** null: it runs, or its server died */
  status: Generated<number | null>
  /** JSON; null like `status` */
  answer: Generated<string | null>
}

/**
 * One-time codes for CMS plugins. A widget has at most one unused code, and one used code: the one that connected its
 * site.
 */
interface ConnectCodeTable {
  widget_id: number
  /** SHA-256, hex */
  code_hash: string
  expires_at: number
  /** null: not used */
  used_at: number | null
  /** the start page that the plugin named when it used the code */
  site_url: string | null
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
  /** which messages a bot receives; null: a person */
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
  /** `foldWords` of name, id and e-mail */
  folded: Generated<string>
}

interface RoomTable {
  widget_id: number
  id: number
  type: RoomType
  pipe: string | null
  title: string | null
  description: string | null
  /** JSON: the RoomRights that differ from the defaults; null: none */
  rights: string | null
  is_public: number
  /** JSON: RoomPicture; null: none */
  picture: Generated<string | null>
  /** 1: closed, listed in the directory, and users ask to join */
  by_request: Generated<number>
  /** open rows of `join_request` */
  join_requests: Generated<number>
  /** dialogs: both ids, sorted, and the id of what it is about, as a JSON array: unique forever */
  dialog_key: string | null
  /** dialogs: JSON: DialogContext; null: about nothing in particular */
  context: string | null
  /** dialogs: 1, one of the two users blocks the other */
  blocked: Generated<number>
  /** members with state `joined`; 2 in dialogs */
  member_count: number
  last_seq: number
  last_rev: number
  /** JSON: Handover; null: it was never handed over */
  handover: Generated<string | null>
  /** its messages up to here were imported */
  imported_seq: Generated<number>
  /** of its messages, those that do not count as unread */
  uncounted: Generated<number>
  /** its pinned messages */
  pins: Generated<number>
  created_at: number
  active_at: number
}

interface MemberTable {
  widget_id: number
  room_id: number
  user_id: string
  state: MemberState
  role: MemberRole
  delivered_seq: number
  read_seq: number
  /** `uncounted` of the message at `read_seq` */
  read_uncounted: Generated<number>
  joined_at: number
  /** the member's last message while the room was in slow mode; null: none */
  wrote_at: Generated<number | null>
  /** how many messages of the member were held in the room; null: none, ever */
  held: Generated<number | null>
  /** milliseconds since 1970; 0: not muted */
  muted_until: Generated<number>
  /** null: not pinned */
  pinned_order: Generated<number | null>
  /** the room's `last_seq` when the member archived it; null: not archived */
  archived_seq: Generated<number | null>
  marked_unread: Generated<number>
  /** messages up to here do not exist for the member */
  cleared_seq: Generated<number>
  /** a dialog without messages after this one is not in the member's list */
  hidden_seq: Generated<number>
}

interface MessageTable {
  widget_id: number
  room_id: number
  seq: number
  rev: number
  client_id: string
  sender_id: string
  text: string | null
  reply_to: number | null
  created_at: number
  edited_at: number | null
  deleted_at: number | null
  /** the decision that deleted it, while it may be taken back; null: not deleted, or somebody else deleted it too */
  deletion_id: Generated<string | null>
  /** null: not pinned */
  pinned_at: number | null
  /** JSON: Reaction[] as all members see them; null: none */
  reactions: string | null
  /** JSON: Attachment[]; null: none */
  attachments: string | null
  /** JSON of `MessageParts`; null: there are none */
  parts: string | null
  /** JSON: Notice; null: a user wrote the message */
  system: string | null
  /** of the messages up to this one, those that do not count as unread */
  uncounted: Generated<number>
}

/** A message that others do not see. Published, it is a row of `message` instead. */
interface HeldMessageTable {
  widget_id: number
  room_id: number
  sender_id: string
  client_id: string
  /** '' once it was removed */
  text: string
  reply_to: number | null
  /** JSON of `MessageParts`; null: there are none */
  parts: string | null
  /** JSON: Attachment[], as its sender sees them; null: none */
  attachments: string | null
  /** JSON: the uploads that the published message takes; null: none */
  uploads: string | null
  /** JSON: ForwardedMessage; null: its sender wrote it */
  forwarded: string | null
  reason: HoldReason
  held_at: number
  /** withdrawn, or a moderator deleted it: only its client id is left; null: it waits */
  removed_at: number | null
  /** as of a message: the decision that removed it, while nobody else has */
  deletion_id: string | null
  /** JSON: `OwnCopy` of `store/writes/messages/own-copy.ts`; null: its author sees that it waits */
  own_copy: string | null
  /** its author deleted it for everybody: their devices show that; null: they did not */
  deleted_at: number | null
}

/** An earlier version of an edited message. */
interface MessageVersionTable {
  widget_id: number
  room_id: number
  seq: number
  /** the message's `rev` until the edit */
  rev: number
  text: string
  /** JSON of `MessageParts`; null: there are none */
  parts: string | null
  /** when it was written or edited to say so */
  said_at: number
}

/** A file that its user has not sent in a message yet. */
interface UploadTable {
  widget_id: number
  id: string
  /** the room whose messages may take it */
  room_id: number
  user_id: string
  /** bytes, as announced */
  size: number
  /** JSON: UploadInput */
  wish: string
  state: 'open' | 'ready' | 'refused'
  /** why it was refused: an error code */
  error: string | null
  /** JSON: Attachment, when it is ready */
  attachment: string | null
  blob_id: string | null
  created_at: number
  expires_at: number
}

/** Stored bytes: the original and what was made of it. The row is there before the bytes, and goes after them. */
interface BlobTable {
  widget_id: number
  id: string
  /**
   * what it was made of: the way and the SHA-256 of the bytes that were sent; `new ID` before it is stored, `gone ID`
   * while it is removed
   */
  content: string
  /** bytes of all variants */
  size: number
  /** JSON: BlobFacts */
  facts: string
  /** since when perhaps nothing names it: the clean-up looks; null: it is in use */
  unused_since: Generated<number | null>
}

/** A file of a message: it opens its blob to the members of its room. */
interface AttachmentTable {
  widget_id: number
  id: string
  room_id: number
  /** 0: the room's picture */
  seq: number
  name: string
  blob_id: string
  /** the picture that a video shows before it plays */
  poster_blob_id: string | null
}

interface EventHeadTable {
  widget_id: number
  /** of the newest event ever */
  last_id: number
}

interface EventTable {
  widget_id: number
  id: number
  type: string
  room_id: number | null
  /** whose data it has */
  user_id: string | null
  at: number
  /** JSON */
  data: string
}

/** A widget that notifies users who are not looking. */
interface NotifierTable {
  widget_id: number
  /** up to this event of the log it is known whom to tell */
  after_id: number
  /** the node that serves it; null: none does */
  lease: string | null
  lease_until: number | null
}

/** What a user is to be told of a room by one channel, or was. */
interface NotificationTable {
  widget_id: number
  user_id: string
  channel: NotificationChannel
  room_id: number
  /** the newest message to tell of */
  seq: number
  /** null: nothing is to be told */
  due_at: number | null
  /** the user was told of messages up to this one */
  told_seq: Generated<number>
  /** how often, since the user read */
  told: Generated<number>
  /** times that it failed in a row */
  tries: Generated<number>
}

/** One attempt to tell a user. */
interface NotificationLogTable {
  widget_id: number
  /** UUID */
  id: string
  at: number
  channel: NotificationChannel
  user_id: string
  /** how many rooms it is about */
  rooms: number
  state: NotificationState
  /** why it was not sent, in English; null: it was sent */
  problem: string | null
  /** when the user opened the chat by it; null: not so far */
  opened_at: number | null
  /** when the user answered it without opening the chat */
  answered_at: number | null
}

/** On PostgreSQL: an event until it has its number. */
interface WaitingEventTable extends Omit<EventTable, 'id'> {
  /** rises in the order in which a room's changes are committed */
  place: Generated<number>
}

/** Work to do, also if the server dies over it. */
interface JobTable {
  widget_id: number
  id: string
  kind: string
  /** JSON */
  payload: string
  /** when it may begin; of one that runs: when it counts as lost; null: it was given up */
  run_at: number | null
  running: Generated<number>
  tries: Generated<number>
  /** of the run that holds it */
  lease: Generated<string | null>
  /** of the last try */
  error: Generated<string | null>
  created_at: number
}

interface FileUsageTable {
  widget_id: number
  /** of all blobs */
  bytes: number
}

interface ReactionTable {
  widget_id: number
  room_id: number
  seq: number
  user_id: string
  emoji: string
  reacted_at: number
}

/** A message calls a user. */
interface MentionTable {
  widget_id: number
  room_id: number
  /** '': all members */
  user_id: string
  seq: number
  sender_id: string
}

/** A link that lets users join a room. */
/** Mails to a user about unread messages. */
interface MailRecipientTable {
  widget_id: number
  user_id: string
  /** the last one; null: none yet */
  sent_at: number | null
  /** since when `sent_in_day` is counted, up to a day */
  day_at: number
  sent_in_day: number
  /** SHA-256 of the address that refused mail, base64url; null: none does */
  stopped_hash: string | null
}

interface InviteTable {
  widget_id: number
  /** SHA-256 of its token, hex: a copy of the database lets nobody join */
  token_hash: string
  room_id: number
  created_by: string
  created_at: number
  /** null: never */
  expires_at: number | null
  /** null: any number */
  most_uses: number | null
  uses: number
  /** 1: users who open it ask to join */
  approval: Generated<number>
}

/** A user who asks to join a room, or whose request was declined. */
interface JoinRequestTable {
  widget_id: number
  room_id: number
  user_id: string
  note: string
  asked_at: number
  /** null: open; the user may ask again at this time */
  declined_until: number | null
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

/** A message in the search index; made from the message, so no backup has it. */
interface MessageSearchTable {
  widget_id: number
  room_id: number
  seq: number
  /** the message's `rev` when it was indexed */
  rev: number
  created_at: number
  /** tsvector: stems and marks */
  words: string
}

/** Up to which `rev` the index has a room. */
interface SearchProgressTable {
  widget_id: number
  room_id: number
  rev: number
}

/** A report of a user to the widget's moderators. */
interface ReportTable {
  widget_id: number
  /** UUID */
  id: string
  room_id: number
  /** null: the user is reported, not a message */
  seq: number | null
  /** the reported user, or the author of the message */
  user_id: string
  reporter_id: string
  reason: ReportReason
  comment: string
  /** JSON: the messages around it, as they were when it was reported */
  messages: string
  created_at: number
  /** null: open */
  closed_at: Generated<number | null>
  /** the account that closed it */
  closed_by: Generated<string | null>
  outcome: Generated<ReportOutcome | null>
  /** `user`: somebody reported it; else the rule of the widget that flagged the message */
  source: Generated<ReportSource>
  /** the rule's finding */
  flagged: Generated<string | null>
  /** the account that looks at it now, until when */
  claimed_by: Generated<string | null>
  claimed_until: Generated<number | null>
  /** JSON: Undo, how its decision is taken back; null: it can't be */
  undo: Generated<string | null>
  /** the held message that it is about; null: another message, or a user */
  held_client_id: Generated<string | null>
  /** the account that works on it */
  assigned_to: Generated<string | null>
  /** it does not wait before then */
  snoozed_until: Generated<number | null>
}

/** What a moderator says to the team about what was reported. It names its subject as a report does. */
interface ReportNoteTable {
  widget_id: number
  /** UUID */
  id: string
  /** the reported user, or the author of the message */
  user_id: string
  room_id: number
  seq: number | null
  held_client_id: string | null
  text: string
  created_at: number
  /** an account */
  written_by: string
}

/** A moderator's note about a user. */
interface UserNoteTable {
  widget_id: number
  /** UUID */
  id: string
  user_id: string
  text: string
  created_at: number
  /** an account */
  created_by: string
}

/** A moderator watches what users write, and has said why: the reason is in the audit log. */
interface MonitorSessionTable {
  widget_id: number
  id: string
  account_id: string
  started_at: number
}

/** The note of a muted or banned user to the moderators: one for each restriction. */
interface AppealTable {
  widget_id: number
  restriction_id: string
  user_id: string
  kind: 'mute' | 'ban'
  text: string
  created_at: number
  /** null: open */
  closed_at: Generated<number | null>
  /** an account */
  closed_by: Generated<string | null>
  outcome: Generated<'accepted' | 'declined' | null>
}

/** Sign-in to the dashboard from the site's admin; a widget without a row has it off. */
interface SiteSignInTable {
  widget_id: number
  /** another one for each key: sessions rest on it */
  key_id: string
  /** the key, sealed for this widget */
  sealed: string
  most_role: WidgetRole
  /** JSON: string[], the addresses that a token may name */
  back_to: string
  /** of the key */
  created_at: number
  /** when a person last signed in */
  used_at: Generated<number | null>
}

/** Tokens that were used, until they have expired. */
interface SiteSignInTokenTable {
  widget_id: number
  /** SHA-256 of the claim `jti`, hex */
  jti_hash: string
  expires_at: number
}

/** A person of the site's admin, as the audit log calls them. */
interface SitePersonTable {
  widget_id: number
  /** the site's */
  id: string
  label: string
}

/** A session that the site's admin opened, or the ticket for it while `opened` is 0. */
interface SiteSessionTable {
  widget_id: number
  /** SHA-256 of the ticket, then of the cookie's token, hex */
  token_hash: string
  person_id: string
  key_id: string
  /** that the token asked for */
  role: WidgetRole
  back_to: string
  opened: 0 | 1
  created_at: number
  expires_at: number
}

/** Work that a moderator started and that takes a while; a job does it. */
interface TaskTable {
  widget_id: number
  /** UUID */
  id: string
  kind: TaskKind
  /** the user that it is about */
  user_id: string | null
  /** JSON */
  payload: string
  state: TaskState
  /** JSON: how far it has come; null: it has not begun */
  place: Generated<string | null>
  /** steps taken, of how many, and what was changed */
  looked: Generated<number>
  total: Generated<number>
  changed: Generated<number>
  created_at: number
  /** an account */
  created_by: string
  ended_at: Generated<number | null>
  /** of a broadcast that stopped by itself */
  stopped_for: Generated<BroadcastStop | null>
}

/** Where events of a widget are delivered to. */
interface WebhookEndpointTable {
  widget_id: number
  id: string
  url: string
  description: string
  /** JSON: the types of events; null: all */
  types: string | null
  /** the bot that receives them; null: the site does */
  user_id: Generated<string | null>
  /** null: it is on */
  off_reason: WebhookOffReason | null
  /** the secret that signs deliveries, and beside it the one before, until it ends */
  sealed: string
  previous_sealed: string | null
  previous_ends_at: number | null
  /** of mails about it */
  language: string
  created_at: number
  /** up to this event, all are delivered or given up */
  after_id: number
  /** Events above the first and up to the second are settled: a span before them is replayed. */
  gap_from: number | null
  gap_to: number | null
  /** counts replays */
  run: Generated<number>
  /** counts changes by the team: the node that serves it begins again */
  revision: Generated<number>
  /** the first failure since the last success, and how many there were */
  failing_since: Generated<number | null>
  streak: Generated<number>
  /** nothing is tried before */
  next_at: Generated<number | null>
  /** of the last failure */
  problem: Generated<string | null>
  /** the node that serves it, and until when without another word of it */
  lease: Generated<string | null>
  lease_until: Generated<number | null>
}

/** The last deliveries of an endpoint, those that failed and those that were delivered out of order. */
interface WebhookDeliveryTable {
  widget_id: number
  endpoint_id: string
  event_id: number
  /** the replay that it belongs to */
  run: number
  type: string
  state: 'pending' | 'delivered' | 'dead'
  tries: number
  /** milliseconds that it failed while other events passed */
  held_ms: number
  next_at: number | null
  /** of the last try */
  at: number
  status: number | null
  problem: string | null
  /** the beginning of the answer */
  answer: string
  ms: number
}

/** A warning, mute or ban that a moderator gave. What holds now is in `chat_user.standing`. */
interface RestrictionTable {
  widget_id: number
  /** UUID */
  id: string
  user_id: string
  kind: RestrictionKind
  /** the reason for the user to read; of a shadow ban for the team */
  reason: string
  /** null: for good; of a warning always null */
  until: number | null
  /** the report that led to it */
  report_id: string | null
  created_at: number
  /** the account that gave it */
  created_by: string
  /** null: nobody ended it before its time */
  lifted_at: Generated<number | null>
  lifted_by: Generated<string | null>
}

/** The members of a widget's team, without the account that owns the widget. */
interface TeamMemberTable {
  widget_id: number
  account_id: string
  role: WidgetRole
  created_at: number
}

/** An invitation that waits; accepting removes it. */
interface TeamInviteTable {
  widget_id: number
  /** UUID */
  id: string
  /** SHA-256 of the link's token, hex */
  token_hash: string
  role: WidgetRole
  /** for the team: the person that it is meant for */
  note: string
  /** an account */
  invited_by: string
  created_at: number
  expires_at: number
}

/** An act in the dashboard. Append-only, by triggers too. */
interface AuditTable {
  /** 0: about an account, or about the server */
  widget_id: number
  /** UUID of version 7: by time */
  id: string
  at: number
  /** null: the command line */
  account_id: Generated<string | null>
  /** e-mail address of the account when it acted */
  actor: string
  /** an operation of the dashboard */
  action: string
  /** the object of the act */
  target: Generated<string | null>
  /** JSON: what changed */
  details: Generated<string | null>
  address: Generated<string | null>
}

/** An act of the dashboard that has begun and is not in `audit` yet, with the same columns. */
type OpenActTable = Omit<AuditTable, 'details'>

/** A widget's counts of one hour. */
interface StatisticTable {
  widget_id: number
  /** when it begins */
  hour: number
  messages: number
  dialogs: number
  /** users whose first activity of that day of UTC fell into this hour */
  active_users: number
  /** of those, users who had never come before */
  new_users: Generated<number>
  /** new groups, public rooms included */
  rooms: Generated<number>
  /** uploaded */
  files: Generated<number>
  file_bytes: Generated<number>
  /** dialogs whose first message was sent in this hour; of them, those that another user answered, by the wait */
  dialogs_begun: Generated<number>
  answered_5m: Generated<number>
  answered_1h: Generated<number>
  answered_1d: Generated<number>
  /** within 30 days */
  answered_later: Generated<number>
}

/** The last day on which a user was active; guests who write, too. */
interface ActiveUserTable {
  widget_id: number
  user_id: string
  /** when the day begins, in UTC */
  day: number
  /** the first such day; null: from before it was counted */
  first_day: number | null
  /** the day of activity before the last one; null: there was none */
  day_before: number | null
}

/** How many users who came first in one week were active in a later one. Weeks begin on Monday, in UTC. */
interface ReturnedUsersTable {
  widget_id: number
  first_week: number
  /** the first week itself, too: all who came first in it */
  week: number
  users: number
}

/** A dialog in which nobody but the user who began it has written yet. */
interface UnansweredDialogTable {
  widget_id: number
  room_id: number
  user_id: string
  begun_at: number
}

/** Signs that a widget works on its site. */
interface SignOfLifeTable {
  widget_id: number
  /** when a page last loaded the script, to the minute */
  script_at: number | null
  script_origin: string | null
  /** when the first user came */
  user_at: number | null
  message_at: number | null
}

/** One row. */
interface InstallationTable {
  id: 1
  /** Changes after a restore: clients may hold data newer than the store, so they read everything again. */
  epoch: string
  /** A sealed text that opens with the installation's secret only; null: no server of this version started yet. */
  secret_check: string | null
  /** sealed: the private key by which push services know this installation; null: no server of this version started */
  push_keys: Generated<string | null>
}

/** An address to which a mail about unread messages can be answered, or comes back. */
interface ReplyTokenTable {
  widget_id: number
  /** SHA-256 of the token */
  hash: string
  /** `bounce`: the mail comes back there if it can't be delivered */
  kind: 'reply' | 'bounce'
  user_id: string
  /** null: the mail was about several rooms */
  room_id: number | null
  /** the newest message of the room that the mail was about */
  seq: number
  /** of the row of `notification_log` */
  log_id: string
  expires_at: number
}

/** A mail that came to an address for answers. */
interface MailReplyTable {
  widget_id: number
  /** hash of the user, the room and the mail's `Message-ID`: the same mail again is known */
  id: string
  user_id: string
  room_id: number | null
  at: number
  /** `held`: its user is asked whether they wrote it */
  state: 'posted' | 'held' | 'refused' | 'dropped'
  log_id: string
  seq: number
  /** what it says, for this server only; null: it waits for nothing */
  sealed: string | null
  expires_at: number
}

/** A browser that gets a user's notifications. */
interface PushSubscriptionTable {
  widget_id: number
  /** hash of the name that the browser gave itself, which only it knows */
  id: string
  user_id: string
  /** hash of its address: two rows never share one */
  endpoint_hash: string
  /** sealed JSON: address and keys of the browser, and the page that a click leads to */
  sealed: string
  /** the language of what it shows */
  language: string
  /** such as `Firefox, Linux` */
  name: string
  /** by the name of the key that signed its user in, and when: what ends their sessions ends it */
  signed_with: string
  signed_at: number
  created_at: number
  /** it took a message; null: none so far */
  used_at: number | null
  /** no message reached it since; null: the last one did */
  failing_since: number | null
}

/** Lets a window on the chat's origin subscribe its browser for a user, once. */
interface CallTable {
  widget_id: number
  /** UUID */
  id: string
  room_id: number
  /** counts the changes that users see */
  rev: number
  state: CallState
  /** null: it has not ended */
  outcome: CallOutcome | null
  video: number
  /** 1: media goes through a relay alone */
  relay: number
  /** the caller */
  created_by: string
  started_at: number
  ring_until: number
  answered_at: number | null
  ended_at: number | null
  /** when the server looks whether it has to end; null: it has ended */
  due_at: number | null
  /** `seq` of its entry in the room */
  entry_seq: number | null
  /** users of a group's call at the same time; null: two users of a dialog */
  most: Generated<number | null>
  /** of a group's call: since when one user is alone in it */
  alone_since: Generated<number | null>
  /** party of the SFU that forwards the media; null: none */
  sfu: Generated<string | null>
}

/** Of each call its two users; of a group's call, the users who are or were in it, and those who declined. */
interface CallMemberTable {
  widget_id: number
  call_id: string
  user_id: string
  room_id: number
  /** the page that takes part; null: none yet */
  party: string | null
  audio: number
  video: number
  screen: number
  connected: number
  lease_until: number | null
  /** 1: the call has not ended, and the user is in it */
  live: number
  /** of a group's call, as the next ones; null: the user declined */
  joined_at: Generated<number | null>
  /** why the user is not in it; null: they are */
  gone: Generated<'left' | 'removed' | 'declined' | null>
  /** how often a host turned the microphone off */
  mutes: Generated<number>
  /** 1: the user hides their address */
  hidden: Generated<number>
}

interface PushTicketTable {
  widget_id: number
  hash: string
  user_id: string
  /** as in `PushSubscriptionTable` */
  page: string | null
  signed_with: string
  signed_at: number
  expires_at: number
}

/** A node of an installation with several nodes, and its state. */
interface ServerNodeTable {
  id: string
  seen_at: number
  /** JSON: NodeFacts */
  facts: string
}

/** A backup that ended. */
interface BackupRunTable {
  id: string
  started_at: number
  ended_at: number
  path: string
  /** the machine that has the file */
  node: string
  row_count: number | null
  bytes: number | null
  /** null: it is complete */
  error: string | null
}
