import type { ChatModel } from './chat-model.ts'

/** What this browser keeps of a user for their next page: one list for each widget, which the frame's address names. */
const keyOf = (chat: ChatModel, name: string) => `imbachat:${name}:${location.pathname}:${chat.me.peek()?.user_id}`

/** Empty where the browser gives the frame no storage. */
export function readKept<T>(chat: ChatModel, name: string): T[] {
  try {
    return JSON.parse(localStorage.getItem(keyOf(chat, name)) ?? '[]') as T[]
  } catch {
    return []
  }
}

/** @returns false: the storage is full or forbidden */
export function keep<T>(chat: ChatModel, name: string, items: readonly T[]): boolean {
  try {
    if (items.length > 0) localStorage.setItem(keyOf(chat, name), JSON.stringify(items))
    else localStorage.removeItem(keyOf(chat, name))
    return true
  } catch {
    return false
  }
}
