import type { Message, ReplyTo, Watermarks } from '@imbachat/protocol'
import { backoffMs } from '../connection/backoff.ts'
import type { Request } from '../connection/connection.ts'
import { observable } from '../observable.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { ChatRequestError } from '../request-error.ts'
import type { Rooms } from '../rooms/room-list.ts'
import type { Observable, OwnReaction, SdkClock, TimelinePlace, TimelineState } from '../types.ts'
import { createMessageLog } from './message-log.ts'
import { createTypingUsers } from './typing.ts'

/** Messages per page. */
const PAGE = 50
/** Messages kept in memory while the end of the timeline is on the screen. */
const KEPT_AT_END = 300
/** The same for a timeline that grows while its end is not on the screen. */
const MOST_KEPT = 5_000

export interface TimelineFeed {
  state: Observable<TimelineState>
  /** Changes from an event or the answer to an own edit. */
  receive(messages: readonly Message[]): void
  /** An own message was committed. */
  acked(message: Message): void
  typing(user_id: string, typing: boolean): void
  /** The client is connected (again): load what is missing. */
  resume(): void
  /** The loaded messages may not exist on the server: load them again at the next `resume`. */
  forget(): void
  loadOlder(): Promise<void>
  /** A page of the history, for `take`. */
  read(place: TimelinePlace): Promise<ReplyTo<'messages.list'>>
  /** Shows a page of the history alone, or after what is shown. */
  take(page: ReplyTo<'messages.list'>, after?: boolean): void
  rev(): number
  lastSeq(): number
  /** The newest message is on the screen. */
  atEnd(): void
  /** Something other than the messages changed: watermarks. */
  refresh(): void
  close(): void
}

export interface TimelineOptions {
  room_id: number
  user_id: string | null
  clock: SdkClock
  request: Request
  online(): boolean
  /** null for a guest, who can't write */
  outbox: Pick<Outbox, 'entries' | 'settle'> | null
  /** of the other members */
  watermarks(): Watermarks[]
  rooms: Pick<Rooms, 'get' | 'gone' | 'clearedSeq'>
  /** the user's own pending reactions */
  reacting(): readonly OwnReaction[]
  /** messages were loaded that did not arrive as events */
  fetched(messages: readonly Message[]): void
}

