import type { MemberState, RoomType } from '@imbachat/protocol'

/** One user's progress in a room; values lower than the stored are ignored, higher than `last_seq` are cut. */
export interface MoveWatermarks {
  widget_id: number
  room_id: number
  user_id: string
  delivered_seq: number
  read_seq: number
}

/** A watermark that moved. No other user learns of it while its user has not accepted the dialog (`invited`). */
export interface MovedWatermark extends MoveWatermarks {
  state: MemberState
  room: RoomSize
  /** `uncounted` of the message at `read_seq` */
  read_uncounted: number
  /** `read_seq` moved; missing: only `delivered_seq` did */
  isRead?: true
}

/** The values that decide which of a room's events are published live. */
export interface RoomSize {
  type: RoomType
  member_count: number
}
