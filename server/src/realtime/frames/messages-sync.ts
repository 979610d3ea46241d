import { syncMessages } from '../../domain/messages/sync-messages.ts'
import { forUsers } from './handler.ts'

export const messagesSync = forUsers<'messages.sync'>(({ parts, principal }, { room_id, rev }) =>
  syncMessages(parts, principal, { roomId: room_id, rev }),
)
