import { editRoom } from '../../chat/rooms/edit-room.ts'
import type { Handler } from './handler.ts'

export const roomEdit: Handler<'room.edit'> = ({ deps, principal }, frame) =>
  editRoom(deps, principal, {
    roomId: frame.room_id,
    title: frame.title,
    description: frame.description,
    isPublic: frame.is_public,
    byRequest: frame.by_request,
    picture: frame.picture,
    rights: frame.rights,
  })
