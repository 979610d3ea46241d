import { listVersions } from '../../chat/messages/list-versions.ts'
import type { Handler } from './handler.ts'

export const messageVersions: Handler<'message.versions'> = ({ deps, principal }, { room_id: roomId, seq }) =>
  listVersions(deps, principal, { roomId, seq })
