import { markMessages } from '../../chat/own-state/mark-messages.ts'
import type { Handler } from './handler.ts'

export const messagesStar: Handler<'messages.star'> = async ({ parts, principal }, { room_id, seqs, starred }) => ({
  item: await markMessages(parts, principal, { roomId: room_id, kind: 'star', seqs, on: starred }),
})
