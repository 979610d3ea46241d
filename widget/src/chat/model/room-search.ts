import type { RoomListState } from '@imbachat/sdk'
import { type ReadonlySignal, signal } from '@preact/signals'
import type { Scope } from './observe.ts'

/** Milliseconds that a query rests before the server is asked. */
const TYPING_PAUSE = 250

/**
 * Finds rooms that the list has not loaded. What the server finds becomes part of the list, which shows what matches
 * the query.
 * @param find resolves with the cursor of the next page, null at the end
 */
export function createRoomSearch(options: {
  scope: Scope
  query: ReadonlySignal<string>
  list: ReadonlySignal<RoomListState>
  find(query: string, cursor: string | null): Promise<string | null>
  failed(error: unknown): void
}) {
  const { scope, query, list, find, failed } = options
  const searching = signal(false)
  let next: string | null = null
  /** counts queries: an answer to an earlier one says nothing of this one */
  let turn = 0

  async function search(wanted: string, cursor: string | null): Promise<void> {
    const mine = turn
    searching.value = true
    try {
      const after = await find(wanted, cursor)
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
    searching.value = wanted !== '' && list.peek().more
    if (!searching.peek()) return
    const timer = setTimeout(() => void search(wanted, null), TYPING_PAUSE)
    return () => clearTimeout(timer)
  })

  return {
    searching: searching as ReadonlySignal<boolean>,
    /** The reader nears the end of what was found. */
    async more(): Promise<void> {
      const cursor = next
      if (cursor === null || searching.peek()) return
      next = null
      await search(query.peek().trim(), cursor)
    },
  }
}
