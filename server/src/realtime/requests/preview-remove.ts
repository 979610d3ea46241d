import { removePreview } from '../../chat/previews/remove-preview.ts'
import type { Handler } from './handler.ts'

export const previewRemove: Handler<'preview.remove'> = async ({ deps, principal }, { room_id, seq }) => ({
  message: await removePreview(deps, principal, { roomId: room_id, seq }),
})
