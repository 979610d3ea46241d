import type { ConnectedDevice } from '@imbachat/protocol/http/moderation/people'
import type { Kysely } from 'kysely'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Clock } from '../../chat/clock.ts'
import type { Widgets } from '../../dashboard/widgets/widgets.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import type { Tasks } from '../task.ts'

export interface PeopleDeps {
  control: Kysely<Database>
  readDb: Kysely<Database & OwnerTables>
  widgets: Pick<Widgets, 'get'>
  chat: Pick<ChatDeps, 'store' | 'bus' | 'users' | 'presence' | 'files' | 'clock' | 'introductions' | 'widgets'>
  devices: Devices
  tasks: Tasks
  clock: Clock
}

/** A user, and the widget that they belong to. */
export interface OfPerson {
  widget_id: number
  user_id: string
}

interface DeviceList {
  /** the newest */
  devices: ConnectedDevice[]
  total: number
  /** nodes that run and did not answer */
  silent_nodes: number
}

type SignOut = { ended: number; silent_nodes: number }

/** The connections of a user to all nodes. They are asked, since each keeps its own in memory only. */
export interface Devices {
  list(person: OfPerson): Promise<DeviceList>
  /** Ends them all. */
  signOut(person: OfPerson): Promise<SignOut>
}
