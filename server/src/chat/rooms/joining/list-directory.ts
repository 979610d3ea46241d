import { ChatError, type ReplyTo } from '@imbachat/protocol'
import { matchesWords } from '@imbachat/protocol/text/matches-words'
import type { ChatDeps } from '../../chat-deps.ts'
import { settingsOf } from '../../messages/check-message.ts'
import type { UserPrincipal } from '../../principal.ts'

/**
 * Public rooms and rooms that users ask to join, with a title, the largest first.
 * @throws ChatError forbidden where the widget has no directory; invalid_field for a cursor that no page returned
 */
export async function listDirectory(
  deps: Pick<ChatDeps, 'store' | 'widgets'>,
  { widget_id, user_id }: UserPrincipal,
  { query, cursor, limit }: { query: string; cursor?: string | undefined; limit: number },
): Promise<ReplyTo<'rooms.directory'>> {
  if (!(await settingsOf(deps, widget_id)).directory) {
    throw new ChatError('forbidden', 'This widget has no directory of public rooms.')
  }
  const { store } = deps
  if (query.trim() === '') {
    const { rooms, next } = await store.listedRooms(widget_id, user_id, { cursor: cursor ?? null, limit })
    return { rooms, next }
  }
  const titles = await store.listedTitles(widget_id, user_id, cursor ?? null)
  const found = titles.filter(({ title }) => matchesWords(title, query))
  const page = found.slice(0, limit)
  const rooms = await Promise.all(page.map(({ room_id }) => store.listedRoom(widget_id, user_id, room_id)))
  return {
    rooms: rooms.flatMap((room) => room ?? []),
    next: found.length > limit ? (page.at(-1)?.cursor ?? null) : null,
  }
}
