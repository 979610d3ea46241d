import type { Message } from '@imbachat/protocol'
import type { Connection, Request } from '../connection/connection.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { OwnState } from '../own-state.ts'
import type { Groups } from '../rooms/groups.ts'
import type { Receipts } from '../rooms/receipts.ts'
import type { Rooms } from '../rooms/room-list.ts'
import type { Users } from '../rooms/users.ts'
import type { CallEvent } from '../session-events.ts'
import type { Authors } from '../timeline/authors.ts'
import type { Timelines } from '../timeline/timelines.ts'
import type { SdkClock, SentMessage } from '../types.ts'

/** The parts of a session that these acts and those of `safety-acts.ts` and `group-acts.ts` use. */
export interface RoomActParts {
  user_id: string | null
  /** waits for a connection that is being opened */
  requestWhenOnline: Request
  clock: SdkClock
  connection: Connection
  ownState: OwnState
  rooms: Rooms
  groups: Groups
  receipts: Receipts
  users: Users
  authors: Authors
  timelines: Timelines
  /** called with messages that came, by an event or by catching up */
  changeListeners: Set<(room_id: number, messages: readonly Message[]) => void>
  /** called with events of calls */
  callListeners: Set<(event: CallEvent) => void>
  follow(room_id: number, messages: readonly Message[]): void
  /** the server has stored a message that the user wrote here */
  sent(message: SentMessage): void
  /** null for a guest */
  outbox: Outbox | null
}
