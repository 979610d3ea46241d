import type { ErrorCode, MemberRole, MemberState, OwnItem } from '@imbachat/protocol'

/** The predictable parts of a message: everything but the times. */
export interface ModelMessage {
  seq: number
  rev: number
  client_id: string
  sender_id: string
  text: string | null
  reply_to: number | null
  edited: boolean
  deleted: boolean
  /** emoji → users, both in the order of arrival */
  reactions: ReadonlyMap<string, readonly string[]>
}

export interface Seat {
  state: MemberState
  role: MemberRole
  delivered: number
  read: number
}

export interface ModelRoom {
  /** the number that the server assigned */
  id: number
  /** null: a dialog */
  ofMany: { pipe: string; isPublic: boolean } | null
  seats: Map<string, Seat>
  messages: ModelMessage[]
  rev: number
}

/** `told`: the change that users' devices receive. */
export type Outcome<T> = { ok: T; told?: ModelMessage } | { refused: ErrorCode }

const PRESENT: ReadonlySet<MemberState> = new Set(['joined', 'invited', 'requested', 'declined'])

export type MembersAct = 'join' | 'leave' | 'add' | 'remove' | 'ban'

export const isPresent = (room: ModelRoom, user: string) => PRESENT.has(room.seats.get(user)?.state ?? 'left')

/** The chat as docs/spec.md defines it, as simply as possible. */
export class ModelChat {
  readonly rooms: ModelRoom[] = []
  /** for each user, the items in the order of their last change */
  readonly own = new Map<string, OwnItem[]>()

  /** OWN-1 OWN-3 */
  mute(room: ModelRoom, user: string, until: number | null): Outcome<OwnItem> {
    if (!isPresent(room, user)) return { refused: 'room_not_found' }
    const items = this.own.get(user) ?? []
    const known = items.find(({ room_id }) => room_id === room.id)
    if (known?.until === until) return { ok: known }
    const item: OwnItem = { kind: 'mute', rev: (items.at(-1)?.rev ?? 0) + 1, room_id: room.id, until }
    this.own.set(user, [...items.filter((other) => other !== known), item])
    return { ok: item }
  }

  /** DIALOG-1 DIALOG-2. `id`: the server's number for it, if it is new. */
  open(user: string, peer: string, needsAccess: boolean, id: number): ModelRoom {
    const known = this.rooms.find(({ ofMany, seats }) => !ofMany && seats.has(user) && seats.has(peer))
    if (!known) {
      const seat = (state: MemberState): Seat => ({ state, role: 'member', delivered: 0, read: 0 })
      const [mine, theirs] = needsAccess ? (['requested', 'invited'] as const) : (['joined', 'joined'] as const)
      const seats = new Map([
        [user, seat(mine)],
        [peer, seat(theirs)],
      ])
      const room: ModelRoom = { id, ofMany: null, seats, messages: [], rev: 0 }
      this.rooms.push(room)
      return room
    }
    const state = known.seats.get(user)?.state
    if (state === 'invited' || state === 'left') accept(known)
    return known
  }

  /** ROOM-1 ROOM-2 ROOM-3. `id`: the server's number for it, if it is new. */
  openRoom(user: string, pipe: string, isPublic: boolean, others: readonly string[], id: number): Outcome<ModelRoom> {
    const known = this.rooms.find(({ ofMany }) => ofMany?.pipe === pipe)
    if (known) {
      const joined = this.changeMembers(known, user, 'join', [user])
      if ('refused' in joined) return joined
      if (known.seats.get(user)?.role === 'owner') this.changeMembers(known, user, 'add', others)
      return { ok: known }
    }
    const room: ModelRoom = { id, ofMany: { pipe, isPublic }, seats: new Map(), messages: [], rev: 0 }
    for (const member of [user, ...others]) {
      room.seats.set(member, { state: 'joined', role: member === user ? 'owner' : 'member', delivered: 0, read: 0 })
    }
    this.rooms.push(room)
    return { ok: room }
  }

  /** ROOM-2 ROOM-3 ROOM-4. @returns the users whose state changed */
  changeMembers(room: ModelRoom, by: string, act: MembersAct, users: readonly string[]): Outcome<string[]> {
    const mine = room.seats.get(by)
    if (!room.ofMany) return { refused: mine && act !== 'join' && isPresent(room, by) ? 'forbidden' : 'room_not_found' }
    if (act === 'join') {
      const may = mine?.state === 'joined' || (room.ofMany.isPublic && mine?.state !== 'banned')
      return may ? { ok: enter(room, users) } : { refused: 'room_not_found' }
    }
    if (act === 'leave') {
      return mine && mine.state !== 'banned' ? { ok: exit(room, users, 'left') } : { refused: 'room_not_found' }
    }
    if (mine?.state !== 'joined') return { refused: 'room_not_found' }
    if (mine.role !== 'owner') return { refused: 'forbidden' }
    if (act === 'add') return { ok: enter(room, users) }
    if (users.some((user) => room.seats.get(user)?.role === 'owner')) return { refused: 'forbidden' }
    return { ok: exit(room, users, act === 'ban' ? 'banned' : 'left') }
  }

