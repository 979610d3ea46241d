import { effect, type ReadonlySignal } from '@preact/signals'
import type { ChatModel } from './chat-model.ts'

interface Remembered {
  room_id: number
  /** the other side of a dialog: one in which nothing was said is on no list */
  user_id: string | null
}

/** Opens the conversation that this user had open on the tab's page before, once the chat is shown; remembers the open one. */
export function rememberRoom(
  chat: ChatModel,
  { storage, widgetId, shown }: { storage: Storage | null; widgetId: number; shown: ReadonlySignal<boolean> },
): void {
  let recalled = false

  function recall(key: string): void {
    try {
      const { room_id, user_id } = JSON.parse(storage?.getItem(key) ?? '') as Remembered
      if (chat.list.peek().rooms.some((room) => room.room_id === room_id)) chat.open(room_id)
      else if (user_id !== null) chat.openDialog(user_id, null).catch(() => {})
    } catch {
      // nothing is remembered, or storage is forbidden
    }
  }

  function keep(key: string, remembered: Remembered | null): void {
    try {
      if (remembered) storage?.setItem(key, JSON.stringify(remembered))
      else storage?.removeItem(key)
    } catch {
      // storage may be full
    }
  }

  effect(() => {
    const me = chat.me.value
    const room = chat.dialog.value?.room.value
    if (me === null || !chat.list.value.loaded || !shown.value) return
    const key = `imbachat-room ${widgetId} ${me.user_id}`
    if (!recalled) {
      recalled = true
      if (!room && !chat.opening.peek()) return void queueMicrotask(() => recall(key))
    }
    const peer = room?.state === 'joined' ? room.peer : null
    keep(key, room ? { room_id: room.room_id, user_id: peer?.user_id ?? null } : null)
  })
}
