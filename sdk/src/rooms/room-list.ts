import type { Message, ReplyTo, RoomSummary, UserCard, Watermarks } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import { observable } from '../observable.ts'
import type { RoomList, RoomListState } from '../types.ts'
import { isInside, joined, watermarksOf, withCards, withMessage, withWatermarks } from './room-summary.ts'

/** Rooms per page. */
const PAGE = 50

export interface Rooms extends RoomList {
  /** Any known room, including rooms that the list does not show. */
  get(roomId: number): RoomSummary | undefined
  /** Stores a room that the server just sent. */
  put(room: RoomSummary): RoomSummary
  /** The list shows this room even while it is empty. */
  keep(roomId: number): void
  /** Loads the room if it is not known. @throws ChatRequestError */
  ensure(roomId: number): Promise<RoomSummary>
  /** Loads the room again. @throws ChatRequestError */
  refresh(roomId: number): Promise<RoomSummary>
  /** The reader is no longer a member. */
  gone(roomId: number): void
  /** The room's number of members now, and whether it is live. */
  members(roomId: number, count: number, live: boolean): void
  /** Changes of messages in a known room, by rev. */
  messages(roomId: number, messages: readonly Message[]): void
  watermarks(roomId: number, moved: Watermarks): void
  cards(cards: UserCard[]): void
  /** A new connection begins, and known rooms may be outdated. Called before its events. */
  begin(): void
  /** Brings the list up to date. @throws ChatRequestError */
  reload(): Promise<void>
}

/**
 * The reader's rooms, last active first. Events keep them current; after a reconnect, the client loads as few pages as
 * needed.
 */
