import { listDirectory } from '../../chat/rooms/list-directory.ts'
import type { Handler } from './handler.ts'

export const roomsDirectory: Handler<'rooms.directory'> = ({ parts, principal }, { query, cursor, limit }) =>
  listDirectory(parts, principal, { query, cursor, limit })
