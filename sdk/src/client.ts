import type { ChatClient, ConnectedClientOptions } from './client-types.ts'
import { systemClock } from './clock.ts'
import { userIdOf } from './connection/token.ts'
import { watchPlatform } from './connection/wake.ts'
import { isolated, observable } from './observable.ts'
import { createSession, type Session } from './session.ts'
import type { IncomingMessage, Observable, SentMessage } from './types.ts'

/**
 * Connects at once, and stays connected until `close`. `url` is an address that `serverUrl` has read.
 */
export function createClient(options: ConnectedClientOptions): ChatClient {
  const clock = options.clock ?? systemClock
  const incoming = listeners<IncomingMessage>()
  const sent = listeners<SentMessage>()
  let closed = false
  const nameIn = (token: string | null) => options.profile ?? userIdOf(token)
  let session = signIn(options.token)

  function signIn(token: string | null): Session {
    return createSession({
      client: options,
      clock,
      token,
      user_id: nameIn(token),
      tokenGiven: setToken,
      incoming: incoming.emit,
      sent: sent.emit,
    })
  }

  function setToken(token: string | null) {
    if (closed) return
    if (nameIn(token) === session.user_id) return session.connection.setToken(token)
    const before = session
    use(signIn(token))
    before.close()
  }

  function use(next: Session) {
    session = next
    for (const reselect of reselections) reselect()
  }

  const reselections: (() => void)[] = []
  /** An observable that outlives users: when the user changes, it continues with the new user's values. */
  function ofSession<T>(select: (session: Session) => Observable<T>): Observable<T> {
    const value = observable(select(session).get())
    let stop = () => {}
    const reselect = () => {
      stop()
      stop = select(session).subscribe(value.set)
      value.set(select(session).get())
    }
    reselections.push(reselect)
    reselect()
    return value
  }

  const stopWatching = watchPlatform({
    wake: () => session.wake(),
    offline: () => session.connection.drop(),
    hidden: () => session.flushReceipts(),
    putAway: () => session.putAway(),
  })

  return {
    connection: ofSession(({ connection }) => connection.state),
    me: ofSession(({ me }) => me),
    profiles: ofSession(({ profiles }) => profiles),
    rooms: {
      state: ofSession(({ rooms }) => rooms.state),
      loadMore: () => session.rooms.loadMore(),
      list: (filter, cursor) => session.rooms.list(filter, cursor),
      search: (query, cursor) => session.rooms.search(query, cursor),
      load: (room_id) => session.loadRoom(room_id),
    },
    users: ofSession(({ users }) => users),
    presence: ofSession(({ presence }) => presence.state),
    typing: ofSession(({ typing }) => typing),
    flags: ofSession(({ flags }) => flags),
    blocked: ofSession(({ blocked }) => blocked),
    asProfile: ofSession(({ asProfile }) => asProfile),
    settings: ofSession(({ settings }) => settings),
    standing: ofSession(({ standing }) => standing),
    internals: () => session.internals(),
    session: () => session,
    use,
    outgoing: ofSession(({ outgoing }) => outgoing),
    discard: (client_id) => session.discard(client_id),
    messageMaxChars: ofSession(({ messageMaxChars }) => messageMaxChars),
    openDialog: (...given) => session.dialogs.open(...given),
    answerDialog: (room_id, accept) => session.dialogs.answer(room_id, accept),
    enterAsGuest: (name) => session.enterAsGuest(name),
    openRoom: (room_id) => session.openRoom(room_id),
    openRoomByPipe: (input) => session.groups.openByPipe(input),
    joinRoom: (room_id) => session.groups.join(room_id),
    leaveRoom: (room_id) => session.groups.leave(room_id),
    openMembers: (room_id) => session.groups.openMembers(room_id),
    uploadFile: async (room_id, file, options) => (await session.files()).upload(room_id, file, options),
    fileUrl: async (...wanted) => (await session.files()).url(...wanted),
    watchPresence: (room_ids) => session.presence.watch(room_ids),
    onIncoming: incoming.add,
    onSent: sent.add,
    setToken,
    retry: () => session.retry(),
    close() {
      closed = true
      stopWatching()
      session.close()
    },
  }
}

/** Listeners of single events. A listener that comes later gets no earlier event. */
function listeners<T>() {
  const receivers = new Set<(what: T) => void>()
  return {
    emit(what: T) {
      for (const receive of [...receivers]) isolated(() => receive(what))
    },
    /** The same function may be added twice. */
    add(receive: (what: T) => void): () => void {
      const receiver = (what: T) => receive(what)
      receivers.add(receiver)
      return () => receivers.delete(receiver)
    },
  }
}
