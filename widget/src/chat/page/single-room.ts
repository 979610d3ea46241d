import type { RequestErrorCode } from '@imbachat/sdk'
import { ChatRequestError } from '@imbachat/sdk/core'
import { effect, signal } from '@preact/signals'
import type { PageOptions, RoomHolder } from '../../bridge/messages.ts'
import { errorCodeOf } from '../core/error-code.ts'
import { when } from '../core/when.ts'
import type { SingleRoom } from '../frame/chat-frame-model.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { dropExpiredName } from '../guests/drop-expired-name.ts'
import { prefill, readOptions } from './page-calls.ts'
import { openByPipe } from './page-opening.ts'

/** Milliseconds until a change that did not reach the server is sent again, if the server does not say. */
const AGAIN_MS = 1_000

/**
 * A place in the page for one conversation. A public room is made when missing, and every user who sees it joins it;
 * with `read`, they only read it until they join.
 *
 * @param guestsRead a visitor who is not signed in sees public rooms too
 * @param address the page's own
 */
export function createSingleRoom(
  chat: ChatModel,
  { room: given }: PageOptions,
  guestsRead: boolean,
  address: string,
): SingleRoom {
  const problem = signal<RequestErrorCode | null>(null)
  let room = given
  let entering = false

  async function open(): Promise<void> {
    if (room === null) return
    if ('pipe' in room) {
      const command = { pipe: room.pipe, title: room.title ?? undefined, is_public: true }
      if (room.read === undefined) return void (await openByPipe(chat, command))
      try {
        await openByPipe(chat, { ...command, join: false })
      } catch (error) {
        // the first user who sees a room that is missing makes it
        if (errorCodeOf(error) !== 'room_not_found') throw error
        await openByPipe(chat, command)
      }
      return
    }
    if ('room' in room) {
      await chat.openById(room.room)
      return
    }
    const [user_id, more] = JSON.parse(room.dialog)
    const { permission, context, text } = readOptions(more, address)
    const { room_id } = await chat.openDialog(user_id, permission, context)
    prefill(chat, room_id, text)
  }

  async function enter(): Promise<void> {
    if (entering) return
    entering = true
    problem.value = null
    try {
      await open()
    } catch (error) {
      problem.value = errorCodeOf(error)
    } finally {
      entering = false
    }
  }

  dropExpiredName(chat)
  // also after a time without network in which it could not be entered
  effect(() => {
    const mayEnter = chat.connection.value.kind === 'online' && (chat.me.value !== null || guestsRead)
    if (mayEnter && chat.roomModel.peek() === null) void enter()
  })

  async function describe(now: RoomHolder): Promise<void> {
    room = now
    await when(
      () => chat.connection.value.kind === 'online' && (chat.roomModel.value !== null || problem.value !== null),
    )
    // the page may have changed it again
    if (room !== now || !('dialog' in now)) return
    // a refused room may be allowed now, for example by another permission
    if (chat.roomModel.peek() === null) return enter()
    const [user_id, more] = JSON.parse(now.dialog)
    try {
      const { permission, context } = readOptions(more, address)
      await chat.client.openDialog(user_id, permission, context)
    } catch (error) {
      if (!(error instanceof ChatRequestError && error.retry)) {
        console.warn(`ImbaChat: createChatbox: ${error instanceof Error ? error.message : error}`)
        return
      }
      // the server limits changes per minute: the last change must not be lost
      await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs ?? AGAIN_MS))
      if (room === now) await describe(now)
    }
  }

  return { title: given?.title ?? (given && 'pipe' in given ? given.pipe : ''), problem, enter, describe }
}
