import type { Message, ReportReason } from '@imbachat/protocol'
import type { RestrictionKind } from '@imbachat/protocol/moderation/moderation'
import type { AppendOutcome, ChangeOutcome, MaskedText, MessageParts } from './messages.ts'
import type { OwnItemRow } from './own-state.ts'

/** `by` and `report_id` are recorded. The user reads `reason`. */
export interface PutStanding {
  widget_id: number
  user_id: string
  /** the person's profiles, which get the same */
  profiles?: readonly string[]
  change:
    | {
        act: 'give'
        id: string
        kind: RestrictionKind
        until: number | null
        reason: string
        by: string
        report_id: string | null
        /** a ban while the user is erased */
        erased?: true
      }
    /** with `id`: only that restriction; a newer one stays */
    | { act: 'lift'; kind: RestrictionKind; by: string; id?: string | undefined }
    /** the user has read it */
    | { act: 'confirm'; warning_id: string }
    /** the user asks the moderators to think again; changes nothing without such a restriction, or the second time */
    | { act: 'appeal'; kind: 'mute' | 'ban'; text: string }
    /** a moderator answers that; `accepted` lifts the restriction, if it still holds */
    | { act: 'answer'; restriction_id: string; outcome: 'accepted' | 'declined'; by: string }
}

/** Takes a user's id out of one room, a part at a time. `seqs`: of `messages`, all of the user, or of `presses`. */
export interface EraseFromRoom {
  widget_id: number
  room_id: number
  user_id: string
  /** its replacement */
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

/** One held message. */
export interface HeldPlace {
  widget_id: number
  room_id: number
  sender_id: string
  client_id: string
}

/** A held message as the columns of its row have it, to take its removal back. */
export interface HeldContent {
  text: string
  parts: string | null
  attachments: string | null
}

/** `deletion_id`: of the removal that is taken back; null: a server without such ids removed it. */
export type RestoredHeld = HeldContent & { deletion_id: string | null }

export type DecideHeld = HeldPlace & { at: number } & (
    | { act: 'publish'; siteAdmin: boolean; isCounted: boolean }
    /** `isWithdrawn`: by its sender, which closes the reports about it; `deletion_id`: as of `deleteMessage` */
    | { act: 'remove'; isWithdrawn?: true; deletion_id?: string }
    | ({ act: 'restore' } & RestoredHeld)
  )

type WithoutTime<Input> = Input extends unknown ? Omit<Input, 'at'> : never
export type DecideHeldInput = WithoutTime<DecideHeld>

/** `items`: of the sender's own state. */
export type HeldOutcome =
  | { kind: 'published'; appended: Extract<AppendOutcome, { kind: 'appended' | 'repeated' }>; items: OwnItemRow[] }
  /** `before`: null if it had files, which are gone */
  | { kind: 'removed'; before: HeldContent | null; items: OwnItemRow[] }
  | { kind: 'restored'; items: OwnItemRow[] }
  /** no such message waits: it was decided before, or somebody else removed it too */
  | { kind: 'gone' }
  | { kind: 'refused'; reason: 'banned' | Exclude<(AppendOutcome & { kind: 'refused' })['reason'], 'slow_mode'> }

/** An act of the author on a held message that looks sent to them; `seq` is its place in their view. */
export type ChangeHeld = Omit<HeldPlace, 'client_id'> & { seq: number } & (
    | {
        act: 'edit'
        text: string
        parts?: MessageParts | undefined
        masked?: MaskedText | undefined
        siteAdmin: boolean
        /** the same as for `editMessage` */
        since: number
        keepsVersion: boolean
      }
    | { act: 'delete'; since: number }
    /** for the author alone */
    | { act: 'hide' }
    | { act: 'react'; emoji: string; on: boolean }
    | { act: 'pin'; on: boolean; siteAdmin: boolean }
  )

/** `item`: of the author's own state; `message` has no `seq`. */
export type ChangeHeldOutcome =
  | { kind: 'changed'; message: Message; item: OwnItemRow }
  | {
      kind: 'refused'
      reason: Extract<ChangeOutcome, { kind: 'refused' }>['reason'] | 'too_many_reactions' | 'forbidden'
    }

/** A report of a message (`seq`) or of a user (`user_id`). */
export interface PutReport {
  widget_id: number
  id: string
  room_id: number
  seq: number | null
  user_id: string | null
  reporter_id: string
  reason: ReportReason
  comment: string
}

export type PutReportOutcome =
  /** `repeated`: the reporter has an open one of the same */
  | { kind: 'stored'; repeated?: true }
  | { kind: 'refused'; reason: 'room_not_found' | 'message_not_found' | 'user_unknown' | 'own' }

export interface StandingPut {
  item: OwnItemRow
  changed: boolean
  /** the user is being erased, and their ban ends with that alone: nothing was stored */
  erasing: boolean
  /** of the person's profiles */
  profiles: { user_id: string; item: OwnItemRow; changed: boolean }[]
}

export interface ModerationStore {
  /** Warns, mutes or bans a user, or ends that. The user's devices receive it with the user's own state. */
  putStanding(input: PutStanding): Promise<StandingPut>
  /** Stores it with a copy of the messages around it, unless the reporter has an open one of the same. */
  putReport(input: PutReport): Promise<PutReportOutcome>
  /** Publishes a held message, removes it, or takes its removal back. */
  decideHeld(input: DecideHeldInput): Promise<HeldOutcome>
  changeHeld(input: ChangeHeld): Promise<ChangeHeldOutcome>
  eraseFromRoom(input: EraseFromRoom): Promise<ErasedFromRoom>
}
