import { listPins } from '../../chat/messages/pin-message.ts'
import type { Handler } from './handler.ts'

export const pinsList: Handler<'pins.list'> = ({ deps, principal }, { room_id, before_seq, limit }) =>
  listPins(deps, principal, { roomId: room_id, beforeSeq: before_seq ?? null, limit })
