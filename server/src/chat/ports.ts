import type { BlockStore } from './ports/blocks.ts'
import type { CallStore } from './ports/calls.ts'
import type { CardStore } from './ports/cards.ts'
import type { DialogStore } from './ports/dialogs.ts'
import type { EventStore } from './ports/events.ts'
import type { FileStore } from './ports/files.ts'
import type { HistoryStore } from './ports/history.ts'
import type { InviteStore } from './ports/invites.ts'
import type { JobStore } from './ports/jobs.ts'
import type { JoinRequestStore } from './ports/join-requests.ts'
import type { MemberStore } from './ports/members.ts'
import type { MessageStore } from './ports/messages.ts'
import type { ModerationStore } from './ports/moderation.ts'
import type { OwnStateStore } from './ports/own-state.ts'
import type { PinStore } from './ports/pins.ts'
import type { PreviewStore } from './ports/previews.ts'
import type { RoomStore } from './ports/rooms.ts'
import type { UserStore } from './ports/users.ts'

export type * from './ports/blocks.ts'
export type * from './ports/calls.ts'
export type * from './ports/cards.ts'
export type * from './ports/dialogs.ts'
export type * from './ports/events.ts'
export type * from './ports/files.ts'
export type * from './ports/history.ts'
export type * from './ports/invites.ts'
export type * from './ports/jobs.ts'
export type * from './ports/join-requests.ts'
export type * from './ports/members.ts'
export type * from './ports/messages.ts'
export type * from './ports/moderation.ts'
export type * from './ports/own-state.ts'
export type * from './ports/pins.ts'
export type * from './ports/previews.ts'
export type * from './ports/rooms.ts'
export type * from './ports/search.ts'
export type * from './ports/users.ts'
export type * from './ports/watermarks.ts'

/**
 * The durable side of the chat. A promise of a write resolves after its commit (fsynced), never before.
 * Every method takes the widget first or in its argument; none reads across widgets.
 * @throws ChatError `server_busy` (with retryAfterMs) when the write queue is full
 */
export interface ChatStore
  extends RoomStore,
    DialogStore,
    MemberStore,
    JoinRequestStore,
    InviteStore,
    MessageStore,
    PinStore,
    PreviewStore,
    CardStore,
    UserStore,
    FileStore,
    OwnStateStore,
    BlockStore,
    CallStore,
    ModerationStore,
    JobStore,
    EventStore,
    HistoryStore {
  /** Changes after a restore, because clients may then know newer messages than the store has. */
  readonly epoch: string
}
