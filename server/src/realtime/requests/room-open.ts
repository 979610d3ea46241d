import { openRoom } from '../../chat/rooms/open-room.ts'
import type { Handler } from './handler.ts'

export const roomOpen: Handler<'room.open'> = ({ deps, principal }, { pipe, title, is_public, user_ids }) =>
  openRoom(deps, principal, { pipe, title, isPublic: is_public, userIds: user_ids })
