import type { ReplyTo } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from '../rooms/room-policy.ts'
import { signTicket } from './signatures.ts'

/** Milliseconds. */
const TICKET_LIFE = 5 * 60_000

/** @throws ChatError room_not_found */
export async function issueTickets(
  { store, clock, files }: Pick<ChatParts, 'store' | 'clock' | 'files'>,
  { widgetId, userId }: UserPrincipal,
  { roomId, fileIds }: { roomId: number; fileIds: readonly string[] },
): Promise<ReplyTo<'files.tickets'>> {
  const [membership] = await store.membershipsOf(widgetId, userId, [roomId])
  if (!membership) throw roomNotFound(roomId)
  const expiresAt = clock.now() + TICKET_LIFE
  const found = await store.filesOf(widgetId, roomId, [...new Set(fileIds)])
  return {
    tickets: found.map((fileId) => ({
      file_id: fileId,
      ticket: signTicket(files.key, { widgetId, fileId, roomId, userId, expiresAt }),
    })),
    expires_at: expiresAt,
  }
}
