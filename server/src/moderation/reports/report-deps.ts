import type { RestrictionKind } from '@imbachat/protocol/moderation/moderation'
import type { Kysely } from 'kysely'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Clock } from '../../chat/clock.ts'
import type { Widgets } from '../../dashboard/widgets/widgets.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import type { Tasks } from '../task.ts'

export interface ReportDeps {
  control: Kysely<Database>
  readDb: Kysely<Database & OwnerTables>
  widgets: Pick<Widgets, 'get'>
  chat: Pick<ChatDeps, 'store' | 'bus' | 'users' | 'introductions' | 'widgets' | 'clock' | 'log'>
  tasks: Pick<Tasks, 'start'>
  clock: Clock
}

export interface Decision {
  act: 'dismiss' | 'publish' | 'delete' | RestrictionKind | 'delete_all'
  /** duration of a mute, ban or shadow ban; null: permanent */
  minutes: number | null
  /** the reason that the user reads with a warning, mute or ban */
  reason: string
  /** with a restriction: the message is deleted too; a held one always is */
  alsoDelete: boolean
  /** all open reports about the same user are decided with it */
  wholeAuthor: boolean
}
