import { enterAsGuest } from '../../chat/guests/enter-as-guest.ts'
import type { Handler } from './handler.ts'

export const guestEnter: Handler<'guest.enter'> = ({ deps, principal, session: { address } }, { name }) =>
  enterAsGuest(deps, principal, { name, address })
