import type { Message } from '@imbachat/protocol'
import type { FindMessages, FoundMessages } from '../../chat/ports.ts'

export interface RoomRev {
  widget_id: number
  room_id: number
  rev: number
}

/** Changed messages of one room, all changes up to `rev`. */
export interface RoomChanges extends RoomRev {
  messages: readonly Message[]
}

/** The index on one database. It knows up to which `rev` it has each room, and can be built again from the store. */
export interface SearchIndex {
  /** In the order of the rooms; 0: nothing of the room yet. */
  revsOf(rooms: readonly { widget_id: number; room_id: number }[]): Promise<number[]>
  /** All or nothing. The same changes may come again. */
  put(changes: readonly RoomChanges[]): Promise<void>
  /** Forgets a room, which is then indexed from its beginning. */
  forget(widget_id: number, room_id: number): Promise<void>
  find(search: FindMessages): Promise<FoundMessages>
  /** Removes everything of a widget, in steps. */
  erase(widget_id: number): Promise<void>
  close(): Promise<void>
}
