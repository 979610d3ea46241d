import { listStarred } from '../../chat/own-state/list-starred.ts'
import type { Handler } from './handler.ts'

export const messagesStarred: Handler<'messages.starred'> = ({ parts, principal }, { cursor, limit }) =>
  listStarred(parts, principal, { cursor, limit })
