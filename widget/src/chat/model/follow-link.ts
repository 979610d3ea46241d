import { effect } from '@preact/signals'
import type { ChatModel } from './chat-model.ts'

/** Opens the message that the page's address names. A visitor who is not signed in finds it after signing in. */
export async function followLink(chat: ChatModel | null, address: string): Promise<void> {
  const [, roomId, seq] = /#imbachat-m=([1-9]\d{0,14})\.([1-9]\d{0,14})$/.exec(address)?.map(Number) ?? []
  if (chat === null || roomId === undefined || seq === undefined) return
  await when(() => chat.connection.value.kind === 'online')
  if (chat.me.peek() === null) return
  if (chat.dialog.peek()?.roomId !== roomId) {
    const isOpen = () => false
    // what went wrong is shown in the conversation's place
    await chat.openForPage(isOpen, () => chat.openById(roomId), 'link').catch(() => {})
  }
  const dialog = chat.dialog.peek()
  if (dialog?.roomId !== roomId) return
  await when(() => dialog.loaded.value)
  await dialog.revealMessage(seq)
}

/** Resolves once what the signals say holds. */
function when(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (holds()) queueMicrotask(done)
    })
    function done() {
      stop()
      resolve()
    }
  })
}
