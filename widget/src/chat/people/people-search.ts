import { matchesWords } from '@imbachat/protocol/text/matches-words'
import type { ChatRequestError, UserCard } from '@imbachat/sdk'
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { createScope } from '../core/observe.ts'

/** Characters from which on the server searches. */
const LEAST_CHARS = 2
const MOST_CHARS = 100

/** Milliseconds for which a user has to stop typing before the server is asked. */
const PAUSE_MS = 300

/** Milliseconds before a search that failed is tried again, where the server does not say. */
const AGAIN_MS = 5_000

export type PeopleSearch = ReturnType<typeof createPeopleSearch>

/** @returns cancel */
type After = (ms: number, run: () => void) => () => void

/** Searches people while the user types: one search at a time, and an answer to what is no longer typed is dropped. */
export function createPeopleSearch(
  find: (query: string) => Promise<UserCard[]>,
  query: ReadonlySignal<string>,
  after: After = afterTimeout,
) {
  const scope = createScope()
  const answer = signal<{ query: string; people: readonly UserCard[] } | null>(null)
  const wanted = computed(() => {
    const typed = query.value.trim().slice(0, MOST_CHARS)
    return typed.length < LEAST_CHARS ? null : typed
  })

  function search(text: string, waitMs: number): () => void {
    let cancel = after(waitMs, run)
    let given = true
    async function run() {
      try {
        const people = await find(text)
        if (given) answer.value = { query: text, people }
      } catch (error) {
        if (given) cancel = after((error as ChatRequestError).retryAfterMs ?? AGAIN_MS, run)
      }
    }
    return () => {
      given = false
      cancel()
    }
  }

  scope.react(() => (wanted.value === null ? undefined : search(wanted.value, PAUSE_MS)))

  return {
    /** null: too little is typed to search */
    wanted,
    /** is there an answer to what is typed? */
    answered: computed(() => answer.value?.query === wanted.value),
    /** until there is an answer, what the one before has of what is typed */
    people: computed<readonly UserCard[]>(() => {
      const { query: asked, people = [] } = answer.value ?? {}
      const text = wanted.value
      if (text === null || asked === text) return text === null ? [] : people
      return people.filter(({ name }) => matchesWords(name, text))
    }),
    end: scope.end,
  }
}

function afterTimeout(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
