import { showTyping } from '../../chat/presence/show-typing.ts'
import type { Handler } from './handler.ts'

export const typing: Handler<'typing'> = async ({ deps, principal }, { room_id, typing }) => {
  await showTyping(deps, principal, { roomId: room_id, typing })
  return {}
}
