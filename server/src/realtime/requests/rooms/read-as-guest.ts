import { ChatError, isPresent, type ReplyTo, type RequestFrame, type RequestName } from '@imbachat/protocol'
import type { ChatDeps } from '../../../chat/chat-deps.ts'
import { readerFor, readerOf, readingDeps } from '../../../chat/guests/reading.ts'
import { settingsOf } from '../../../chat/messages/check-message.ts'
import type { UserPrincipal } from '../../../chat/principal.ts'
import { roomNotFound } from '../../../chat/rooms/room-policy.ts'
import type { Session } from '../../connection/session.ts'
import type { Hub } from '../../delivery/hub.ts'

export const guestForbidden = () => new ChatError('guest_forbidden', 'Sign in to use the chat.')

interface Reading {
  deps: ChatDeps
  hub: Hub
  session: Session
}

/** The request's handler. */
type Act<T extends RequestName> = (as: {
  deps: ChatDeps
  session: Session
  principal: UserPrincipal
}) => Promise<ReplyTo<T>>

/**
 * Runs a reader's request for a guest. The request may concern only rooms that this connection has opened by their
 * names.
 * @throws ChatError guest_forbidden where guests read nothing, room_not_found
 */
export async function readAsGuest<T extends RequestName>(
  { deps, hub, session }: Reading,
  frame: RequestFrame<T>,
  act: Act<T>,
): Promise<ReplyTo<T>> {
  const { widget_id } = session
  const mostRead = deps.limits.READ_ROOMS_PER_CONNECTION
  if ((await settingsOf(deps, widget_id)).guests === 'none') throw guestForbidden()
  if ('room_id' in frame && frame.room_id !== undefined && !session.reading?.has(frame.room_id)) {
    throw roomNotFound(frame.room_id)
  }
  if (frame.t === 'room.open' && (session.reading?.size ?? 0) >= mostRead) {
    throw new ChatError('forbidden', `A guest reads at most ${mostRead} rooms at once.`)
  }
  const reply = await act({ deps: readingDeps(deps), session, principal: readerOf(widget_id) })
  if (frame.t === 'room.open') {
    const { room } = reply as ReplyTo<'room.open'>
    hub.read(session, room.room_id, room.last_rev)
  }
  return reply
}

/** Does a user's request concern a room that they read without being a member? */
export const readsOnly = ({ reading }: Session, frame: RequestFrame): boolean =>
  frame.t === 'room.open'
    ? !frame.join
    : reading !== null && 'room_id' in frame && frame.room_id !== undefined && reading.has(frame.room_id)

/**
 * Runs a reader's request for a user who has not joined the public room. A member's request runs as ever; a user who
 * is banned from the room no longer reads it.
 * @throws ChatError room_not_found
 */
export async function readWithoutJoining<T extends RequestName>(
  { deps, hub, session }: Reading,
  principal: UserPrincipal,
  frame: RequestFrame<T>,
  act: Act<T>,
): Promise<ReplyTo<T>> {
  const { store } = deps
  const { widget_id, user_id } = principal
  /** @returns true if the user is a member */
  async function mayRead(room_id: number): Promise<boolean> {
    const row = await store.roomOf(widget_id, room_id, user_id)
    if (row && isPresent(row.member)) return true
    if (row?.member.state !== 'banned' && (await store.publicRoom(widget_id, room_id))) return false
    hub.endReading(session, room_id)
    throw roomNotFound(room_id, frame.t === 'room.open' ? 'pipe' : 'room_id')
  }
  const asReader = () => act({ deps: readingDeps(deps), session, principal: readerFor(principal) })

  if (frame.t !== 'room.open') {
    const { room_id } = frame as RequestFrame<'messages.list'>
    return (await mayRead(room_id)) ? act({ deps, session, principal }) : asReader()
  }
  const { pipe } = frame as RequestFrame<'room.open'>
  const found = await store.roomOfPipe(widget_id, pipe)
  if (!found) throw roomNotFound(pipe, 'pipe')
  if (await mayRead(found.room_id)) return act({ deps, session, principal })
  const { room } = (await asReader()) as ReplyTo<'room.open'>
  for (const oldest of session.reading ?? []) {
    if ((session.reading?.size ?? 0) < deps.limits.READ_ROOMS_PER_CONNECTION || session.reading?.has(room.room_id))
      break
    hub.endReading(session, oldest)
  }
  hub.read(session, room.room_id, room.last_rev)
  // the user may have joined, or the room may have closed, before this connection was known to read it
  if (await mayRead(room.room_id)) {
    hub.endReading(session, room.room_id)
    return act({ deps, session, principal })
  }
  const outside = { state: 'left', watermarks: [], unread: 0, write_block: 'not_joined' } as const
  return { room: { ...room, ...outside }, created: false } as ReplyTo<T>
}