export function createRooms(options: {
  /** null for a guest, who has none */
  userId: string | null
  request: Request
  /** the server sent rooms, some of which may be new or changed */
  received(rooms: RoomSummary[]): void
  /** messages arrived, and the reader has read up to here, including their own messages: rule READ-1 */
  read(roomId: number, seq: number): void
}): Rooms {
  const { userId, request, received } = options
  const state = observable<RoomListState>({ rooms: [], loaded: false, more: false, unreadRooms: 0 })
  const rooms = new Map<number, RoomSummary>()
  const kept = new Set<number>()
  const asked = new Map<number, Promise<RoomSummary>>()
  /** rooms changed by events of this connection: an answer that was read before those events does not override them */
  const touched = new Set<number>()
  let loaded = false
  let next: string | null = null
  /** unread rooms that this client does not know */
  let unknownUnread = 0
  let loadingMore: Promise<void> | null = null

  /** The server lists dialogs with messages, and all groups and channels (rule ROOM-9). */
  const isNamed = (room: RoomSummary) => room.last_seq > 0 || room.peer === null
  const inList = (room: RoomSummary) => isInside(room) && (isNamed(room) || kept.has(room.room_id))
  const unreadKnown = () => [...rooms.values()].filter((room) => inList(room) && room.unread > 0).length

  function show() {
    state.set({
      rooms: [...rooms.values()].filter(inList).sort((a, b) => b.active_at - a.active_at || b.room_id - a.room_id),
      loaded,
      more: next !== null,
      unreadRooms: unreadKnown() + unknownUnread,
    })
  }

  /** @returns whether anything is new */
  function merge(came: RoomSummary): boolean {
    const known = rooms.get(came.room_id)
    const room = known && touched.has(came.room_id) ? joined(known, came, userId) : came
    if (known && JSON.stringify(known) === JSON.stringify(room)) return false
    rooms.set(room.room_id, room)
    return true
  }

  function update(roomId: number, change: (room: RoomSummary) => RoomSummary) {
    const room = rooms.get(roomId)
    if (!room) return
    touched.add(roomId)
    const changed = change(room)
    if (changed === room) return
    rooms.set(roomId, changed)
    show()
  }

  async function page(cursor: string | null) {
    const answer = await request('rooms.list', { limit: PAGE, cursor: cursor ?? undefined })
    loaded = true
    return { ...answer, changed: take(answer) }
  }

  /** @returns whether anything is new */
  function take(answer: ReplyTo<'rooms.list'>): boolean {
    const changed = answer.rooms.map(merge).includes(true)
    unknownUnread = Math.max(0, answer.unread_rooms - unreadKnown())
    received(answer.rooms)
    return changed
  }

  /** Rooms that the server would have listed up to here if they were still the reader's. */
  function forget(named: Set<number>, activeSince: number) {
    for (const room of rooms.values()) {
      const { room_id } = room
      if (named.has(room_id) || touched.has(room_id)) continue
      // the room stays known for open timelines
      if (isNamed(room) && room.active_at > activeSince) rooms.set(room_id, { ...room, state: 'left' })
    }
  }

  async function reload() {
    if (userId === null) {
      loaded = true
      return show()
    }
    const before = loaded ? state.get().rooms.length : 0
    const named = new Set<number>()
    let cursor: string | null = null
    for (;;) {
      const { rooms: came, next: following, changed } = await page(cursor)
      for (const room of came) named.add(room.room_id)
      const covered = following === null || named.size >= before
      forget(named, following === null ? 0 : (came.at(-1)?.active_at ?? 0))
      if (covered) next = following
      show()
      if (covered || !changed) return
      cursor = following
    }
  }

  return {
    state,
    reload,
    get: (roomId) => rooms.get(roomId),
    put(room) {
      merge(room)
      touched.add(room.room_id)
      show()
      received([room])
      return rooms.get(room.room_id) ?? room
    },
    keep(roomId) {
      kept.add(roomId)
      show()
    },
    ensure(roomId) {
      const known = rooms.get(roomId)
      return known && isInside(known) ? Promise.resolve(known) : askOnce(roomId)
    },
    refresh: askOnce,
    gone: (roomId) => update(roomId, (room) => (isInside(room) ? { ...room, state: 'left' } : room)),
    members: (roomId, member_count, live) =>
      update(roomId, (room) =>
        room.member_count === member_count && room.live === live ? room : { ...room, member_count, live },
      ),
    messages(roomId, messages) {
      update(roomId, (room) => messages.reduce((known, message) => withMessage(known, message, userId), room))
      const room = rooms.get(roomId)
      if (room) options.read(roomId, watermarksOf(room, userId).read_seq)
    },
    watermarks: (roomId, moved) => update(roomId, (room) => withWatermarks(room, userId, moved)),
    cards(cards) {
      let changed = false
      for (const room of rooms.values()) {
        const renamed = withCards(room, cards)
        changed ||= renamed !== room
        rooms.set(room.room_id, renamed)
      }
      if (changed) show()
    },
    begin: () => touched.clear(),
    loadMore() {
      if (next === null) return Promise.resolve()
      loadingMore ??= page(next)
        .then((answer) => {
          next = answer.next
          show()
        })
        .finally(() => {
          loadingMore = null
        })
      return loadingMore
    },
    async search(query, cursor) {
      const answer = await request('rooms.search', { query, cursor: cursor ?? undefined })
      if (take(answer)) show()
      return answer.next
    },
  }

  function askOnce(roomId: number): Promise<RoomSummary> {
    const asking = asked.get(roomId) ?? ask(roomId)
    asked.set(roomId, asking)
    return asking
  }

  async function ask(roomId: number): Promise<RoomSummary> {
    try {
      const { room } = await request('rooms.get', { room_id: roomId })
      merge(room)
      // Only the server knows whether this room is one of the unread rooms that the client does not know.
      if (unknownUnread > 0 || next !== null) {
        const { unread_rooms } = await request('rooms.list', { limit: 1 })
        unknownUnread = Math.max(0, unread_rooms - unreadKnown())
      }
      show()
      received([room])
      return rooms.get(roomId) ?? room
    } finally {
      asked.delete(roomId)
    }
  }
}
