import type { ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { hashOfInvite } from '../rooms/joining/invite-token.ts'
import { roomNotFound } from '../rooms/room-policy.ts'
import { readableFiles, TEAM } from './may-read-file.ts'
import { signTicket } from './signatures.ts'

/** Milliseconds. */
const TICKET_LIFE = 5 * 60_000
/** For one download that begins at once: the server does not look at memberships for a ticket of the team. */
const TEAM_TICKET_LIFE = 60_000

/** @throws ChatError room_not_found */
export async function issueTickets(
  deps: Pick<ChatDeps, 'store' | 'widgets' | 'clock' | 'files'>,
  { widgetId, userId }: UserPrincipal,
  { roomId, fileIds, token }: { roomId: number; fileIds: readonly string[]; token: string | undefined },
): Promise<ReplyTo<'files.tickets'>> {
  const { store, clock, files } = deps
  const invite = token === undefined ? undefined : hashOfInvite(token)
  const mayRead = await readableFiles(deps, { widgetId, userId, roomId, invite })
  if (!mayRead) throw roomNotFound(roomId)
  const expiresAt = clock.now() + TICKET_LIFE
  const found = await store.filesOf(widgetId, roomId, [...new Set(fileIds)])
  return {
    tickets: found.filter(mayRead).map(({ fileId }) => ({
      file_id: fileId,
      ticket: signTicket(files.key, { widgetId, fileId, roomId, userId, expiresAt, ...(invite && { invite }) }),
    })),
    expires_at: expiresAt,
  }
}

/** For the moderator's own browser; the caller has checked that they may, and records it. */
export function issueTeamTicket(
  { clock, files }: Pick<ChatDeps, 'clock' | 'files'>,
  { accountId, ...file }: { accountId: string; widgetId: number; fileId: string; roomId: number },
): { ticket: string; expiresAt: number } {
  const expiresAt = clock.now() + TEAM_TICKET_LIFE
  return { ticket: signTicket(files.key, { ...file, userId: TEAM + accountId, expiresAt }), expiresAt }
}
