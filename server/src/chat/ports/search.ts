import type { Message } from '@imbachat/protocol'

export interface FindMessages {
  widget_id: number
  user_id: string
  query: string
  /** null: in all rooms of the user */
  room_id: number | null
  from_user: string | null
  has: 'link' | 'file' | 'image' | null
  /** created at this time or later, milliseconds since 1970 */
  after: number | null
  /** created before this time */
  before: number | null
  cursor: string | null
  limit: number
}

/** A message that has the words, in the text that it got at `edited_at`. */
export interface FoundMessage {
  room_id: number
  seq: number
  edited_at: number | null
  /** places of the words in the text: `[offset, length]` in UTF-16 */
  ranges: [number, number][]
}

export interface FoundMessages {
  /** newest first; may be fewer than the limit although there are more */
  found: FoundMessage[]
  next: string | null
  /** number of results in one room, on the first page only, counted up to `MOST_COUNTED` */
  count: number | null
}

/** The index of messages' words. It follows the store by each room's `rev`, a moment later. */
export interface MessageSearch {
  /** @throws ChatError invalid_field for a cursor that no page returned, search_off, server_busy */
  find(search: FindMessages): Promise<FoundMessages>
  /**
   * Finds the words of the query in a message's text, since the index stores no places.
   * @returns null: the text does not have all of them
   */
  rangesIn(message: Message, search: Pick<FindMessages, 'query' | 'has'>): [number, number][] | null
  /** A hint: messages of the room changed. */
  changed(widget_id: number, room_id: number): void
  /** Removes the words of a deleted widget, or of one room whose rows are gone. */
  erase(widget_id: number, room_id?: number): Promise<void>
  close(): Promise<void>
}
