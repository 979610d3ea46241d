import type { Kysely } from 'kysely'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Widgets } from '../../dashboard/widgets/widgets.ts'
import type { Database } from '../../store/schema/schema.ts'
import type { Tasks } from '../task.ts'

export interface ModeratedRoomsDeps {
  readDb: Kysely<Database>
  widgets: Pick<Widgets, 'get'>
  chat: Pick<ChatDeps, 'store' | 'bus' | 'users' | 'memberNews'>
  tasks: Pick<Tasks, 'begin'>
}

export interface OfRoom {
  widget_id: number
  room_id: number
}
