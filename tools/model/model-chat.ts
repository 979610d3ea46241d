import type { ErrorCode, MemberState } from '@imbachat/protocol'

/** What of a message can be foretold: everything but the times. */
export interface ModelMessage {
  seq: number
  rev: number
  client_id: string
  sender_id: string
  text: string | null
  reply_to: number | null
  edited: boolean
  deleted: boolean
}

export interface Seat {
  state: MemberState
  delivered: number
  read: number
}

export interface ModelRoom {
  /** as the server numbered it */
  id: number
  seats: Map<string, Seat>
  messages: ModelMessage[]
  rev: number
}

/** `told`: the users whose sockets hear of it. */
export type Outcome<T> = { ok: T; told?: ModelMessage } | { refused: ErrorCode }

const PRESENT: ReadonlySet<MemberState> = new Set(['joined', 'invited', 'requested', 'declined'])

export const isPresent = (room: ModelRoom, user: string) => PRESENT.has(room.seats.get(user)?.state ?? 'left')

/** The chat as docs/spec.md has it, as simply as it can be said. */
export class ModelChat {
  readonly rooms: ModelRoom[] = []

  /** R18 R19. `id`: what the server called it, if it is new. */
  open(user: string, peer: string, needsAccess: boolean, id: number): ModelRoom {
    const known = this.rooms.find(({ seats }) => seats.has(user) && seats.has(peer))
    if (!known) {
      const seat = (state: MemberState): Seat => ({ state, delivered: 0, read: 0 })
      const [mine, theirs] = needsAccess ? (['requested', 'invited'] as const) : (['joined', 'joined'] as const)
      const seats = new Map([
        [user, seat(mine)],
        [peer, seat(theirs)],
      ])
      const room: ModelRoom = { id, seats, messages: [], rev: 0 }
      this.rooms.push(room)
      return room
    }
    const state = known.seats.get(user)?.state
    if (state === 'invited' || state === 'left') accept(known)
    return known
  }

  /** R3 R5 R9 R14 R19 */
  send(room: ModelRoom, user: string, client_id: string, text: string, reply_to: number | null): Outcome<ModelMessage> {
    const seat = room.seats.get(user)
    const before = room.messages.find((message) => message.sender_id === user && message.client_id === client_id)
    if (before) return { ok: before }
    if (!seat) return { refused: 'room_not_found' }
    if (seat.state === 'declined') return { refused: 'request_declined' }
    if (seat.state === 'requested' && room.messages.length > 0) return { refused: 'request_pending' }
    if (reply_to !== null && reply_to > room.messages.length) return { refused: 'message_not_found' }
    if (seat.state === 'invited' || seat.state === 'left') accept(room)
    const seq = room.messages.length + 1
    const message = { seq, rev: ++room.rev, client_id, sender_id: user, text, reply_to, edited: false, deleted: false }
    room.messages.push(message)
    if (seat.read === seq - 1) Object.assign(seat, { read: seq, delivered: seq })
    return { ok: message, told: message }
  }

  /** R4 R11 */
  edit(room: ModelRoom, user: string, seq: number, text: string): Outcome<ModelMessage> {
    if (!isPresent(room, user)) return { refused: 'room_not_found' }
    if (room.seats.get(user)?.state === 'declined') return { refused: 'request_declined' }
    const message = room.messages[seq - 1]
    if (message?.sender_id !== user || message.deleted) return { refused: 'message_not_found' }
    if (message.text === text) return { ok: message }
    return this.#change(room, { ...message, text, edited: true })
  }

  /** R4 R12 */
  delete(room: ModelRoom, user: string, seq: number): Outcome<ModelMessage> {
    if (!isPresent(room, user)) return { refused: 'room_not_found' }
    const message = room.messages[seq - 1]
    if (message?.sender_id !== user) return { refused: 'message_not_found' }
    if (message.deleted) return { ok: message }
    return this.#change(room, { ...message, text: null, deleted: true })
  }

  /** R19 */
  answer(room: ModelRoom, user: string, accepts: boolean): Outcome<MemberState> {
    const seat = room.seats.get(user)
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

  /** R10 */
  receipts(room: ModelRoom, user: string, delivered: number, read: number): Outcome<null> {
    const seat = room.seats.get(user)
    if (!seat || !isPresent(room, user)) return { refused: 'room_not_found' }
    const last = room.messages.length
    seat.read = Math.max(seat.read, Math.min(read, last))
    seat.delivered = Math.max(seat.delivered, seat.read, Math.min(delivered, last))
    return { ok: null }
  }

  /** R15 */
  since(room: ModelRoom, rev: number): ModelMessage[] {
    return room.messages.filter((message) => message.rev > rev).sort((a, b) => a.rev - b.rev)
  }

  #change(room: ModelRoom, changed: ModelMessage): Outcome<ModelMessage> {
    const message = { ...changed, rev: ++room.rev }
    room.messages[message.seq - 1] = message
    return { ok: message, told: message }
  }
}

function accept({ seats }: ModelRoom): void {
  for (const seat of seats.values()) seat.state = 'joined'
}

function decline({ seats }: ModelRoom): void {
  for (const seat of seats.values()) seat.state = seat.state === 'invited' ? 'left' : 'declined'
}
