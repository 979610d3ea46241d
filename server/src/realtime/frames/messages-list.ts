import { listMessages } from '../../domain/messages/list-messages.ts'
import { forUsers } from './handler.ts'

export const messagesList = forUsers<'messages.list'>(({ parts, principal }, { room_id, before_seq, limit }) =>
  listMessages(parts, principal, { roomId: room_id, beforeSeq: before_seq ?? null, limit }),
)
