import { searchMessages } from '../../chat/search/search-messages.ts'
import type { Handler } from './handler.ts'

export const messagesSearch: Handler<'messages.search'> = ({ deps, principal }, search) =>
  searchMessages(deps, principal, {
    query: search.query,
    roomId: search.room_id ?? null,
    fromUser: search.from_user ?? null,
    has: search.has ?? null,
    after: search.after ?? null,
    before: search.before ?? null,
    cursor: search.cursor ?? null,
    limit: search.limit,
  })
