import type { Message, RequestInput, RoomSummary } from '@imbachat/protocol'
import type { ChatClient } from '../client-types.ts'

export interface MessageQuery {
  /** 2 to 200 characters; the last word may be a beginning */
  text: string
  /** default: all rooms of the user */
  room_id?: number | undefined
  from_user?: string | undefined
  has?: 'link' | 'file' | 'image' | undefined
  /** created at this time or later, milliseconds since 1970 */
  after?: number | undefined
  before?: number | undefined
}

export interface MessageHit {
  room: RoomSummary
  message: Message
  /** where the text has the words: `[offset, length]` in UTF-16 */
  ranges: readonly (readonly number[])[]
}

export interface MessageHits {
  /** newest first */
  hits: MessageHit[]
  /** cursor of the next page, null at the end */
  next: string | null
  /** in one room, with the first page: how many there are; 1000 stands for more. Otherwise null */
  count: number | null
}

/** The server ends a page after some time, whatever it has found; one call then goes on. */
const LEAST_HITS = 10
const MOST_PAGES = 10

/** Finds messages. @throws ChatRequestError, `search_off` if the server does not search */
export async function searchMessages(
  client: ChatClient,
  { text, room_id, from_user, has, after, before }: MessageQuery,
  cursor: string | null = null,
): Promise<MessageHits> {
  const { requestWhenOnline: request, rooms, authors } = client.internals()
  const query: RequestInput<'messages.search'> = {
    query: text,
    room_id,
    from_user,
    has,
    after,
    before,
  }
  let page = await request('messages.search', { ...query, cursor: cursor ?? undefined })
  let { count } = page
  const all = [...page.hits]
  for (let pages = 1; all.length < LEAST_HITS && page.next !== null && pages < MOST_PAGES; pages++) {
    page = await request('messages.search', { ...query, cursor: page.next })
    all.push(...page.hits)
    // only the first page says it, and the server may not have had it ready at once
    count ??= page.count
  }
  const ids = [...new Set(all.map((hit) => hit.room_id))]
  const found = new Map(await Promise.all(ids.map(async (id) => [id, await rooms.ensure(id)] as const)))
  const hits = all.flatMap(({ room_id, message, ranges }) => {
    const room = found.get(room_id)
    if (room && !room.peer) authors.wanted(room_id, [message], true)
    return room ? [{ room, message, ranges }] : []
  })
  return { hits, next: page.next, count }
}
