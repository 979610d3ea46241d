import type { Message, ReplyTo } from '@imbachat/protocol'
import { keptOwner } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import type { OwnProfile } from '@imbachat/protocol/users/user'
import type { ConnectedClientOptions } from './client-options.ts'
import type { Connection, Request } from './connection/connection.ts'
import type { Retries } from './connection/retries.ts'
import { untilOnline } from './connection/when-online.ts'
import { observable } from './observable.ts'
import { createOutbox } from './outbox/outbox.ts'
import { createOwnState } from './own-state.ts'
import { type ChatRequestError, ignoreRequestError } from './request-error.ts'
import { createDialogs } from './rooms/dialogs.ts'
import { createGroups } from './rooms/groups.ts'
import { createMemberMarks } from './rooms/member-marks.ts'
import { createPresenceWatch } from './rooms/presence.ts'
import { createReceipts } from './rooms/receipts.ts'
import { createRooms } from './rooms/room-list.ts'
import { reloadRooms } from './rooms/room-reload.ts'
import type { ShownRooms } from './rooms/shown-rooms.ts'
import { createUsers } from './rooms/users.ts'
import { type CallEvent, sessionEvents } from './session-events.ts'
import { createAuthors } from './timeline/authors.ts'
import { openTimeline } from './timeline/open-timeline.ts'
import type { Reactions } from './timeline/reacting.ts'
import { createTimelines } from './timeline/timelines.ts'
import { createTypingRooms } from './timeline/typing.ts'
import type {
  IncomingMessage,
  Observable,
  OutgoingMessage,
  SdkClock,
  SentMessage,
  Timeline,
  UserCard,
} from './types.ts'

export type Session = ReturnType<typeof createSession>

const NO_PROFILES: Observable<ReadonlyMap<number, UserCard>> = observable(new Map())

/**
 * Everything that one user sees and does, from their first token until another user signs in. After `close` only their
 * outbox is left.
 */
