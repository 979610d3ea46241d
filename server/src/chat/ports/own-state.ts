import type { UserSettingsPatch } from '@imbachat/protocol/user-settings'
import type { MovedWatermark } from './watermarks.ts'

/** A part of a user's own state as stored: see `chat/own-state`. */
export interface OwnItemRow {
  key: string
  rev: number
  /** JSON; null: it was taken back */
  value: string | null
}

/** An item of a user's own state that another user's act changed. */
export interface UserItem {
  user_id: string
  item: OwnItemRow
}

export interface PutOwnItem {
  widget_id: number
  user_id: string
  key: string
  value: string | null
}

/** A user's own setting of one conversation. */
export type RoomFlag =
  /** `until`: milliseconds since 1970; null: not muted */
  | { kind: 'mute'; until: number | null }
  | { kind: 'pin'; on: boolean }
  | { kind: 'archive'; on: boolean }
  | { kind: 'unread'; on: boolean }
  /** `hide`: a dialog also leaves the list, until its next message */
  | { kind: 'clear'; up_to_seq: number; hide: boolean }

export interface SetRoomFlag {
  widget_id: number
  user_id: string
  room_id: number
  flag: RoomFlag
}

/** `changed`: the keys of the items that took a new rev. `read`: the watermark that a cleared history moved. */
export type RoomFlagOutcome =
  | { kind: 'set'; stored: OwnItemRow[]; changed: string[]; read: MovedWatermark | null }
  | { kind: 'room_not_found' }
  | { kind: 'too_many_pins'; most: number }

/** Messages that a user stars or hides in one room, for themself alone. */
export interface MarkMessages {
  widget_id: number
  user_id: string
  room_id: number
  kind: 'star' | 'hidden'
  seqs: readonly number[]
  /** false takes stars away */
  on: boolean
}

export type MarkOutcome =
  | { kind: 'put'; item: OwnItemRow; changed: boolean }
  | { kind: 'room_not_found' }
  | { kind: 'message_not_found' }
  | { kind: 'full'; most: number }

/** A user's draft in a room. `rev`: that of the draft which it replaces; 0: the first draft */
export interface PutDraft {
  widget_id: number
  user_id: string
  room_id: number
  text: string
  reply_to: number | null
  rev: number
}

export type DraftOutcome =
  | { kind: 'put'; item: OwnItemRow; changed: boolean }
  | { kind: 'room_not_found' }
  | { kind: 'stale' }

/** A user changes some of their own settings. */
export interface PutSettings {
  widget_id: number
  user_id: string
  settings: UserSettingsPatch
  /** turns mail about one room off or on, beside the others; missing: it stays */
  mailOf?: { room_id: number; on: boolean }
}

export interface OwnStateStore {
  /** by rev, after `rev` */
  ownItems(widget_id: number, user_id: string, rev: number, limit: number): Promise<OwnItemRow[]>
  /** those of these keys that are not taken back */
  ownItemsAt(widget_id: number, user_id: string, keys: readonly string[]): Promise<OwnItemRow[]>
  /** items of the rooms in which others do not see messages of the user */
  heldItems(widget_id: number, user_id: string): Promise<OwnItemRow[]>
  /** the user's starred messages, the last starred first */
  starred(widget_id: number, user_id: string): Promise<{ room_id: number; seq: number; at: number }[]>
  /** the last own-state rev of these users; users without one are left out */
  ownRevs(widget_id: number, user_ids: readonly string[]): Promise<{ user_id: string; rev: number }[]>
  /** Takes the user's next rev, unless the value is the stored one (`changed: false`). */
  putOwnItem(input: PutOwnItem): Promise<{ item: OwnItemRow; changed: boolean }>
  /** Each item that changes takes the user's next rev. Only a user who is in the room sets anything. */
  setRoomFlag(input: SetRoomFlag): Promise<RoomFlagOutcome>
  /** Stars or hides messages. Only a user who is in the room does. */
  markMessages(input: MarkMessages): Promise<MarkOutcome>
  putDraft(input: PutDraft): Promise<DraftOutcome>
  /** Changes the given fields of the user's own settings. */
  putSettings(input: PutSettings): Promise<{ item: OwnItemRow; changed: boolean }>
}