  /** MSG-3 MSG-5 READ-1 MSG-10 DIALOG-2 ROOM-4 */
  send(room: ModelRoom, user: string, client_id: string, text: string, reply_to: number | null): Outcome<ModelMessage> {
    const seat = room.seats.get(user)
    const before = room.messages.find((message) => message.sender_id === user && message.client_id === client_id)
    if (before) return { ok: before }
    if (!seat || (room.ofMany && seat.state !== 'joined')) return { refused: 'room_not_found' }
    if (seat.state === 'declined') return { refused: 'request_declined' }
    if (seat.state === 'requested' && room.messages.length > 0) return { refused: 'request_pending' }
    if (reply_to !== null && reply_to > room.messages.length) return { refused: 'message_not_found' }
    if (seat.state === 'invited' || seat.state === 'left') accept(room)
    const seq = room.messages.length + 1
    const message = {
      seq,
      rev: ++room.rev,
      client_id,
      sender_id: user,
      text,
      reply_to,
      edited: false,
      deleted: false,
      reactions: new Map(),
    }
    room.messages.push(message)
    if (seat.read === seq - 1) Object.assign(seat, { read: seq, delivered: seq })
    return { ok: message, told: message }
  }

  /** MSG-4 MSG-7 */
  edit(room: ModelRoom, user: string, seq: number, text: string): Outcome<ModelMessage> {
    if (!isPresent(room, user)) return { refused: 'room_not_found' }
    if (room.seats.get(user)?.state === 'declined') return { refused: 'request_declined' }
    const message = room.messages[seq - 1]
    if (message?.sender_id !== user || message.deleted) return { refused: 'message_not_found' }
    if (room.seats.get(user)?.state === 'requested') return { refused: 'request_pending' }
    if (message.text === text) return { ok: message }
    return this.#change(room, { ...message, text, edited: true })
  }

  /** MSG-4 MSG-8 */
  delete(room: ModelRoom, user: string, seq: number): Outcome<ModelMessage> {
    if (!isPresent(room, user)) return { refused: 'room_not_found' }
    const message = room.messages[seq - 1]
    if (message?.sender_id !== user) return { refused: 'message_not_found' }
    if (message.deleted) return { ok: message }
    return this.#change(room, { ...message, text: null, deleted: true, reactions: new Map() })
  }

  /** DIALOG-2 */
  answer(room: ModelRoom, user: string, accepts: boolean): Outcome<MemberState> {
    const seat = room.ofMany ? undefined : room.seats.get(user)
    switch (seat?.state) {
      case undefined:
      case 'banned':
        return { refused: 'room_not_found' }
      case 'requested':
      case 'declined':
        return { refused: 'forbidden' }
      case 'joined':
        return accepts ? { ok: 'joined' } : { refused: 'forbidden' }
      case 'left':
      case 'invited':
        if (accepts) accept(room)
        else if (seat.state === 'invited') decline(room)
        return { ok: seat.state }
    }
  }

  /** READ-2 */
  receipts(room: ModelRoom, user: string, delivered: number, read: number): Outcome<null> {
    const seat = room.seats.get(user)
    if (!seat || !isPresent(room, user)) return { refused: 'room_not_found' }
    const last = room.messages.length
    seat.read = Math.max(seat.read, Math.min(read, last))
    seat.delivered = Math.max(seat.delivered, seat.read, Math.min(delivered, last))
    return { ok: null }
  }

  /** REACT-1 REACT-2 REACT-6 */
  react(room: ModelRoom, user: string, seq: number, emoji: string, on: boolean): Outcome<ModelMessage> {
    switch (room.seats.get(user)?.state) {
      case 'joined':
        break
      case 'requested':
      case 'invited':
        return { refused: 'request_pending' }
      case 'declined':
        return { refused: 'request_declined' }
      default:
        return { refused: 'room_not_found' }
    }
    const message = room.messages[seq - 1]
    if (!message || message.deleted) return { refused: 'message_not_found' }
    const users = message.reactions.get(emoji) ?? []
    if (users.includes(user) === on) return { ok: message }
    const reactions = new Map(message.reactions)
    const left = on ? [...users, user] : users.filter((other) => other !== user)
    if (left.length > 0) reactions.set(emoji, left)
    else reactions.delete(emoji)
    return this.#change(room, { ...message, reactions })
  }

  /** SYNC-1 */
  since(room: ModelRoom, rev: number): ModelMessage[] {
    return room.messages.filter((message) => message.rev > rev).sort((a, b) => a.rev - b.rev)
  }

  #change(room: ModelRoom, changed: ModelMessage): Outcome<ModelMessage> {
    const message = { ...changed, rev: ++room.rev }
    room.messages[message.seq - 1] = message
    return { ok: message, told: message }
  }
}

function enter(room: ModelRoom, users: readonly string[]): string[] {
  const out = [...new Set(users)].filter((user) => room.seats.get(user)?.state !== 'joined')
  const last = room.messages.length
  for (const user of out) {
    const role = room.seats.get(user)?.role ?? 'member'
    room.seats.set(user, { state: 'joined', role, delivered: last, read: last })
  }
  return out
}

/** A user who is out already can only be banned; a user who was never a member is not affected. */
function exit(room: ModelRoom, users: readonly string[], to: 'left' | 'banned'): string[] {
  return users.filter((user) => {
    const seat = room.seats.get(user)
    if (!seat || seat.state === 'banned' || seat.state === to) return false
    seat.state = to
    return true
  })
}

function accept({ seats }: ModelRoom): void {
  for (const seat of seats.values()) seat.state = 'joined'
}

function decline({ seats }: ModelRoom): void {
  for (const seat of seats.values()) seat.state = seat.state === 'invited' ? 'left' : 'declined'
}
