import type { ChatModel } from './chat-model.ts'

/** What this browser keeps of a user for their next page: one list for each widget, which the frame's address names. */
const keyOf = (chat: ChatModel, name: string) => `imbachat:${name}:${location.pathname}:${chat.me.peek()?.user_id}`

/** Lists that the browser does not store, by their keys. They live as long as the page. */
const unstored = new Map<string, readonly unknown[]>()

export function readKept<T>(chat: ChatModel, name: string): readonly T[] {
  const key = keyOf(chat, name)
  const here = unstored.get(key)
  if (here) return here as readonly T[]
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as T[]
  } catch {
    return []
  }
}

/** @returns false: the storage is full or forbidden, so the list ends with this page */
export function keep<T>(chat: ChatModel, name: string, items: readonly T[]): boolean {
  const key = keyOf(chat, name)
  unstored.delete(key)
  try {
    if (items.length > 0) localStorage.setItem(key, JSON.stringify(items))
    else localStorage.removeItem(key)
    return true
  } catch {
    if (items.length > 0) unstored.set(key, items)
    return false
  }
}
