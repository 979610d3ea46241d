import { enterAsGuest } from '../../chat/guests/enter-as-guest.ts'
import type { Handler } from './handler.ts'

export const guestEnter: Handler<'guest.enter'> = ({ parts, principal, session: { address } }, { name }) =>
  enterAsGuest(parts, principal, { name, address })