/** Keeps one room's messages equal to the server's, and adds the outgoing ones. */
export function createTimelineFeed(options: TimelineOptions): TimelineFeed {
  const { room_id, user_id, clock, request, online, rooms, outbox } = options
  let log = createMessageLog()
  const state = observable<TimelineState>({
    messages: [],
    outgoing: [],
    loaded: false,
    more: false,
    newer: false,
    watermarks: [],
    room: rooms.get(room_id) ?? null,
    typing: [],
    reacting: [],
  })
  const typingUsers = createTypingUsers(clock, refresh)
  let closed = false
  let catchingUp = false
  let mustLoad = true
  /** after a reconnect: changes may have been missed unnoticed */
  let mustSync = false
  let refused = false
  let failures = 0
  let cancelRetry = () => {}
  let loadingOlder: Promise<void> | null = null

  function refresh() {
    if (closed) return
    log.clear(rooms.clearedSeq(room_id))
    const entries = outbox?.entries.get().filter((entry) => entry.message.room_id === room_id) ?? []
    // an own message may be both for a moment: if its event came before its ack, or its ack before a gap is filled
    const own = new Set<string>()
    if (entries.length > 0) {
      for (const message of log.messages()) if (message.sender_id === user_id) own.add(message.client_id)
    }
    const arrived = (entry: (typeof entries)[number]) =>
      own.has(entry.message.client_id) || (entry.seq !== null && log.rev() >= 0 && entry.seq <= log.lastSeq())
    show({
      messages: log.messages() as Message[],
      outgoing: entries.filter((entry) => !arrived(entry)).map((entry) => entry.message),
      loaded: log.rev() >= 0 || refused,
      more: log.more(),
      newer: log.newer(),
      watermarks: options.watermarks(),
      room: rooms.get(room_id) ?? state.get().room,
      typing: typingUsers.list(),
      reacting: options.reacting() as OwnReaction[],
    })
    for (const entry of entries) if (arrived(entry)) outbox?.settle(entry.message.client_id)
  }

  /** Sets only what differs: changes in other rooms must not redraw this one. */
  function show(next: TimelineState) {
    const now = state.get()
    const fields = Object.keys(next) as (keyof TimelineState)[]
    const changed = fields.filter((field) => !same(now[field], next[field]))
    if (changed.length > 0) state.set({ ...now, ...Object.fromEntries(changed.map((field) => [field, next[field]])) })
  }

  /** One request at a time, until nothing is missing. */
  async function catchUp() {
    if (catchingUp) return
    catchingUp = true
    cancelRetry()
    try {
      while (!closed && online() && (mustLoad || mustSync || log.behind())) {
        if (mustLoad) await load()
        else await sync()
        refresh()
      }
      failures = 0
    } catch (error) {
      if (!(error instanceof ChatRequestError)) throw error
      if (!error.retry) {
        refused = true
        mustLoad = mustSync = false
        if (error.code === 'room_not_found') rooms.gone(room_id)
        refresh()
      } else if (error.code !== 'connection_lost') {
        cancelRetry = clock.after(Math.max(backoffMs(failures++), error.retryAfterMs ?? 0), start)
      }
    } finally {
      catchingUp = false
    }
  }

  const start = () => void catchUp()

  async function read(place: TimelinePlace) {
    const page = await request('messages.list', { room_id, limit: PAGE, ...place })
    options.fetched(page.messages)
    return page
  }

  async function load() {
    log.load(await read({}))
    mustLoad = mustSync = refused = false
  }

  async function sync() {
    const from = log.rev()
    const result = await request('messages.sync', { room_id, rev: from })
    refused = false
    if (result.kind === 'changes') options.fetched(result.messages)
    if (result.kind === 'resync') mustLoad = true
    else if (!log.sync(from, result)) {
      if (failures++ > 0) throw new ChatRequestError({ code: 'internal', message: 'the server left out messages' })
      mustLoad = true
    } else mustSync = result.more
  }

  async function loadOlder() {
    if (!log.more()) return
    const [first] = log.messages()
    const page = await read({ before_seq: first?.seq ?? log.lastSeq() + 1 })
    // another part may be shown meanwhile
    if (first === log.messages()[0]) log.prepend(page)
    refresh()
  }

  const stopWatchingOutbox = outbox?.entries.subscribe(refresh)
  refresh()
  start()

  return {
    state,
    refresh,
    lastSeq: () => log.lastSeq(),
    rev: () => log.rev(),
    read,
    take(page, after) {
      if (mustLoad) return
      if (after) log.append(page)
      else log.load(page)
      refresh()
      start()
    },
    receive(messages) {
      for (const message of messages) {
        log.receive(message)
        typingUsers.set(message.sender_id, false)
      }
      if (log.messages().length > MOST_KEPT) log.trim(KEPT_AT_END)
      refresh()
      start()
    },
    acked(message) {
      log.ack(message)
      refresh()
      start()
    },
    typing: (user_id, typing) => typingUsers.set(user_id, typing),
    forget() {
      log = createMessageLog()
      mustLoad = true
      refresh()
    },
    resume() {
      // a room that was refused before anything was loaded
      mustLoad ||= log.rev() < 0
      mustSync = !mustLoad
      start()
    },
    loadOlder() {
      loadingOlder ??= loadOlder().finally(() => {
        loadingOlder = null
      })
      return loadingOlder
    },
    atEnd() {
      if (log.messages().length <= KEPT_AT_END) return
      log.trim(KEPT_AT_END)
      refresh()
    },
    close() {
      closed = true
      cancelRetry()
      typingUsers.close()
      stopWatchingOutbox?.()
    },
  }
}

function same(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b
  return a.length === b.length && a.every((item, i) => item === b[i])
}
