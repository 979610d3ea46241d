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
  roomId: number
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
export function decline(frame: ChatFrameModel, chat: ChatModel, roomId: number): void {
  const wasOpen = chat.selectedRoomId.peek() === roomId && frame.single.peek() === null
  offerUndo({
    toast: { declined: roomId },
    send() {
      undoable = null
      void send(chat, roomId)
    },
    undo() {
      undoable = null
      forget(chat, roomId)
      if (wasOpen) chat.open(roomId)
    },
  })
  undoable = roomId
  keep(chat, kept('declining'), [...stored(chat), { roomId, at: Date.now(), tab: thisTab() }])
  declining.value = new Set([...declining.peek(), roomId])
  closeLeftRoom(frame, chat, roomId)
}

/** Sends what an earlier page left, and what waits for a connection. @returns what ends it */
export function sendLeftDeclines(chat: ChatModel): () => void {
  return effect(() => {
    if (chat.connection.value.kind !== 'online' || chat.me.value === null) return
    const left = stored(chat).filter(({ roomId }) => roomId !== undoable)
    const timers = left.map(({ roomId, at, tab }) =>
      setTimeout(
        () => {
          if (stored(chat).some((one) => one.roomId === roomId)) void send(chat, roomId)
        },
        // another tab may still offer to undo it
        tab === thisTab() ? 0 : Math.max(0, at + NO_TOAST - Date.now()),
      ),
    )
    return () => timers.forEach(clearTimeout)
  })
}

async function send(chat: ChatModel, roomId: number): Promise<void> {
  try {
    await chat.client.answerDialog(roomId, false)
  } catch (error) {
    // it is sent again with the next connection
    if (errorCodeOf(error) === 'connection_lost') return
    toast.value = { problem: errorCodeOf(error) }
  }
  forget(chat, roomId)
}

function forget(chat: ChatModel, roomId: number): void {
  keep(
    chat,
    kept('declining'),
    stored(chat).filter((one) => one.roomId !== roomId),
  )
  declining.value = new Set([...declining.peek()].filter((id) => id !== roomId))
}

const stored = (chat: ChatModel) => readKept<Declined>(chat, kept('declining'))