export function createSession(options: {
  client: ConnectedClientOptions
  clock: SdkClock
  /** null for a guest */
  user_id: string | null
  token: string | null
  tokenGiven(token: string): void
  incoming(incoming: IncomingMessage): void
  /** the server has stored a message that this client's user wrote */
  sent(message: SentMessage): void
}) {
  const { client, clock, user_id } = options
  const server = client.url
  const me = observable<UserCard | null>(null)
  const profiles = observable<readonly OwnProfile[]>([])
  const messageMaxChars = observable(10_000)
  let epoch: string | undefined
  let cancelReload = () => {}

  const request: Request = (type, input) => connection.request(type, input)
  const online = () => connection.state.get().kind === 'online'
  const whenOnline = () => untilOnline(connection.state, clock)
  /** For requests of the user: waits for a while for a connection that is being opened. */
  const requestWhenOnline: Request = async (type, input) => {
    if (!online()) await whenOnline()
    return request(type, input)
  }
  /**
   * The same for a request that changes nothing when it comes twice: if the connection is lost before the reply, it is
   * sent once more.
   */
  const requestAgain: Request = async (type, input) => {
    // not repeated: a page without a network would wait twice as long before it says so
    if (!online()) await whenOnline()
    return request(type, input).catch((error: ChatRequestError) => {
      if (error.code !== 'connection_lost') throw error
      return requestWhenOnline(type, input)
    })
  }

  const users = createUsers()
  /** True if the room is so large that the server sends no events about receipts and members. */
  const quiet = (room_id: number) => rooms.get(room_id)?.live === false
  /** needed by most parts */
  const common = { user_id, clock, request, online, quiet, users }

  /** parts on demand that follow changes of messages, such as `pins.ts` */
  const changeListeners = new Set<(room_id: number, messages: readonly Message[]) => void>()
  /** the same for calls: `calls/` */
  const callListeners = new Set<(event: CallEvent) => void>()
  /** Messages came, by an event or by catching up. */
  const follow = (room_id: number, messages: readonly Message[]) => {
    for (const listener of changeListeners) listener(room_id, messages)
    // the event of an own message may come although its ack is lost
    outbox?.came(room_id, messages)
  }

  const presence = createPresenceWatch(request)
  const ownState = createOwnState(common)
  const typingRooms = createTypingRooms(clock)
  const receipts = createReceipts(common)
  const rooms = createRooms({
    ...common,
    ownState,
    received(came) {
      users.learn(came.flatMap(({ peer, last_sender }) => [peer, last_sender]))
      for (const { room_id, last_seq, last_message, watermarks } of came) {
        const own = watermarks.find((mark) => mark.user_id === user_id)
        if (own && last_seq > own.delivered_seq && last_message?.sender_id !== user_id)
          receipts.delivered(room_id, last_seq)
      }
    },
    read: receipts.readOwn,
  })
  const authors = createAuthors({ ...common, rooms })
  const marks = createMemberMarks({
    ...common,
    rooms,
    changed: (room_id) => timelines.get(room_id)?.refresh(),
  })
  let shownRooms: ShownRooms | null = null
  /** Few rooms are so large that they need it. @returns a function to call when the room is no longer on the screen */
  function showRoom(room_id: number): () => void {
    let hide: (() => void) | null = null
    let hidden = false
    import('./on-demand.ts').then(
      ({ createShownRooms }) => {
        shownRooms ??= createShownRooms({ ...common, rooms })
        if (!hidden) hide = shownRooms.show(room_id)
      },
      () => {},
    )
    return () => {
      hidden = true
      hide?.()
    }
  }
  const outbox =
    user_id === null
      ? null
      : createOutbox({
          ...common,
          user_id,
          partition: keptName(keptOwner('outbox'), server, client.widgetId, user_id),
          storage: client.outboxStorage,
          draftRev: (room_id) => ownState.flags.get().get(room_id)?.draft?.rev,
          acked(room_id, message) {
            rooms.messages(room_id, [message])
            const feed = timelines.get(room_id)
            if (feed) feed.acked(message)
            else outbox?.settle(message.client_id)
          },
          sent: options.sent,
        })
  let reactions: Reactions | null = null
  /** Their script comes with the first reaction. */
  async function reacting(): Promise<Reactions> {
    const { createReactions } = await import('./on-demand.ts')
    reactions ??= createReactions({
      ...common,
      requestWhenOnline,
      changed: (room_id) => timelines.get(room_id)?.refresh(),
      received(room_id, message) {
        rooms.messages(room_id, [message])
        timelines.get(room_id)?.receive([message])
      },
    })
    return reactions
  }
  const timelines = createTimelines(
    (room_id) => ({
      ...common,
      room_id,
      rooms,
      outbox,
      watermarks: () => marks.of(room_id),
      reacting: () => reactions?.pending(room_id) ?? [],
      fetched(messages) {
        authors.wanted(room_id, messages, true)
        follow(room_id, messages)
      },
    }),
    (room_id) => {
      marks.unfollow(room_id)
      for (const { message, seq } of outbox?.entries.get() ?? []) {
        if (message.room_id === room_id && seq !== null) outbox?.settle(message.client_id)
      }
    },
  )
  rooms.state.subscribe(timelines.refresh)

  const outgoing = observable<readonly OutgoingMessage[]>([])
  outbox?.entries.subscribe((entries) => {
    outgoing.set(entries.filter(({ seq }) => seq === null).map(({ message }) => message))
  })

  const dialogs = createDialogs(requestWhenOnline, requestAgain, rooms)
  const files = () =>
    import('./on-demand.ts').then(({ createFiles }) =>
      createFiles({ server, widgetId: client.widgetId, clock, request: requestWhenOnline }),
    )
  let filesOpened: ReturnType<typeof files> | undefined
  const groups = createGroups({
    ...common,
    request: requestWhenOnline,
    rooms,
    entered,
  })

  /** targets of events and open rooms */
  const parts = {
    ...common,
    requestWhenOnline,
    me,
    profiles,
    presence,
    ownState,
    typingRooms,
    rooms,
    groups,
    timelines,
    marks,
    authors,
    receipts,
    showRoom,
    outbox,
    reacting,
    entered,
    incoming: options.incoming,
    sent: options.sent,
    changeListeners,
    callListeners,
    follow,
  }

  const url = `${server}/imbachat/v1/${client.widgetId}`
  const connection: Connection = client.connect({
    url,
    user_id,
    token: options.token,
    clock,
    longestWaitMs: client.longestWaitMs,
    askForToken: client.tokenProvider ?? null,
    tokenGiven: options.tokenGiven,
    authenticated(result: ReplyTo<'auth'>) {
      rooms.begin()
      const restored = epoch !== undefined && epoch !== result.epoch
      if (restored) timelines.forget()
      ownState.begin(result.user_rev, restored)
      epoch = result.epoch
      users.learn([result.me])
      me.set(result.me)
      profiles.set(result.profiles ?? [])
      messageMaxChars.set(result.limits.message_max_chars)
    },
    event: sessionEvents(parts),
  })
  let retries: Promise<Retries | null> | null = null
  const retrying = () =>
    import('./on-demand.ts').then(
      ({ keepTrying }) => keepTrying({ url, user_id, connection, clock }),
      () => {
        retries = null
        return null
      },
    )
  connection.state.subscribe(({ kind }) => {
    cancelReload()
    if (kind === 'online') resume()
    if (kind === 'refused') retries ??= retrying()
  })

  /** Everything at once: after a short disconnection this takes one round trip. */
  function resume() {
    cancelReload = reloadRooms({ ...common, rooms })
    // the server forgets rooms that are read without a membership when the connection ends
    const reopened = groups.reopen()
    if (user_id === null) void reopened.then((isLatest) => isLatest && timelines.resume())
    else timelines.resume()
    presence.resume()
    marks.resume()
    shownRooms?.resume()
    outbox?.flush()
    reactions?.resume()
    receipts.flush()
  }

  /** The reader is in the room, perhaps after an absence: its open timeline continues. */
  function entered(room_id: number) {
    const feed = timelines.get(room_id)
    if (!feed) return
    feed.resume()
    marks.follow(room_id)
  }

  function openRoom(room_id: number): Timeline {
    // its watermarks and peer are needed even if the list is not loaded up to it
    if (user_id !== null) {
      marks.follow(room_id)
      whenOnline()
        .then(() => rooms.ensure(room_id))
        .then(() => timelines.get(room_id) && marks.follow(room_id))
        .catch(ignoreRequestError)
    }
    return openTimeline({ ...parts, room_id })
  }

  async function loadRoom(room_id: number) {
    if (!online()) await whenOnline()
    const room = await rooms.ensure(room_id)
    rooms.keep(room_id)
    return room
  }

  return {
    user_id,
    connection,
    me,
    profiles,
    messageMaxChars,
    rooms,
    users: users.state,
    presence,
    flags: ownState.flags,
    blocked: ownState.blocked,
    settings: ownState.settings,
    standing: ownState.standing,
    asProfile: NO_PROFILES,
    internals: () => ({ ...parts, connection }),
    typing: typingRooms.state,
    outgoing,
    discard: async (client_id: string) => outbox?.discard(client_id),
    files() {
      filesOpened ??= files().catch((error) => {
        filesOpened = undefined
        throw error
      })
      return filesOpened
    },
    enterAsGuest: (name: string) => requestWhenOnline('guest.enter', { name }),
    openRoom,
    loadRoom,
    dialogs,
    groups,
    flushReceipts: receipts.flush,
    async retry() {
      // perhaps it could not be loaded when the server refused
      retries ??= retrying()
      const isReached = (await (await retries)?.now()) ?? true
      connection.wake()
      return isReached
    },
    /** The page may run again, or the user looks at it again. */
    wake() {
      outbox?.wake()
      connection.wake()
    },
    /** No code of the page runs until `wake`, which may never come. */
    putAway() {
      outbox?.suspend()
      connection.suspend()
    },
    close() {
      receipts.close()
      reactions?.close()
      typingRooms.close()
      authors.close()
      shownRooms?.close()
      cancelReload()
      connection.close()
      timelines.close()
      outbox?.close()
    },
  }
}
