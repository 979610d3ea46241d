import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { effect } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { keep, readKept } from '../core/kept-list.ts'
import type { ChatFrameModel } from '../frame/chat-frame-model.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { closeLeftRoom } from '../joining/membership.ts'
import { declining } from '../message-acts/being-deleted.ts'
import { thisTab } from '../message-acts/deleting.ts'
import { toast } from '../ui/toast-model.ts'
import { offerUndo } from '../ui/undo.ts'

/** The room whose request may still come back. */
let undoable: number | null = null

interface Declined {
  room_id: number
  /** milliseconds since 1970 */
  at: number
  /** the tab that offers to undo it */
  tab: string
}

/** Milliseconds after which no tab offers to undo it any more. */
const NO_TOAST = 30_000

/**
 * The request goes at once here. It is declined when the toast that offers to undo it is gone, also by a page that
 * closes, or at the latest when this user opens the chat again.
 */
export function decline(frame: ChatFrameModel, chat: ChatModel, room_id: number): void {
  const wasOpen = chat.selectedRoomId.peek() === room_id && frame.single.peek() === null
  offerUndo({
    toast: { declined: room_id },
    send() {
      undoable = null
      void send(chat, room_id)
    },
    undo() {
      undoable = null
      forget(chat, room_id)
      if (wasOpen) chat.open(room_id)
    },
  })
  undoable = room_id
  keep(chat, kept('declining'), [...stored(chat), { room_id, at: Date.now(), tab: thisTab() }])
  declining.value = new Set([...declining.peek(), room_id])
  closeLeftRoom(frame, chat, room_id)
}

/**
 * Sends declines that an earlier page left, and those that wait for a connection.
 * @returns a function that stops it
 */
export function sendUnsentDeclines(chat: ChatModel): () => void {
  return effect(() => {
    if (chat.connection.value.kind !== 'online' || chat.me.value === null) return
    const left = stored(chat).filter(({ room_id }) => room_id !== undoable)
    const timers = left.map(({ room_id, at, tab }) =>
      setTimeout(
        () => {
          if (stored(chat).some((one) => one.room_id === room_id)) void send(chat, room_id)
        },
        // another tab may still offer to undo it
        tab === thisTab() ? 0 : Math.max(0, at + NO_TOAST - Date.now()),
      ),
    )
    return () => timers.forEach(clearTimeout)
  })
}

async function send(chat: ChatModel, room_id: number): Promise<void> {
  try {
    await chat.client.answerDialog(room_id, false)
  } catch (error) {
    // it is sent again with the next connection
    if (errorCodeOf(error) === 'connection_lost') return
    toast.value = { problem: errorCodeOf(error) }
  }
  forget(chat, room_id)
}

function forget(chat: ChatModel, room_id: number): void {
  keep(
    chat,
    kept('declining'),
    stored(chat).filter((one) => one.room_id !== room_id),
  )
  declining.value = new Set([...declining.peek()].filter((id) => id !== room_id))
}

const stored = (chat: ChatModel) => readKept<Declined>(chat, kept('declining'))
