import type { AppendMessage, ChatStore } from '../../chat/ports.ts'
import type { OpenedStore } from './contracts/chat-store-contract.ts'

export interface InADialog {
  chat: ChatStore
  widget_id: number
  room_id: number
  /** @returns the new message's `seq`; 0: it was refused */
  send(sender_id: string, text: string, parts?: AppendMessage['parts']): Promise<number>
  close(): Promise<void>
}

/** A new store in which two users have a dialog. */
export async function inADialog(
  open: () => Promise<OpenedStore>,
  user_id: string,
  peer_id: string,
): Promise<InADialog> {
  const opened = await open()
  const { chat } = opened
  const widget_id = await opened.makeWidget()
  const { room_id } = await chat.openDialog({ widget_id, user_id, peer_id, needAccess: false })
  return {
    chat,
    widget_id,
    room_id,
    async send(sender_id, text, parts) {
      const message = { widget_id, room_id, sender_id, client_id: crypto.randomUUID(), reply_to: null, text }
      const sent = await chat.appendMessage(parts === undefined ? message : { ...message, parts })
      return sent.kind === 'refused' ? 0 : sent.message.seq
    },
    close: () => opened.close(),
  }
}
