import type { ChatClient, RoomListState } from '@imbachat/sdk'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { Scope } from '../core/observe.ts'

/** Milliseconds that a query rests before the server is asked. */
const TYPING_PAUSE = 250

/**
 * Searches rooms that the list has not loaded. Found rooms become part of the list, which shows the ones that match the
 * query.
 * @returns a function that loads the next page of results, or retries the page that failed
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
  /** start of the next page, or of the page that failed; null: no page is left */
  let next: { cursor: string | null } | null = null
  /** counts queries: answers to earlier ones are ignored */
  let latest = 0

  async function search(wanted: string, cursor: string | null): Promise<void> {
    const mine = latest
    searching.value = true
    try {
      const after = await client.rooms.search(wanted, cursor)
      if (mine === latest) next = after === null ? null : { cursor: after }
    } catch (error) {
      if (mine !== latest) return
      next = { cursor }
      failed(error)
    } finally {
      if (mine === latest) searching.value = false
    }
  }

  scope.react(() => {
    const wanted = query.value.trim()
    latest++
    next = null
    const { more, archived, archivedRooms } = list.peek()
    searching.value = wanted !== '' && (more || archivedRooms > archived.length)
    if (!searching.peek()) return
    const timer = setTimeout(() => void search(wanted, null), TYPING_PAUSE)
    return () => clearTimeout(timer)
  })

  return async () => {
    const page = next
    if (page === null || searching.peek()) return
    next = null
    await search(query.peek().trim(), page.cursor)
  }
}
