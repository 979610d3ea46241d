import type { ChatClient, RoomListState } from '@imbachat/sdk'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { Scope } from './observe.ts'

/** Milliseconds that a query rests before the server is asked. */
const TYPING_PAUSE = 250

/**
 * Finds rooms that the list has not loaded. What the server finds becomes part of the list, which shows what matches
 * the query.
 * @returns what loads the next page of what was found
 */
export function createRoomSearch(options: {
  scope: Scope
  query: ReadonlySignal<string>
  list: ReadonlySignal<RoomListState>
  searching: Signal<boolean>
  client: Pick<ChatClient, 'rooms'>
  failed(error: unknown): void
}): () => Promise<void> {
  const { scope, query, list, searching, client, failed } = options
  let next: string | null = null
  /** counts queries: an answer to an earlier one says nothing of this one */
  let turn = 0

  async function search(wanted: string, cursor: string | null): Promise<void> {
    const mine = turn
    searching.value = true
    try {
      const after = await client.rooms.search(wanted, cursor)
      if (mine === turn) next = after
    } catch (error) {
      if (mine === turn) failed(error)
    } finally {
      if (mine === turn) searching.value = false
    }
  }

  scope.react(() => {
    const wanted = query.value.trim()
    turn++
    next = null
    const { more, archived, archivedRooms } = list.peek()
    searching.value = wanted !== '' && (more || archivedRooms > archived.length)
    if (!searching.peek()) return
    const timer = setTimeout(() => void search(wanted, null), TYPING_PAUSE)
    return () => clearTimeout(timer)
  })

  return async () => {
    const cursor = next
    if (cursor === null || searching.peek()) return
    next = null
    await search(query.peek().trim(), cursor)
  }
}
