import { listRooms } from '../../chat/rooms/list-rooms.ts'
import type { Handler } from './handler.ts'

export const roomsList: Handler<'rooms.list'> = ({ deps, principal }, page) => listRooms(deps, principal, page)
