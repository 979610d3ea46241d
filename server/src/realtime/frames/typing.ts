import { showTyping } from '../../domain/presence/show-typing.ts'
import { forUsers } from './handler.ts'

export const typing = forUsers<'typing'>(async ({ parts, principal }, { room_id, typing }) => {
  await showTyping(parts, principal, { roomId: room_id, typing })
  return {}
})
