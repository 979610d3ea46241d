import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { ChatRequestError } from '@imbachat/sdk/core'
import { setPinned } from '@imbachat/sdk/pins'
import { effect } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { keep, readKept } from '../core/kept-list.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import type { LaterCatalog } from '../i18n/catalog.ts'
import { toast } from '../ui/toast-model.ts'

/** The reader wants this message pinned, or no longer. */
interface Change {
  room_id: number
  seq: number
  pinned: boolean
}

const isOfSame = (one: Change, other: Change) => one.room_id === other.room_id && one.seq === other.seq
const isSame = (one: Change, other: Change) => isOfSame(one, other) && one.pinned === other.pinned

const stored = (chat: ChatModel) => readKept<Change>(chat, kept('pinning'))

/**
 * Pins a message for everyone in its room, or takes the pin away. Until the server has answered, this browser keeps the
 * change: it is sent with the next connection, also by the user's next page. Without storage, this page alone keeps it.
 * @param say the texts of the toast that the reader gets while there is no connection
 */
export async function pin(
  chat: ChatModel,
  change: Change,
  say: Pick<LaterCatalog['own']['talk'], 'pinLater' | 'unpinLater' | 'keepPageOpen'>,
): Promise<void> {
  const others = stored(chat).filter((one) => !isOfSame(one, change))
  const isKept = keep(chat, kept('pinning'), [...others, change])
  const isOnline = chat.connection.peek().kind === 'online'
  const waits = isOnline ? await send(chat, change) : true
  const later = change.pinned ? say.pinLater : say.unpinLater
  if (waits) toast.value = { text: isKept ? later : `${later}. ${say.keepPageOpen}` }
}

/**
 * Sends changes that an earlier page left, and those that wait for a connection.
 * @returns a function that stops it
 */
export function sendUnsentPins(chat: ChatModel): () => void {
  return effect(() => {
    if (chat.connection.value.kind !== 'online' || chat.me.value === null) return
    for (const change of stored(chat)) void send(chat, change)
  })
}

/** @returns true if it has to be sent again with the next connection */
async function send(chat: ChatModel, change: Change): Promise<boolean> {
  try {
    await setPinned(chat.client, change.room_id, change.seq, change.pinned)
  } catch (error) {
    if (error instanceof ChatRequestError && error.retry) return true
    toast.value = { problem: errorCodeOf(error) }
  }
  // the reader may have changed their mind meanwhile
  const left = stored(chat).filter((one) => !isSame(one, change))
  keep(chat, kept('pinning'), left)
  return false
}
