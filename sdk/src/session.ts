import type { AuthResult, MembersEvent, Message, ReceiptEvent, RoomSummary, ServerEvent } from '@imbachat/protocol'
import { createAuthors } from './authors.ts'
import { backoffMs } from './backoff.ts'
import { createConferences } from './conferences.ts'
import { type Connection, createConnection, type Request } from './connection.ts'
import { createMemberMarks } from './member-marks.ts'
import { isolated, observable } from './observable.ts'
import { openTimeline } from './open-timeline.ts'
import { createOutbox } from './outbox.ts'
import { createPresenceWatch } from './presence.ts'
import { createReceipts } from './receipts.ts'
import { ChatRequestError, ignoreRequestError } from './request-error.ts'
import { createRooms } from './room-list.ts'
import { isInside } from './room-summary.ts'
import { createShownRooms } from './shown-rooms.ts'
import { createTimelines } from './timelines.ts'
import type { ChatClientOptions, IncomingMessage, OutgoingMessage, SdkClock, Timeline, UserCard } from './types.ts'
import { createTypingRooms } from './typing.ts'
import { createUsers } from './users.ts'
import { untilOnline } from './when-online.ts'

export type Session = ReturnType<typeof createSession>

/** Everything one user sees and does, from his first token until another signs in. It ends with `close` and leaves only his outbox. */
export function createSession(options: {
  client: ChatClientOptions
  clock: SdkClock
  /** null: a guest */
  userId: string | null
  token: string | null
  tokenGiven(token: string): void
  incoming(incoming: IncomingMessage): void
}) {
  const { client, clock, userId } = options
  const server = client.url.replace(/\/+$/, '')
  const me = observable<UserCard | null>(null)
  const messageMaxChars = observable(10_000)
  let epoch: string | undefined
  let cancelReload = () => {}

  const request: Request = (type, input) => connection.request(type, input)
  const online = () => connection.state.get().kind === 'online'
  const whenOnline = () => untilOnline(connection.state, clock)
  /** For what the user asks: waits a while for a connection that is being made. */
  const requestWhenOnline: Request = async (type, input) => {
    if (!online()) await whenOnline()
    return request(type, input)
  }

  const users = createUsers()
  const presence = createPresenceWatch(request)
  const typingRooms = createTypingRooms(clock)
  const quiet = (roomId: number) => rooms.get(roomId)?.live === false
  const receipts = createReceipts({ clock, request, online, quiet })
  const rooms = createRooms({
    userId,
    request,
    received(came) {
      users.learn(came.flatMap(({ peer, last_sender }) => [peer, last_sender]))
      for (const { room_id, last_seq, last_message, watermarks } of came) {
        const own = watermarks.find((mark) => mark.user_id === userId)
        if (own && last_seq > own.delivered_seq && last_message?.sender_id !== userId)
          receipts.delivered(room_id, last_seq)
      }
    },
  })
  const authors = createAuthors({ clock, request, known: (id) => users.state.get().has(id), learn: users.learn })
  const marks = createMemberMarks({
    userId,
    request,
    room: rooms.get,
    learn: users.learn,
    changed: (roomId) => timelines.get(roomId)?.refresh(),
  })
  const shownRooms = createShownRooms({
    clock,
    quiet,
    refresh: (roomId) => void (online() && rooms.refresh(roomId).catch(ignoreRequestError)),
  })
  const outbox =
    userId === null
      ? null
      : createOutbox({
          partition: `${server} ${client.widgetId} ${userId}`,
          userId,
          storage: client.outboxStorage,
          clock,
          request,
          online,
          acked(roomId, message) {
            rooms.messages(roomId, [message])
            const feed = timelines.get(roomId)
            if (feed) feed.acked(message)
            else outbox?.settle(message.client_id)
          },
        })
  const timelines = createTimelines(
    (roomId) => ({
      roomId,
      userId,
      clock,
      request,
      online,
      outbox,
      watermarks() {
        const room = rooms.get(roomId)
        return room?.peer ? room.watermarks.filter((mark) => mark.user_id !== userId) : marks.of(roomId)
      },
      room: () => rooms.get(roomId),
      fetched: (messages) => authorsWanted(roomId, messages, true),
      gone: () => rooms.gone(roomId),
    }),
    (roomId) => {
      marks.unfollow(roomId)
      for (const { message, seq } of outbox?.entries.get() ?? []) {
        if (message.room_id === roomId && seq !== null) outbox?.settle(message.client_id)
      }
    },
  )
  rooms.state.subscribe(timelines.refresh)

  const outgoing = observable<readonly OutgoingMessage[]>([])
  outbox?.entries.subscribe((entries) => {
    outgoing.set(entries.filter(({ seq }) => seq === null).map(({ message }) => message))
  })

  const conferences = createConferences({
    request: requestWhenOnline,
    clock,
    rooms,
    learn: users.learn,
    card: (id) => users.state.get().get(id),
    entered: ({ room_id }) => back(room_id),
  })

  const connection: Connection = (client.connect ?? createConnection)({
    url: `${server}/imbachat/v1/${client.widgetId}`,
    userId,
    token: options.token,
    clock,
    askForToken: client.tokenProvider ?? null,
    tokenGiven: options.tokenGiven,
    authenticated(result: AuthResult) {
      rooms.begin()
      if (epoch !== undefined && epoch !== result.epoch) timelines.forget()
      epoch = result.epoch
      users.learn([result.me])
      me.set(result.me)
      messageMaxChars.set(result.limits.message_max_chars)
    },
    event,
  })
  connection.state.subscribe(({ kind }) => {
    cancelReload()
    if (kind === 'online') resume()
  })

  /** All at once: for who was away briefly this is one round trip. */
  function resume() {
    reloadRooms(0)
    timelines.resume()
    presence.resume()
    marks.resume()
    shownRooms.resume()
    outbox?.flush()
    receipts.flush()
  }

  function reloadRooms(failures: number) {
    rooms.reload().catch((error) => {
      if (!(error instanceof ChatRequestError)) throw error
      if (!online()) return
      cancelReload = clock.after(Math.max(backoffMs(failures), error.retryAfterMs ?? 0), () =>
        reloadRooms(failures + 1),
      )
    })
  }

  function event(event: ServerEvent) {
    switch (event.t) {
      case 'message':
        return messagesChanged(event.room_id, [event.message])
      case 'messages':
        return messagesChanged(event.room_id, event.messages)
      case 'room':
        return roomChanged(event.room)
      case 'members':
        return membersChanged(event)
      case 'receipt':
        return receipt(event)
      case 'typing':
        if (event.user_id === userId) return
        typingRooms.set(event.room_id, event.user_id, event.typing)
        timelines.get(event.room_id)?.typing(event.user_id, event.typing)
        return
      case 'presence':
        return presence.event(event)
      case 'users': {
        users.learn(event.users)
        rooms.cards(event.users)
        const own = event.users.find((card) => card.user_id === userId)
        if (own) me.set(own)
        return
      }
      case 'bye':
        return
      default:
        // a newer server says more than this version knows
        event satisfies never
    }
  }

  function roomChanged(room: RoomSummary) {
    const before = rooms.get(room.room_id)
    rooms.put(room)
    if (before && !isInside(before) && isInside(room)) back(room.room_id)
  }

  /** The reader is in the room, and was perhaps away from it: what is open of it goes on. */
  function back(roomId: number) {
    const feed = timelines.get(roomId)
    if (!feed) return
    feed.resume()
    marks.follow(roomId)
  }

  function membersChanged(event: MembersEvent) {
    const wasLive = rooms.get(event.room_id)?.live
    marks.left(event.room_id, event.left)
    conferences.event(event)
    if (event.live && !wasLive && timelines.get(event.room_id)) marks.follow(event.room_id)
  }

  function receipt(event: ReceiptEvent) {
    const room = rooms.get(event.room_id)
    if (!room) return
    if (room.peer || event.user_id === userId) rooms.watermarks(event.room_id, event)
    else marks.receipt(event)
  }

  /** In dialogs both are known. */
  function authorsWanted(roomId: number, messages: readonly Message[], now = false) {
    if (rooms.get(roomId)?.peer === null) authors.wanted(roomId, messages, now)
  }

  function messagesChanged(roomId: number, messages: readonly Message[]) {
    const known = rooms.get(roomId)
    rooms.messages(roomId, messages)
    timelines.get(roomId)?.receive(messages)
    authorsWanted(roomId, messages)
    for (const message of messages) messageChanged(roomId, message, known)
  }

  /** @param known the room as it was before */
  function messageChanged(roomId: number, message: Message, known: RoomSummary | undefined) {
    const isNew = message.edited_at === null && message.deleted_at === null && (!known || message.seq > known.last_seq)
    typingRooms.set(roomId, message.sender_id, false)
    if (message.sender_id === userId) {
      // with a feed, it leaves the outbox when the feed shows it
      if (!timelines.get(roomId)) outbox?.settle(message.client_id)
      if (!known) rooms.ensure(roomId).catch(ignoreRequestError)
      return
    }
    if (userId !== null && isNew) receipts.delivered(roomId, message.seq)
    const announce = (room: RoomSummary) => isNew && isolated(() => options.incoming({ room, message }))
    if (known) announce(rooms.get(roomId) ?? known)
    else rooms.ensure(roomId).then(announce, ignoreRequestError)
  }

  function openRoom(roomId: number): Timeline {
    // its watermarks and peer are wanted even if the list has not come to it
    if (userId !== null) {
      marks.follow(roomId)
      whenOnline()
        .then(() => rooms.ensure(roomId))
        .then(() => timelines.get(roomId) && marks.follow(roomId))
        .catch(ignoreRequestError)
    }
    return openTimeline({
      roomId,
      userId,
      clock,
      request,
      requestWhenOnline,
      quiet,
      timelines,
      rooms,
      receipts,
      shownRooms,
      outbox,
    })
  }

  return {
    userId,
    connection,
    me,
    messageMaxChars,
    rooms,
    users: users.state,
    presence,
    typing: typingRooms.state,
    outgoing,
    discard: async (clientId: string) => outbox?.discard(clientId),
    openRoom,
    conferences,
    async openDialog(peerId: string | number, permission?: string): Promise<RoomSummary> {
      const { room } = await requestWhenOnline('dialog.open', {
        user_id: peerId,
        ...(permission === undefined ? {} : { permission }),
      })
      rooms.keep(room.room_id)
      return rooms.put(room)
    },
    async answerDialog(roomId: number, accept: boolean): Promise<RoomSummary> {
      const { room } = await requestWhenOnline('dialog.answer', { room_id: roomId, accept })
      return rooms.put(room)
    },
    flushReceipts: receipts.flush,
    close() {
      receipts.close()
      typingRooms.close()
      authors.close()
      shownRooms.close()
      cancelReload()
      connection.close()
      timelines.close()
      outbox?.close()
    },
  }
}
