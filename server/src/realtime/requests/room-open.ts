import { openRoom } from '../../chat/rooms/open-room.ts'
import type { Handler } from './handler.ts'

export const roomOpen: Handler<'room.open'> = ({ parts, principal }, { pipe, title, is_public, user_ids }) =>
  openRoom(parts, principal, { pipe, title, isPublic: is_public, userIds: user_ids })
