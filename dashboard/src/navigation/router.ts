import { computed, signal } from '@preact/signals'
import { entryState, nextEntry, restorePlace } from './history-state.ts'
import { readRoute } from './routes.ts'

const pathname = signal(location.pathname)
const search = signal(location.search)
/** The part of the address behind #, which no server sees. */
export const fragment = signal(location.hash.slice(1))

function readAddress(): void {
  pathname.value = location.pathname
  search.value = location.search
  fragment.value = location.hash.slice(1)
}

/** The search and filter of a screen's list, so that an address shows the same again. */
export const query = computed(() => new URLSearchParams(search.value))

/** Changes parts of the query; null takes one away. `push`: going back leads to what was shown before. */
export function setQuery(change: Readonly<Record<string, string | null>>, { push = false } = {}): void {
  const next = new URLSearchParams(search.peek())
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === '') next.delete(name)
    else next.set(name, value)
  }
  const text = next.toString()
  const address = `${location.pathname}${text === '' ? '' : `?${text}`}`
  if (push) history.pushState(nextEntry('this'), '', address)
  else history.replaceState(entryState(), '', address)
  readAddress()
}

/**
 * Goes back to the list at this path, if the reader came from there: it is then as they left it.
 * @returns false: they came from elsewhere
 */
export function goBackTo(path: string): boolean {
  const { from } = entryState()
  if (from === null) return false
  const before = new URL(from, location.href)
  const isList = ![...query.peek().keys()].some((name) => before.searchParams.has(name))
  if (before.pathname !== path || !isList) return false
  history.back()
  return true
}

export const route = computed(() => readRoute(pathname.value))

export function navigate(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(entryState(), '', path)
  else history.pushState(nextEntry('none'), '', path)
  readAddress()
  scrollTo(0, 0)
}

/**
 * Makes links to the dashboard change the screen without a page load; anything that asks for a new tab is left alone.
 */
export function startRouter(): void {
  // Also when the reader changes what stands behind # by hand.
  addEventListener('popstate', () => {
    const cameFrom = pathname.peek() + search.peek()
    readAddress()
    if (pathname.peek() + search.peek() !== cameFrom) restorePlace(cameFrom)
  })
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (link === null || link.target || link.hash || link.origin !== location.origin) return
    if (readRoute(link.pathname).screen === 'not-found') return
    event.preventDefault()
    if (link.classList.contains('page-back') && goBackTo(link.pathname)) return
    navigate(link.pathname + link.search)
  })
}
