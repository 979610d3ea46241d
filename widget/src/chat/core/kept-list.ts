import type { UserCard } from '@imbachat/protocol'
import type { KEPT_IN_BROWSER } from '@imbachat/protocol/page/kept-in-browser'
import { keptName } from '@imbachat/protocol/page/kept-name'
import type { ReadonlySignal } from '@preact/signals'

/** Whose lists they are. */
interface Reader {
  me: ReadonlySignal<UserCard | null>
}

/** A list that this browser keeps of a user for their next page, one for each widget, by the frame's address. */
type ListName = (typeof KEPT_IN_BROWSER)['deleting' | 'pinning' | 'declining']['name']

const keyOf = (chat: Reader, name: ListName) => keptName(name, location.pathname, chat.me.peek()?.user_id)

/** Items that the browser does not store, by the keys of their lists. They live as long as the page. */
const unstored = new Map<string, readonly unknown[]>()

export function readKept<T>(chat: Reader, name: ListName): readonly T[] {
  const key = keyOf(chat, name)
  return [...read(key), ...(unstored.get(key) ?? [])] as T[]
}

/** @returns false: the storage is full or forbidden, so new items end with this page */
export function keep<T>(chat: Reader, name: ListName, items: readonly T[]): boolean {
  const key = keyOf(chat, name)
  unstored.delete(key)
  if (write(key, items)) return true
  // the user's other tabs have the rest, and lose what is no longer in it
  const before = new Set(read(key).map((item) => JSON.stringify(item)))
  const isStored = (item: T) => before.has(JSON.stringify(item))
  unstored.set(
    key,
    items.filter((item) => !isStored(item)),
  )
  write(key, items.filter(isStored))
  return false
}

function read(key: string): unknown[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]')
  } catch {
    return []
  }
}

function write(key: string, items: readonly unknown[]): boolean {
  try {
    if (items.length > 0) localStorage.setItem(key, JSON.stringify(items))
    else localStorage.removeItem(key)
    return true
  } catch {
    return false
  }
}
