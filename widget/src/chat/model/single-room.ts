import type { RequestErrorCode } from '@imbachat/sdk'
import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { RoomHolder } from '../../bridge/messages.ts'
import type { ChatModel } from './chat-model.ts'
import { errorCodeOf } from './error-code.ts'

export interface SingleRoom {
  /** what the page calls it */
  title: string
  /** why it could not be entered */
  problem: ReadonlySignal<RequestErrorCode | null>
  enter(): Promise<void>
}

/** A place in the page for one public room: the room is made when missing, and every user who sees it joins it. */
/** @param guestsRead a visitor who is not signed in sees it too */
export function createSingleRoom(chat: ChatModel, { pipe, title }: RoomHolder, guestsRead: boolean): SingleRoom {
  const problem = signal<RequestErrorCode | null>(null)
  let entering = false

  async function enter(): Promise<void> {
    if (entering) return
    entering = true
    problem.value = null
    try {
      await chat.openByPipe({ pipe, title: title ?? undefined, isPublic: true })
    } catch (error) {
      problem.value = errorCodeOf(error)
    } finally {
      entering = false
    }
  }

  // also after a time without network in which it could not be entered
  effect(() => {
    const mayEnter = chat.connection.value.kind === 'online' && (chat.me.value !== null || guestsRead)
    if (mayEnter && chat.dialog.peek() === null) void enter()
  })

  return { title: title ?? pipe, problem, enter }
}
