import { listRooms } from '../../chat/rooms/list-rooms.ts'
import type { Handler } from './handler.ts'

export const roomsList: Handler<'rooms.list'> = ({ parts, principal }, page) => listRooms(parts, principal, page)
