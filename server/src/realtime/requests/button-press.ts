import { pressButton } from '../../chat/cards/press-button.ts'
import type { Handler } from './handler.ts'

export const buttonPress: Handler<'button.press'> = ({ deps, principal }, { room_id, seq, button_id, client_id }) =>
  pressButton(deps, principal, { roomId: room_id, seq, buttonId: button_id, clientId: client_id })
