import { listVersions } from '../../chat/messages/list-versions.ts'
import type { Handler } from './handler.ts'

export const messageVersions: Handler<'message.versions'> = ({ parts, principal }, { room_id: roomId, seq }) =>
  listVersions(parts, principal, { roomId, seq })
