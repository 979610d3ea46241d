import { effect } from '@preact/signals'
import { ownerOf, roomFiles } from '../files/room-files.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { inOneTab, keptMessages } from './kept-messages.ts'

/**
 * Sends the messages whose files an earlier page did not finish.
 * @returns a function that stops it
 */
export function sendUnsentMessages(chat: ChatModel): () => void {
  let begun = false
  return effect(() => {
    if (begun || chat.me.value === null || chat.files.limits === null) return
    begun = true
    void goOn(chat)
  })
}

async function goOn(chat: ChatModel): Promise<void> {
  const kept = keptMessages(ownerOf(chat.client))
  for (const { client_id } of await kept.left(Date.now())) {
    void inOneTab(client_id, async () => {
      // another tab has sent it while this one waited
      const left = (await kept.left(Date.now())).find((message) => message.client_id === client_id)
      if (left) await roomFiles(chat.client, chat.files, left.room_id).goOn(left)
    })
  }
}
