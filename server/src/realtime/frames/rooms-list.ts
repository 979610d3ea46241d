import { listRooms } from '../../domain/rooms/list-rooms.ts'
import { forUsers } from './handler.ts'

export const roomsList = forUsers<'rooms.list'>(({ parts, principal }, page) => listRooms(parts, principal, page))
