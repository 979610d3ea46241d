import { withdrawHeld } from '../../chat/held/decide-held.ts'
import type { Handler } from './handler.ts'

export const messageWithdraw: Handler<'message.withdraw'> = async ({ deps, principal }, frame) => ({
  item: await withdrawHeld(deps, principal, { roomId: frame.room_id, clientId: frame.client_id }),
})
