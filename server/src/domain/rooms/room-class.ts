import { ROOM_TYPE } from '@imbachat/protocol'
import type { RoomSize } from '../ports.ts'

/**
 * Where the line is. In a room that is live, everybody in it is told of the others' receipts and typing, and who comes and goes: each of
 * these is told to all, so with twice as many members it is four times as much. In one that is not, only what is said is told.
 */
export interface RoomClass {
  isLive(room: RoomSize): boolean
}

/** @param liveMembers a room of many with more members than this is not live */
export function roomClass(liveMembers: number): RoomClass {
  return { isLive: ({ type, memberCount }) => type === ROOM_TYPE.dialog || memberCount <= liveMembers }
}
