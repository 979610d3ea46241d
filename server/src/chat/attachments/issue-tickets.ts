import type { ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { hashOfInvite } from '../rooms/joining/invite-token.ts'
import { roomNotFound } from '../rooms/room-policy.ts'
import { isOfMessage, readableFiles, SITE, TEAM } from './may-read-file.ts'
import { signTicket } from './signatures.ts'

/** Milliseconds. */
const TICKET_LIFE = 5 * 60_000
/** For one download that begins at once: the server does not look at memberships for a ticket of the team. */
const TEAM_TICKET_LIFE = 60_000

/** @throws ChatError room_not_found */
export async function issueTickets(
  deps: Pick<ChatDeps, 'store' | 'widgets' | 'clock' | 'files'>,
  { widget_id, user_id }: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  { room_id, file_ids, token }: { room_id: number; file_ids: readonly string[]; token?: string | undefined },
): Promise<ReplyTo<'files.tickets'>> {
  const { store, clock, files } = deps
  const invite = token === undefined ? undefined : hashOfInvite(token)
  const mayRead = await readableFiles(deps, { widget_id, user_id, room_id, invite })
  if (!mayRead) throw roomNotFound(room_id)
  const expires_at = clock.now() + TICKET_LIFE
  const found = await store.filesOf(widget_id, room_id, [...new Set(file_ids)])
  return {
    tickets: found.filter(mayRead).map(({ file_id }) => ({
      file_id,
      ticket: signTicket(files.key, { widget_id, file_id, room_id, user_id, expires_at, ...(invite && { invite }) }),
    })),
    expires_at,
  }
}

/** Tickets for the site's server, whose API key may read messages: it can read what any member of the room can see. */
export async function issueSiteTickets(
  { store, clock, files }: Pick<ChatDeps, 'store' | 'clock' | 'files'>,
  { key_id, file_ids, ...room }: { widget_id: number; room_id: number; key_id: string; file_ids: readonly string[] },
): Promise<ReplyTo<'files.tickets'>> {
  const expires_at = clock.now() + TICKET_LIFE
  const found = await store.filesOf(room.widget_id, room.room_id, file_ids)
  return {
    tickets: found.filter(isOfMessage).map(({ file_id }) => ({
      file_id,
      ticket: signTicket(files.key, { ...room, file_id, user_id: SITE + key_id, expires_at }),
    })),
    expires_at,
  }
}

/** For the moderator's own browser; the caller has checked that they may, and records it. */
export function issueTeamTicket(
  { clock, files }: Pick<ChatDeps, 'clock' | 'files'>,
  { account_id, ...file }: { account_id: string; widget_id: number; file_id: string; room_id: number },
): { ticket: string; expires_at: number } {
  const expires_at = clock.now() + TEAM_TICKET_LIFE
  return { ticket: signTicket(files.key, { ...file, user_id: TEAM + account_id, expires_at }), expires_at }
}
