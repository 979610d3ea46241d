import type { Message } from '@imbachat/protocol'

export interface FindMessages {
  widgetId: number
  userId: string
  query: string
  /** null: in all rooms of the user */
  roomId: number | null
  fromUser: string | null
  has: 'link' | 'file' | 'image' | null
  /** created at this time or later, milliseconds since 1970 */
  after: number | null
  /** created before this time */
  before: number | null
  cursor: string | null
  limit: number
}

/** A message that has the words, in the text that it got at `editedAt`. */
export interface FoundMessage {
  roomId: number
  seq: number
  editedAt: number | null
  /** places of the words in the text: `[offset, length]` in UTF-16 */
  ranges: [number, number][]
}

export interface FoundMessages {
  /** newest first; may be fewer than the limit although there are more */
  found: FoundMessage[]
  next: string | null
  /** in one room, on the first page: how many there are, counted to `MOST_COUNTED` */
  count: number | null
}

/** The index of messages' words. It follows the store by each room's `rev`, a moment later. */
export interface MessageSearch {
  /** @throws ChatError invalid_field for a cursor that no page returned, search_off, server_busy */
  find(search: FindMessages): Promise<FoundMessages>
  /** What the index does not have: where this text has the words of the query; null: it does not have all of them. */
  rangesIn(message: Message, search: Pick<FindMessages, 'query' | 'has'>): [number, number][] | null
  /** A hint: messages of the room changed. */
  changed(widgetId: number, roomId: number): void
  /** Removes the words of a deleted widget, or of one room whose rows are gone. */
  erase(widgetId: number, roomId?: number): Promise<void>
  close(): Promise<void>
}
