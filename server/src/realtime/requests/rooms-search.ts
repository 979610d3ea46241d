import { searchRooms } from '../../chat/rooms/search-rooms.ts'
import type { Handler } from './handler.ts'

export const roomsSearch: Handler<'rooms.search'> = ({ deps, principal }, search) =>
  searchRooms(deps, principal, search)
