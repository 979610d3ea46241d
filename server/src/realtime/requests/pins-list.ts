import { listPins } from '../../chat/messages/pin-message.ts'
import type { Handler } from './handler.ts'

export const pinsList: Handler<'pins.list'> = ({ parts, principal }, { room_id, before_seq, limit }) =>
  listPins(parts, principal, { roomId: room_id, beforeSeq: before_seq ?? null, limit })
