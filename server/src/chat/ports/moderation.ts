import type { Message, ReportReason } from '@imbachat/protocol'
import type { OwnItemRow } from './own-state.ts'

/** `by` and `reportId` are recorded. `reason` is what the user reads. */
export interface PutStanding {
  widgetId: number
  userId: string
  change:
    | {
        act: 'give'
        id: string
        kind: 'warn' | 'mute' | 'ban'
        until: number | null
        reason: string
        by: string
        reportId: string | null
      }
    /** with `id`: only that restriction; a newer one stays */
    | { act: 'lift'; kind: 'warn' | 'mute' | 'ban'; by: string; id?: string | undefined }
    /** the user has read it */
    | { act: 'confirm'; warningId: string }
    /** the user asks the moderators to think again; changes nothing without such a restriction, or the second time */
    | { act: 'appeal'; kind: 'mute' | 'ban'; text: string }
    /** a moderator answers that; `accepted` lifts the restriction, if it still holds */
    | { act: 'answer'; restrictionId: string; outcome: 'accepted' | 'declined'; by: string }
}

/** Takes a user's id out of one room, a part at a time. `seqs`: of `messages`, which are deleted already. */
export interface EraseFromRoom {
  widgetId: number
  roomId: number
  userId: string
  /** what stands in its place */
  alias: string
  /** `presses`: of buttons, which messages of others name */
  part: 'messages' | 'presses' | 'reactions' | 'member'
  seqs: readonly number[]
}

/** `more`: the same part again. `peerIds`: the other one of a dialog. */
export interface ErasedFromRoom {
  messages: Message[]
  more: boolean
  peerIds: string[]
}

/** A report of a message (`seq`) or of a user (`userId`). */
export interface PutReport {
  widgetId: number
  id: string
  roomId: number
  seq: number | null
  userId: string | null
  reporterId: string
  reason: ReportReason
  comment: string
}

export type PutReportOutcome =
  | { kind: 'stored' }
  | { kind: 'refused'; reason: 'room_not_found' | 'message_not_found' | 'user_unknown' | 'own' }

export interface ModerationStore {
  /** Warns, mutes or bans a user, or ends that; the user's own state tells their devices. */
  putStanding(input: PutStanding): Promise<{ item: OwnItemRow; changed: boolean }>
  /** Stores it with a copy of the messages around it, unless the reporter has an open one of the same. */
  putReport(input: PutReport): Promise<PutReportOutcome>
  eraseFromRoom(input: EraseFromRoom): Promise<ErasedFromRoom>
}
