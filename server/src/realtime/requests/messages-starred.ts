import { listStarred } from '../../chat/own-state/list-starred.ts'
import type { Handler } from './handler.ts'

export const messagesStarred: Handler<'messages.starred'> = ({ deps, principal }, { cursor, limit }) =>
  listStarred(deps, principal, { cursor, limit })
