import type { Kysely } from 'kysely'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Clock } from '../../chat/clock.ts'
import type { Widgets } from '../../dashboard/widgets/widgets.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import type { Tasks } from '../task.ts'

export interface ModeratedRoomsDeps {
  readDb: Kysely<Database & OwnerTables>
  widgets: Pick<Widgets, 'get'>
  chat: Pick<ChatDeps, 'store' | 'bus' | 'users' | 'memberNews'>
  tasks: Pick<Tasks, 'begin'>
  clock: Clock
}

export interface OfRoom {
  widget_id: number
  room_id: number
}
