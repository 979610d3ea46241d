import { effect, type ReadonlySignal } from '@preact/signals'
import type { ChatModel } from './chat-model.ts'

/**
 * Opens the conversation that this user had open on the tab's page before, once the chat is shown; remembers the open
 * one.
 */
export function rememberRoom(
  chat: ChatModel,
  { storage, widgetId, shown }: { storage: Storage | null; widgetId: number; shown: ReadonlySignal<boolean> },
): void {
  let recalled = false

  function recall(key: string): void {
    try {
      const { room_id } = JSON.parse(storage?.getItem(key) ?? '') as { room_id: number }
      chat.openById(room_id).catch(() => {})
    } catch {
      // nothing is remembered, or storage is forbidden
    }
  }

  function keep(key: string, roomId: number | undefined): void {
    try {
      if (roomId !== undefined) storage?.setItem(key, JSON.stringify({ room_id: roomId }))
      else storage?.removeItem(key)
    } catch {
      // storage may be full
    }
  }

  effect(() => {
    const me = chat.me.value
    const room = chat.roomModel.value?.room.value
    if (me === null || !chat.list.value.loaded || !shown.value) return
    const key = `imbachat-room ${widgetId} ${me.user_id}`
    if (!recalled) {
      recalled = true
      if (!room && !chat.opening.peek()) return void queueMicrotask(() => recall(key))
    }
    keep(key, room?.room_id)
  })
}
