import { markMessages } from '../../chat/own-state/mark-messages.ts'
import type { Handler } from './handler.ts'

export const messagesStar: Handler<'messages.star'> = async ({ deps, principal }, { room_id, seqs, starred }) => ({
  item: await markMessages(deps, principal, { roomId: room_id, kind: 'star', seqs, on: starred }),
})
