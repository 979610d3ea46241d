import type { AppendMessage, ChatStore } from '../../chat/ports.ts'
import type { OpenedStore } from './contracts/chat-store-contract.ts'

export interface InADialog {
  chat: ChatStore
  widgetId: number
  roomId: number
  /** @returns the new message's `seq`; 0: it was refused */
  send(senderId: string, text: string, parts?: AppendMessage['parts']): Promise<number>
  close(): Promise<void>
}

/** A new store in which two users have a dialog. */
export async function inADialog(open: () => Promise<OpenedStore>, userId: string, peerId: string): Promise<InADialog> {
  const opened = await open()
  const { chat } = opened
  const widgetId = await opened.makeWidget()
  const { roomId } = await chat.openDialog({ widgetId, userId, peerId, needAccess: false })
  return {
    chat,
    widgetId,
    roomId,
    async send(senderId, text, parts) {
      const message = { widgetId, roomId, senderId, clientId: crypto.randomUUID(), replyTo: null, text }
      const sent = await chat.appendMessage(parts === undefined ? message : { ...message, parts })
      return sent.kind === 'refused' ? 0 : sent.message.seq
    },
    close: () => opened.close(),
  }
}
