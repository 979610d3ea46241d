import { createRoom } from '../../chat/rooms/create-room.ts'
import type { Handler } from './handler.ts'

export const roomCreate: Handler<'room.create'> = ({ deps, principal }, frame) =>
  createRoom(deps, principal, {
    pipe: frame.client_id,
    title: frame.title,
    description: frame.description,
    isPublic: frame.is_public,
    byRequest: frame.by_request,
    rights: frame.rights,
    userIds: frame.user_ids,
  })
