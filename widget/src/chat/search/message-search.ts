import type { ChatClient, ChatRequestError, RequestErrorCode } from '@imbachat/sdk'
import { type MessageHit, type MessageQuery, searchMessages } from '@imbachat/sdk/message-search'
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { createScope } from '../core/observe.ts'

/** Characters from which on the server searches, and the most that it takes. */
const LEAST_CHARS = 2
const MOST_CHARS = 200

/** Milliseconds for which a user has to stop typing before the server is asked. */
const PAUSE_MS = 250

export type MessageSearch = ReturnType<typeof createMessageSearch>

/** Finds messages while the user types; an answer to what is no longer asked is dropped. */
export function createMessageSearch(client: ChatClient, query: ReadonlySignal<MessageQuery>) {
  const scope = createScope()
  const hits = signal<readonly MessageHit[]>([])
  const count = signal<number | null>(null)
  const answered = signal(false)
  const problem = signal<RequestErrorCode | null>(null)
  /** start of the next page, or of the page that failed; null: no page is left */
  let next: { cursor: string | null } | null = null
  let loading = false
  let latest = 0

  const wanted = computed<MessageQuery | null>(() => {
    const text = query.value.text.trim().slice(0, MOST_CHARS)
    return text.length < LEAST_CHARS ? null : { ...query.value, text }
  })

  async function load(asked: MessageQuery, cursor: string | null): Promise<void> {
    const mine = latest
    loading = true
    problem.value = null
    // a query that failed is asked again
    if (cursor === null) answered.value = false
    try {
      const page = await searchMessages(client, asked, cursor)
      if (mine !== latest) return
      next = page.next === null ? null : { cursor: page.next }
      hits.value = cursor === null ? page.hits : [...hits.peek(), ...page.hits]
      if (cursor === null) count.value = page.count
    } catch (error) {
      if (mine !== latest) return
      next = { cursor }
      problem.value = errorCodeOf(error as ChatRequestError)
      if (cursor === null) hits.value = []
    } finally {
      if (mine === latest) {
        loading = false
        answered.value = true
      }
    }
  }

  scope.react(() => {
    const asked = wanted.value
    latest++
    next = null
    loading = false
    answered.value = false
    count.value = null
    if (asked === null) {
      hits.value = []
      return
    }
    const timer = setTimeout(() => void load(asked, null), PAUSE_MS)
    return () => clearTimeout(timer)
  })

  return {
    /** null: too little is typed to search */
    wanted,
    hits,
    count,
    /** is there an answer to what is typed? */
    answered,
    problem,
    more: () => next !== null,
    async loadMore(): Promise<void> {
      const asked = wanted.peek()
      if (asked !== null && next !== null && !loading) await load(asked, next.cursor)
    },
    end: scope.end,
  }
}
