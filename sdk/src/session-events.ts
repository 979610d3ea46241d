import type { EventOf, Message, RoomSummary, ServerEvent, UserCard } from '@imbachat/protocol'
import { isPresent } from '@imbachat/protocol/rooms/membership'
import type { OwnProfile } from '@imbachat/protocol/users/user'
import { isolated, type WritableObservable } from './observable.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { OwnState } from './own-state.ts'
import { ignoreRequestError } from './request-error.ts'
import type { Groups } from './rooms/groups.ts'
import type { MemberMarks } from './rooms/member-marks.ts'
import type { PresenceWatch } from './rooms/presence.ts'
import type { Receipts } from './rooms/receipts.ts'
import type { Rooms } from './rooms/room-list.ts'
import type { Users } from './rooms/users.ts'
import type { Authors } from './timeline/authors.ts'
import type { Timelines } from './timeline/timelines.ts'
import type { TypingRooms } from './timeline/typing.ts'
import type { IncomingMessage } from './types.ts'

export type CallEvent = EventOf<'call' | 'call_signal'>

/** Passes the server's events to the parts of a session. */
export function sessionEvents(parts: {
  /** null for a guest */
  user_id: string | null
  me: WritableObservable<UserCard | null>
  profiles: WritableObservable<readonly OwnProfile[]>
  users: Users
  presence: PresenceWatch
  ownState: OwnState
  typingRooms: TypingRooms
  rooms: Rooms
  groups: Groups
  timelines: Timelines
  marks: MemberMarks
  authors: Authors
  receipts: Receipts
  /** null for a guest */
  outbox: Outbox | null
  /** of calls, on demand */
  callListeners: ReadonlySet<(event: CallEvent) => void>
  /** passes messages to the parts on demand */
  follow(room_id: number, messages: readonly Message[]): void
  /** the reader is a member of this room (again) */
  entered(room_id: number): void
  /** another user wrote a new message */
  incoming(incoming: IncomingMessage): void
}): (event: ServerEvent) => void {
  const { user_id, rooms, timelines, marks, typingRooms, outbox } = parts

  function roomChanged(room: RoomSummary) {
    const before = rooms.get(room.room_id)
    rooms.put(room)
    // the server shows the presence of the peer again, or no longer
    if (before && (before.write_block === 'blocked') !== (room.write_block === 'blocked')) parts.presence.resume()
    if (before && !isPresent(before) && isPresent(room)) parts.entered(room.room_id)
  }

  function membersChanged(event: EventOf<'members'>) {
    const wasLive = rooms.get(event.room_id)?.live
    marks.left(event.room_id, event.left)
    parts.groups.event(event)
    if (event.live && !wasLive && timelines.get(event.room_id)) marks.follow(event.room_id)
  }

  function receipt(event: EventOf<'receipt'>) {
    const room = rooms.get(event.room_id)
    if (!room) return
    if (room.peer || event.user_id === user_id) rooms.watermarks(event.room_id, event)
    else marks.receipt(event)
  }

  function typing(event: EventOf<'typing'>) {
    if (event.user_id === user_id) return
    typingRooms.set(event.room_id, event.user_id, event.typing)
    timelines.get(event.room_id)?.typing(event.user_id, event.typing)
  }

  function cardsChanged(cards: UserCard[]) {
    parts.users.learn(cards)
    rooms.cards(cards)
    const own = cards.find((card) => card.user_id === user_id)
    if (own) parts.me.set(own)
  }

  function messagesChanged(room_id: number, messages: readonly Message[]) {
    const known = rooms.get(room_id)
    rooms.messages(room_id, messages)
    timelines.get(room_id)?.receive(messages)
    parts.authors.wanted(room_id, messages)
    for (const message of messages) messageChanged(room_id, message, known)
    parts.groups.notices(room_id, messages)
    parts.follow(room_id, messages)
  }

  /** @param known the room before the change */
  function messageChanged(room_id: number, message: Message, known: RoomSummary | undefined) {
    const isNew =
      message.edited_at === null &&
      message.deleted_at === null &&
      !message.reactions &&
      !message.pinned_at &&
      (!known || message.seq > known.last_seq)
    typingRooms.set(room_id, message.sender_id, false)
    if (message.sender_id === user_id) {
      // if a timeline is open, the message leaves the outbox when the timeline shows it
      if (!timelines.get(room_id)) outbox?.settle(message.client_id)
      if (!known) rooms.ensure(room_id).catch(ignoreRequestError)
      return
    }
    const announce = (room: RoomSummary) => {
      // one that this or another tab reads without having joined it
      if (!isNew || !isPresent(room)) return
      if (user_id !== null) parts.receipts.delivered(room_id, message.seq)
      if (!message.system) isolated(() => parts.incoming({ room, message }))
    }
    if (known) announce(rooms.get(room_id) ?? known)
    else rooms.ensure(room_id).then(announce, ignoreRequestError)
  }

  return (event) => {
    switch (event.t) {
      case 'message':
        return messagesChanged(event.room_id, [event.message])
      case 'messages':
        return messagesChanged(event.room_id, event.messages)
      case 'room':
        return roomChanged(event.room)
      case 'members':
        return membersChanged(event)
      case 'room_info':
        return rooms.info(event)
      case 'receipt':
        return receipt(event)
      case 'typing':
        return typing(event)
      case 'presence':
        return parts.presence.event(event)
      case 'users':
        return cardsChanged(event.users)
      case 'profiles':
        return parts.profiles.set(event.profiles)
      case 'own':
        parts.ownState.event(event.items)
        // a room that another device pinned or archived may not be loaded here
        for (const item of event.items) if ('room_id' in item) rooms.ensure(item.room_id).catch(ignoreRequestError)
        return
      case 'call':
      case 'call_signal':
        for (const listener of parts.callListeners) listener(event)
        return
      default:
        // the connection handles `bye`; a newer server may send events that this version does not know
        event satisfies EventOf<'bye'>
    }
  }
}
