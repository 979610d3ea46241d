import { ChatError, type ReplyTo, type RequestFrame, type RequestName } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import { readerOf, readingDeps } from '../../chat/guests/reading.ts'
import { settingsOf } from '../../chat/messages/check-message.ts'
import type { UserPrincipal } from '../../chat/principal.ts'
import { roomNotFound } from '../../chat/rooms/room-policy.ts'
import type { Session } from '../connection/session.ts'
import type { Hub } from '../delivery/hub.ts'

/** Public rooms that one guest's connection receives. */
const MOST_READ = 20

export const guestForbidden = () => new ChatError('guest_forbidden', 'Sign in to use the chat.')

interface Reading {
  deps: ChatDeps
  hub: Hub
  session: Session
}

/**
 * Runs a reader's request for a guest. The request may concern only rooms that this connection has opened by their
 * names.
 * @param act the request's handler
 * @throws ChatError guest_forbidden where guests read nothing, room_not_found
 */
export async function readAsGuest<T extends RequestName>(
  { deps, hub, session }: Reading,
  frame: RequestFrame<T>,
  act: (as: { deps: ChatDeps; session: Session; principal: UserPrincipal }) => Promise<ReplyTo<T>>,
): Promise<ReplyTo<T>> {
  const { widgetId } = session
  if ((await settingsOf(deps, widgetId)).guests === 'none') throw guestForbidden()
  if ('room_id' in frame && frame.room_id !== undefined && !session.reading?.has(frame.room_id)) {
    throw roomNotFound(frame.room_id)
  }
  if (frame.t === 'room.open' && (session.reading?.size ?? 0) >= MOST_READ) {
    throw new ChatError('forbidden', `A guest reads at most ${MOST_READ} rooms at once.`)
  }
  const reply = await act({ deps: readingDeps(deps), session, principal: readerOf(widgetId) })
  if (frame.t === 'room.open') {
    const { room } = reply as ReplyTo<'room.open'>
    hub.read(session, room.room_id, room.last_rev)
  }
  return reply
}
