import type { ListedRoom, RequestErrorCode } from '@imbachat/sdk'
import type { GroupActs } from '@imbachat/sdk/group-acts'
import { signal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { createScope } from '../core/observe.ts'

/** Milliseconds for which a user has to stop typing before the server is asked. */
const PAUSE_MS = 250

export type Directory = ReturnType<typeof createDirectory>

/** Public rooms, and a search among them. Lives as long as its panel. */
export function createDirectory(acts: Pick<GroupActs, 'directory'>) {
  const scope = createScope()
  const query = signal('')
  const rooms = signal<readonly ListedRoom[]>([])
  const busy = signal(true)
  const loaded = signal(false)
  const problem = signal<RequestErrorCode | null>(null)
  let next: string | null = null
  /** counts searches: the answer to what is no longer typed is dropped */
  let latest = 0

  async function load(asked: string, cursor: string | null): Promise<void> {
    const mine = ++latest
    busy.value = true
    problem.value = null
    try {
      const page = await acts.directory(asked, cursor)
      if (latest !== mine) return
      next = page.next
      loaded.value = true
      rooms.value = cursor === null ? page.rooms : [...rooms.peek(), ...page.rooms]
    } catch (error) {
      if (latest === mine) problem.value = errorCodeOf(error)
    }
    if (latest === mine) busy.value = false
  }

  scope.react(() => {
    const asked = query.value.trim()
    const timer = setTimeout(() => void load(asked, null), asked === '' ? 0 : PAUSE_MS)
    return () => clearTimeout(timer)
  })

  return {
    query,
    rooms,
    busy,
    /** the first page has come */
    loaded,
    problem,
    retry: () => void load(query.peek().trim(), null),
    loadMore(): void {
      if (next !== null && !busy.peek()) void load(query.peek().trim(), next)
    },
    end: scope.end,
  }
}
