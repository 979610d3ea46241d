import { syncMessages } from '../../chat/messages/sync-messages.ts'
import type { Handler } from './handler.ts'

export const messagesSync: Handler<'messages.sync'> = ({ deps, principal }, { room_id, rev }) =>
  syncMessages(deps, principal, { roomId: room_id, rev })
