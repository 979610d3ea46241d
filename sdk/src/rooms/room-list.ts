import type { EventOf, Message, ReplyTo, RoomSummary, UserCard, Watermarks } from '@imbachat/protocol'
import { isPresent } from '@imbachat/protocol/rooms/membership'
import type { Request } from '../connection/connection.ts'
import { observable } from '../observable.ts'
import type { OwnState } from '../own-state.ts'
import { ChatRequestError, ignoreRequestError } from '../request-error.ts'
import type { RoomFlags, RoomList, RoomListState, SdkClock } from '../types.ts'
import { joined, watermarksOf, withCards, withInfo, withMessage, withWatermarks } from './room-summary.ts'

/** Rooms per page. */
const PAGE = 50

export interface Rooms extends Omit<RoomList, 'load'> {
  /** Any known room, including rooms that the list does not show. */
  get(room_id: number): RoomSummary | undefined
  /** Stores a room that the server just sent. */
  put(room: RoomSummary): RoomSummary
  /** The list shows this room even while it is empty. */
  keep(room_id: number): void
  /** Loads the room if it is not known. @throws ChatRequestError */
  ensure(room_id: number): Promise<RoomSummary>
  /** Loads the room again. @throws ChatRequestError */
  refresh(room_id: number): Promise<RoomSummary>
  /** Messages up to here do not exist for the reader. */
  clearedSeq(room_id: number): number
  /** The reader is no longer a member. */
  gone(room_id: number): void
  /** The room's number of members now, whether it is live, and who answers in it. */
  members(room_id: number, size: Pick<RoomSummary, 'member_count' | 'live' | 'answered_by'>): void
  /** The room's title, picture, rights or visibility changed. */
  info(event: EventOf<'room_info'>): void
  /** Changes of messages in a known room, by rev. */
  messages(room_id: number, messages: readonly Message[]): void
  watermarks(room_id: number, moved: Watermarks): void
  cards(cards: UserCard[]): void
  /** A new connection begins, and known rooms may be outdated. Called before its events. */
  begin(): void
  /** Brings the list up to date. @throws ChatRequestError */
  reload(): Promise<void>
}

/**
 * The reader's rooms: pinned, last active first, archived. Events keep them current; after a reconnect, the client
 * loads as few pages as needed.
 */
