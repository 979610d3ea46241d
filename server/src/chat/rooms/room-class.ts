import { ROOM_TYPE } from '@imbachat/protocol'
import type { RoomSize } from '../ports.ts'

/**
 * The limit of a live room. In a live room every member gets the others' receipts, typing, joins and leaves. Each of
 * these goes to all members, so twice as many members cause four times as many events. In larger rooms members get
 * messages only.
 */
export interface RoomClass {
  isLive(room: RoomSize): boolean
}

/** @param liveMembers a group or channel with more members than this is not live */
export function roomClass(liveMembers: number): RoomClass {
  return { isLive: ({ type, member_count }) => type === ROOM_TYPE.dialog || member_count <= liveMembers }
}
