/** Entries of the browser's history of which the page remembers what they showed. */
const MOST_ENTRIES = 50

/** The lists of one entry of the history. */
interface Shown {
  scroll: number
  /** lists with the pages that were loaded, by name */
  lists: Map<string, unknown>
}

/** In this page's memory: a page that is loaded again begins with nothing. */
const entries = new Map<string, Shown>()

/** State of the present entry of the browser's history. */
export interface EntryState {
  id: string
  /** the address that led here; null: nothing of the dashboard did */
  from: string | null
}

const isEntry = (state: unknown): state is EntryState =>
  typeof state === 'object' && state !== null && 'id' in state && typeof state.id === 'string'

export function entryState(): EntryState {
  const state: unknown = history.state
  if (isEntry(state)) return state
  const fresh: EntryState = { id: crypto.randomUUID(), from: null }
  history.replaceState(fresh, '')
  return fresh
}

/** @param like an entry whose lists the new one shows, too */
export function nextEntry(like: 'this' | 'none'): EntryState {
  const { id: before } = entryState()
  const id = crypto.randomUUID()
  if (like === 'this') entries.set(id, { scroll: 0, lists: shownAt(before).lists })
  return { id, from: location.pathname + location.search }
}

function shownAt(id: string): Shown {
  const shown = entries.get(id) ?? { scroll: 0, lists: new Map() }
  // the entry that was used last stays the longest
  entries.delete(id)
  entries.set(id, shown)
  for (const oldest of entries.keys()) {
    if (entries.size <= MOST_ENTRIES) break
    entries.delete(oldest)
  }
  return shown
}

/** The list of this name as it was when the reader left this entry of the history. */
export const recallList = <T>(name: string): T | undefined => shownAt(entryState().id).lists.get(name) as T | undefined

/** @returns keeps what the list shows, for the entry at which it was made */
export function listKeeper(): (name: string, list: unknown) => void {
  const { lists } = shownAt(entryState().id)
  return (name, list) => void lists.set(name, list)
}

/** Another person must not find them. */
export const forgetLists = (): void => entries.clear()

/** Milliseconds for which a list that is on its way is waited for. */
const COMING_MS = 5_000

let stopRestoring = () => {}
let isRestoring = false

/** Call once at start. The browser's own memory of the place is of no use: it looks before the lists are there. */
export function startScrollKeeper(): void {
  history.scrollRestoration = 'manual'
  addEventListener('scroll', () => {
    if (!isRestoring) shownAt(entryState().id).scroll = scrollY
  })
  for (const by of ['wheel', 'touchstart', 'keydown', 'pointerdown']) {
    addEventListener(by, () => stopRestoring(), { passive: true })
  }
}

/** The reader went back, or forward: to the place where they were, and to the row that they had opened. */
export function restorePlace(cameFrom: string): void {
  stopRestoring()
  const { scroll } = shownAt(entryState().id)
  isRestoring = true
  const growing = new ResizeObserver(() => {
    scrollTo(0, scroll)
    if (Math.abs(scrollY - scroll) > 1) return
    focusLinkTo(cameFrom)
    stopRestoring()
  })
  const timer = setTimeout(() => stopRestoring(), COMING_MS)
  stopRestoring = () => {
    stopRestoring = () => {}
    clearTimeout(timer)
    growing.disconnect()
    isRestoring = false
  }
  growing.observe(document.body)
}

function focusLinkTo(address: string): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('main :is(li, td) a')]
  links.find(({ pathname, search }) => pathname + search === address)?.focus({ preventScroll: true })
}