export function createRooms(options: {
  /** null for a guest, who has none */
  user_id: string | null
  clock: SdkClock
  request: Request
  ownState: OwnState
  /** the server sent rooms, some of which may be new or changed */
  received(rooms: RoomSummary[]): void
  /** messages arrived, and the reader has read up to here, including their own messages: rule READ-1 */
  read(room_id: number, seq: number): void
}): Rooms {
  const { user_id, clock, request, ownState, received } = options
  const state = observable<RoomListState>({
    rooms: [],
    archived: [],
    loaded: false,
    more: false,
    unreadRooms: 0,
    requests: 0,
    archivedRooms: 0,
  })
  const rooms = new Map<number, RoomSummary>()
  /** rooms that are listed even while empty, with their `hiddenSeq` at that time */
  const kept = new Map<number, number>()
  const asked = new Map<number, Promise<RoomSummary>>()
  /** rooms changed by events of this connection: an answer that was read before those events does not override them */
  const touched = new Set<number>()
  let loaded = false
  let next: string | null = null
  /** how many rooms this client does not know: unread, requests, archived */
  let unknown: readonly number[] = []
  let loadingMore: Promise<void> | null = null

  const flagsOf = (room_id: number): RoomFlags => ownState.flags.get().get(room_id) ?? {}
  const hiddenSeq = (room_id: number) => flagsOf(room_id).cleared?.hidden_seq ?? 0
  const clearedSeq = (room_id: number) => flagsOf(room_id).cleared?.up_to_seq ?? 0

  /** The server lists dialogs with messages, and all groups and channels (rule ROOM-9). */
  function inList(room: RoomSummary): boolean {
    const hidden = hiddenSeq(room.room_id)
    return isPresent(room) && (room.last_seq > hidden || !room.peer || (kept.get(room.room_id) ?? -1) >= hidden)
  }

  /** rule LIST-2 */
  function isArchived(room: RoomSummary): boolean {
    const { archive, mute } = flagsOf(room.room_id)
    return room.archived || (archive?.seq != null && (room.last_seq <= archive.seq || (mute?.until ?? 0) > clock.now()))
  }

  const pinned = (room: RoomSummary) => flagsOf(room.room_id).pin?.order ?? 0

  const isUnread = (room: RoomSummary) => room.unread > 0 || flagsOf(room.room_id).unread?.marked === true

  function known() {
    const all = [...rooms.values()]
      .filter(inList)
      .sort((a, b) => pinned(b) - pinned(a) || b.active_at - a.active_at || b.room_id - a.room_id)
    const shown = all.filter((room) => !isArchived(room))
    const archived = all.filter(isArchived)
    const unread = shown.filter(isUnread)
    const requests = shown.filter((room) => room.state === 'invited')
    // in this order wherever all three are counted
    return { shown, archived, counts: [unread.length, requests.length, archived.length] }
  }

  function show() {
    const { shown, archived, counts } = known()
    const [unreadRooms = 0, requests = 0, archivedRooms = 0] = counts.map((count, i) => count + (unknown[i] ?? 0))
    state.set({ rooms: shown, archived, loaded, more: next !== null, unreadRooms, requests, archivedRooms })
  }

  /** A cleared message is not shown. */
  function store(room: RoomSummary) {
    const cleared = room.last_message && room.last_message.seq <= clearedSeq(room.room_id)
    rooms.set(room.room_id, cleared ? { ...room, last_message: null, last_sender: null, unread: 0 } : room)
  }

  ownState.flags.subscribe(() => {
    for (const room of rooms.values()) store(room)
    show()
  })

  /**
   * @param then the rooms when the request was sent
   * @returns true if the room is new or changed
   */
  function merge(came: RoomSummary, then: ReadonlyMap<number, RoomSummary> = rooms): boolean {
    const known = rooms.get(came.room_id)
    let room = came
    if (known && touched.has(came.room_id)) {
      // a request that was answered meanwhile, or a room that was left, does not come back
      const isOlder = known.state !== then.get(came.room_id)?.state
      room = isOlder ? joined(came, known, user_id) : joined(known, came, user_id)
    }
    if (known && JSON.stringify(known) === JSON.stringify(room)) return false
    store(room)
    return true
  }

  function update(room_id: number, change: (room: RoomSummary) => RoomSummary) {
    const room = rooms.get(room_id)
    if (!room) return
    touched.add(room_id)
    const changed = change(room)
    if (changed === room) return
    store(changed)
    show()
  }

  /**
   * After a reconnect, flags that other devices changed come meanwhile: the server has counted with them, so that only
   * the count of requests is compared with the one before.
   */
  const page = (cursor: string | null) =>
    take(request('rooms.list', { limit: PAGE, cursor: cursor ?? undefined }), [0, known().counts[1]])

  /**
   * @param before the counts of the known rooms
   * @returns the answer, and whether anything in it is new
   */
  async function take(asking: Promise<ReplyTo<'rooms.list'>>, before: (number | undefined)[] = known().counts) {
    const then = new Map(rooms)
    const answer = await asking
    const since = known().counts
    const changed = answer.rooms.map((room) => merge(room, then)).includes(true)
    const now = known().counts
    // The server counted rooms that were read, answered or taken out of the archive while its answer was on its way: as
    // many as the counts of the known rooms fell. Only unread rooms, the first count, may be named by the answer alone.
    const read = answer.rooms.filter((room) => room.unread > 0 && !isUnread(rooms.get(room.room_id) ?? room)).length
    unknown = [answer.unread_rooms, answer.requests, answer.archived].map((count, kind) =>
      Math.max(0, count - (now[kind] ?? 0) - Math.max((before[kind] ?? 0) - (since[kind] ?? 0), kind ? 0 : read)),
    )
    received(answer.rooms)
    return { ...answer, changed }
  }

  /**
   * The same for rooms that were found.
   * @returns the start of the next page
   */
  async function found(asking: Promise<ReplyTo<'rooms.list'>>): Promise<string | null> {
    const { next } = await take(asking)
    show()
    return next
  }

  /**
   * Rooms that the server would have listed up to here if nothing had changed: the reader has left them, or moderators
   * have archived or deleted them.
   */
  function missing(named: Set<number>, activeSince: number): number[] {
    const listed = (room: RoomSummary) =>
      inList(room) && !kept.has(room.room_id) && !isArchived(room) && (room.active_at > activeSince || pinned(room) > 0)
    return [...rooms.values()]
      .filter((room) => !named.has(room.room_id) && !touched.has(room.room_id) && listed(room))
      .map(({ room_id }) => room_id)
  }

  const gone = (room_id: number) =>
    update(room_id, (room) => (isPresent(room) ? { ...room, state: 'left' as const } : room))

  /** Loads rooms that are no longer listed, one by one in the background. */
  async function askWhatBecameOf(room_ids: readonly number[]) {
    for (const room_id of room_ids) {
      try {
        await askOnce(room_id)
      } catch (error) {
        if (!(error instanceof ChatRequestError)) throw error
        // the next connection asks again
        if (error.retry) return
        gone(room_id)
      }
    }
    if (room_ids.length > 0) await recount().then(show, ignoreRequestError)
  }

  async function reload() {
    if (user_id === null) {
      loaded = true
      return show()
    }
    const before = loaded ? state.get().rooms.length : 0
    const named = new Set<number>()
    let cursor: string | null = null
    // only with the user's own state it is known which rooms the server's list leaves out
    const synced = ownState.resume()
    synced.catch(ignoreRequestError)
    for (;;) {
      const { rooms: came, next: following, changed } = await page(cursor)
      await synced
      loaded = true
      for (const room of came) named.add(room.room_id)
      const covered = following === null || named.size >= before
      void askWhatBecameOf(missing(named, following === null ? 0 : (came.at(-1)?.active_at ?? 0)))
      if (covered) next = following
      show()
      if (covered || !changed) return
      cursor = following
    }
  }

  return {
    state,
    reload,
    get: (room_id) => rooms.get(room_id),
    put(room) {
      merge(room)
      touched.add(room.room_id)
      show()
      received([room])
      return rooms.get(room.room_id) ?? room
    },
    keep(room_id) {
      kept.set(room_id, hiddenSeq(room_id))
      show()
    },
    ensure(room_id) {
      const known = rooms.get(room_id)
      return known && isPresent(known) ? Promise.resolve(known) : askOnce(room_id)
    },
    refresh: askOnce,
    clearedSeq,
    gone,
    members: (room_id, size) => update(room_id, (room) => ({ ...room, ...size })),
    info: (event) => update(event.room_id, (room) => withInfo(room, event.info)),
    messages(room_id, messages) {
      update(room_id, (room) => messages.reduce((known, message) => withMessage(known, message, user_id), room))
      const room = rooms.get(room_id)
      if (room) options.read(room_id, watermarksOf(room, user_id).read_seq)
    },
    watermarks: (room_id, moved) => update(room_id, (room) => withWatermarks(room, user_id, moved)),
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
    list: (filter, cursor) => found(request('rooms.list', { filter, cursor: cursor ?? undefined })),
    search: (query, cursor) => found(request('rooms.search', { query, cursor: cursor ?? undefined })),
  }

  /** Only the server knows which of its counted rooms are among those that the client does not know. */
  async function recount() {
    if (next !== null || unknown.some(Boolean)) await take(request('rooms.list', { limit: 1 }))
  }

  function askOnce(room_id: number): Promise<RoomSummary> {
    const asking = asked.get(room_id) ?? ask(room_id)
    asked.set(room_id, asking)
    return asking
  }

  async function ask(room_id: number): Promise<RoomSummary> {
    try {
      const { room } = await request('rooms.get', { room_id })
      merge(room)
      await recount()
      show()
      received([room])
      return rooms.get(room_id) ?? room
    } finally {
      asked.delete(room_id)
    }
  }
}
