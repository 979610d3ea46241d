import { listMessages } from '../../chat/messages/list-messages.ts'
import type { Handler } from './handler.ts'

export const messagesList: Handler<'messages.list'> = ({ deps, principal }, { room_id, before_seq, at, limit }) =>
  listMessages(deps, principal, { roomId: room_id, beforeSeq: before_seq ?? null, at: at ?? null, limit })
