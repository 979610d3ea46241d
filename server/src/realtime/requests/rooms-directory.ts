import { listDirectory } from '../../chat/rooms/list-directory.ts'
import type { Handler } from './handler.ts'

export const roomsDirectory: Handler<'rooms.directory'> = ({ deps, principal }, { query, cursor, limit }) =>
  listDirectory(deps, principal, { query, cursor, limit })
