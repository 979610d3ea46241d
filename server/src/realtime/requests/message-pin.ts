import { pinMessage } from '../../chat/messages/pin-message.ts'
import type { Handler } from './handler.ts'

export const messagePin: Handler<'message.pin'> = async ({ deps, principal }, { room_id, seq, pinned }) => ({
  message: await pinMessage(deps, principal, { roomId: room_id, seq, pinned }),
})
