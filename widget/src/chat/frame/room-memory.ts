import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import { effect, type ReadonlySignal } from '@preact/signals'
import type { ToPage } from '../../bridge/messages.ts'
import type { ChatModel } from './chat-model.ts'

/**
 * Opens the conversation that this user had open on the tab's page before, once the chat is shown; remembers the open
 * one.
 */
export function rememberRoom(
  chat: ChatModel,
  {
    storage,
    widgetId,
    shown,
    keptRoom = null,
    send,
  }: {
    /** null: the page keeps it */
    storage: Storage | null
    widgetId: number
    shown: ReadonlySignal<boolean>
    keptRoom: number | null | undefined
    send(message: ToPage): void
  },
): void {
  let recalled = false

  function recall(key: string): void {
    try {
      const kept = storage ? storage.getItem(key) : JSON.stringify({ room_id: keptRoom })
      const { room_id } = JSON.parse(kept ?? '') as { room_id: number | null }
      if (room_id !== null) chat.openById(room_id).catch(() => {})
    } catch {
      // nothing is remembered, or storage is forbidden
    }
  }

  function keep(key: string, room_id: number | undefined): void {
    if (!storage) {
      send({ t: 'room', roomId: room_id ?? null })
      return
    }
    try {
      if (room_id !== undefined) storage.setItem(key, JSON.stringify({ room_id }))
      else storage.removeItem(key)
    } catch {
      // storage may be full
    }
  }

  effect(() => {
    const me = chat.me.value
    const room = chat.roomModel.value?.room.value
    if (me === null || !chat.list.value.loaded || !shown.value) return
    const key = keptName(kept('openRoom'), widgetId, me.user_id)
    if (!recalled) {
      recalled = true
      if (!room && !chat.opening.peek()) return void queueMicrotask(() => recall(key))
    }
    keep(key, room?.room_id)
  })
}
