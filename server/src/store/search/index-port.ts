import type { Message } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { FindMessages, FoundMessages } from '../../chat/ports.ts'
import type { Database } from '../schema/schema.ts'

export interface RoomRev {
  widget_id: number
  room_id: number
  rev: number
}

/** Changed messages of one room, all changes up to `rev`. */
export interface RoomChanges extends RoomRev {
  messages: readonly Message[]
}

/** Rooms of one user that are compared with the index before a search, at most. */
export const MOST_COMPARED = 2_000

/** The part of the store that indexing reads and writes. */
export interface IndexWriter {
  /** In the order of the rooms; 0: nothing of the room yet. */
  revsOf(rooms: readonly { widget_id: number; room_id: number }[]): Promise<number[]>
  /** All or nothing. The same changes may come again. */
  put(changes: readonly RoomChanges[]): Promise<void>
}

/** The index on one database. It knows up to which `rev` it has each room, and can be built again from the store. */
export interface SearchIndex extends IndexWriter {
  /**
   * Runs one step of indexing; no other node indexes the same widgets meanwhile. A node that hangs loses them.
   * @param wait for other nodes; otherwise `act` gets only the widgets that are free
   */
  alone<T>(
    widgetIds: readonly number[],
    wait: boolean,
    act: (writer: IndexWriter, store: Kysely<Database>, free: ReadonlySet<number>) => Promise<T>,
  ): Promise<T>
  /** Forgets a room, which is then indexed from its beginning. */
  forget(widget_id: number, room_id: number): Promise<void>
  /**
   * The rooms of a search whose changes the index does not have, each with the `rev` of the store. Of a user of more
   * than `MOST_COMPARED` rooms, `all` is false.
   */
  behind(search: Pick<FindMessages, 'widget_id' | 'user_id' | 'room_id'>): Promise<{ rooms: RoomRev[]; all: boolean }>
  find(search: FindMessages): Promise<FoundMessages>
  /** Removes everything of a widget, in steps. */
  erase(widget_id: number): Promise<void>
  close(): Promise<void>
}
