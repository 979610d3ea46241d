import { syncMessages } from '../../chat/messages/sync-messages.ts'
import type { Handler } from './handler.ts'

export const messagesSync: Handler<'messages.sync'> = ({ parts, principal }, { room_id, rev }) =>
  syncMessages(parts, principal, { roomId: room_id, rev })
