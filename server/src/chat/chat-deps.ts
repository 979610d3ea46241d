import type { Message } from '@imbachat/protocol'
import type { Limits } from '../config/limits.ts'
import type { RecentActs } from '../moderation/rules/recent-acts.ts'
import type { Files } from './attachments/files.ts'
import type { RemoteFiles } from './attachments/ports.ts'
import type { BeforeSend } from './before-send/ports.ts'
import type { Bus } from './bus.ts'
import type { Forwarding } from './calls/forwarding.ts'
import type { IceSource } from './calls/ice.ts'
import type { SfuTests } from './calls/sfu-tests.ts'
import type { Clock } from './clock.ts'
import type { Identity } from './identity/identity.ts'
import type { Log } from './log.ts'
import type { ChatStore, MessageSearch } from './ports.ts'
import type { ActiveUsers } from './presence/active-users.ts'
import type { Presence } from './presence/presence.ts'
import type { PageReader } from './previews/ports.ts'
import type { PushDevices } from './push/push-devices.ts'
import type { Reactions } from './reactions/reactions.ts'
import type { Receipts } from './receipts/receipts.ts'
import type { Introductions } from './rooms/introductions.ts'
import type { MemberNews } from './rooms/members/member-news.ts'
import type { RoomClass } from './rooms/room-class.ts'
import type { SharedBuckets, SharedRates } from './shared-rates.ts'
import type { UserDirectory } from './users/user.ts'
import type { WidgetReader } from './widget.ts'

/** Dependencies of the chat's operations. Each operation names those that it uses. */
export interface ChatDeps {
  store: ChatStore
  search: MessageSearch
  users: UserDirectory
  identity: Identity
  widgets: WidgetReader
  bus: Bus
  clock: Clock
  log: Log
  reactions: Reactions
  files: Files
  /** makes the tokens of invite links */
  inviteKey: Uint8Array
  /** fetches pictures that the site names; null: this server fetches none */
  pictures: Pick<PageReader, 'picture'> | null
  /** fetches files that the site's program names; null: this server fetches none */
  remoteFiles: RemoteFiles | null
  /** null: users get no notifications in their browsers */
  pushDevices: PushDevices | null
  /** what parties of calls connect with */
  ice: IceSource
  /** media of calls that goes through a server */
  forwarding: Forwarding
  sfuTests: SfuTests
  /** starts jobs that were just added */
  jobs: { wake(): void }
  receipts: Receipts
  presence: Presence
  activeUsers: ActiveUsers
  recent: ChangesInMemory
  classOf: RoomClass
  introductions: Introductions
  memberNews: MemberNews
  recentActs: RecentActs
  /** asks the site about messages, in widgets with such a program */
  beforeSend: BeforeSend
  /** calls that each user starts */
  callRate: SharedBuckets
  /** messages of each user */
  messageRate: SharedBuckets
  /** limits that all nodes count together */
  rates: SharedRates
  limits: Limits
}

/** This node's memory of the last changes of its rooms. */
export interface ChangesInMemory {
  /** All changes after `rev`, up to those already sent to subscribers; null: read them from the store. */
  since(widget_id: number, room_id: number, rev: number): { messages: Message[]; rev: number } | null
}
