import { markMessages } from '../../chat/own-state/mark-messages.ts'
import type { Handler } from './handler.ts'

export const messagesHide: Handler<'messages.hide'> = async ({ parts, principal }, { room_id: roomId, seqs }) => ({
  item: await markMessages(parts, principal, { roomId, kind: 'hidden', seqs, on: true }),
})
