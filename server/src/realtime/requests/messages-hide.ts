import { markMessages } from '../../chat/own-state/mark-messages.ts'
import type { Handler } from './handler.ts'

export const messagesHide: Handler<'messages.hide'> = async ({ deps, principal }, { room_id: roomId, seqs }) => ({
  item: await markMessages(deps, principal, { roomId, kind: 'hidden', seqs, on: true }),
})
