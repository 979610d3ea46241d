import type { OwnItem, RoomSummary, UserCard } from '@imbachat/protocol'
import { observable, type WritableObservable } from '../observable.ts'
import { ChatRequestError } from '../request-error.ts'
import type { Rooms } from '../rooms/room-list.ts'
import type { Session } from '../session.ts'
import type { CallEvent } from '../session-events.ts'
import type { Observable, RoomListState } from '../types.ts'
import { pageOfAll, requestsByRoom } from './requests-by-room.ts'

export interface MergedSession extends Session {
  /** From now on it follows the sessions no more; they go on. */
  release(): void
}

/**
 * The session of a person and those of their profiles as one: one list of rooms, each under the name that is in it
 * (`asProfile`). What is about no room is the person's.
 */
export function mergedSession(person: Session, profiles: readonly Session[]): MergedSession {
  const all: readonly [Session, ...Session[]] = [person, ...profiles]
  const stops: (() => void)[] = []
  /** rooms that were opened and that no list has yet */
  const opened = new Map<number, Session>()

  /** Under two names in one group, the person is there as themself. */
  function of(room_id: number): Session {
    return all.find((session) => session.rooms.get(room_id)) ?? opened.get(room_id) ?? person
  }

  /** A value that follows the values of all sessions. */
  function together<T, U>(
    select: (session: Session) => Observable<T>,
    merge: (values: T[]) => U,
  ): WritableObservable<U> {
    const merged = () => merge(all.map((session) => select(session).get()))
    const value = observable(merged())
    for (const session of all) stops.push(select(session).subscribe(() => value.set(merged())))
    return value
  }
  const union = <K, V>(maps: ReadonlyMap<K, V>[]): ReadonlyMap<K, V> =>
    new Map(maps.toReversed().flatMap((map) => [...map]))

  const flags = together(({ flags }) => flags, union)
  function inOrder(rooms: RoomSummary[]): RoomSummary[] {
    const pinned = ({ room_id }: RoomSummary) => flags.get().get(room_id)?.pin?.order ?? 0
    return rooms
      .filter((room, i) => rooms.findIndex(({ room_id }) => room_id === room.room_id) === i)
      .sort((a, b) => pinned(b) - pinned(a) || b.active_at - a.active_at || b.room_id - a.room_id)
  }

  function mergedList(): RoomListState {
    const states = all.map(({ rooms }) => rooms.state.get())
    const sum = (count: (state: RoomListState) => number) => states.reduce((total, state) => total + count(state), 0)
    const part = (pick: (state: RoomListState) => RoomSummary[]) => inOrder(states.flatMap(pick))
    return {
      rooms: part(({ rooms }) => rooms),
      archived: part(({ archived }) => archived),
      // the others join it
      loaded: person.rooms.state.get().loaded,
      more: states.some(({ more }) => more),
      unreadRooms: sum(({ unreadRooms }) => unreadRooms),
      requests: sum(({ requests }) => requests),
      archivedRooms: sum(({ archivedRooms }) => archivedRooms),
    }
  }
  /** In which rooms the user is one of their profiles. */
  function mergedNames(): ReadonlyMap<number, UserCard> {
    const names = new Map<number, UserCard>()
    const rooms = all.flatMap((session) => {
      const { rooms, archived } = session.rooms.state.get()
      return [...rooms, ...archived].map(({ room_id }) => room_id)
    })
    for (const room_id of [...rooms, ...opened.keys()]) {
      const session = of(room_id)
      const me = session === person ? null : session.me.get()
      if (me) names.set(room_id, me)
    }
    return names
  }
  const list = observable(mergedList())
  const asProfile = observable(mergedNames())
  function showList() {
    // before the list: who draws it asks for the name
    asProfile.set(mergedNames())
    list.set(mergedList())
  }
  for (const session of all) stops.push(session.rooms.state.subscribe(showList), session.me.subscribe(showList))
  stops.push(flags.subscribe(showList))

  /** A room that no list has: of the first name that may read it. @throws ChatRequestError of the person's */
  async function find(room_id: number): Promise<{ session: Session; room: RoomSummary }> {
    const known = of(room_id)
    let first: unknown
    for (const session of [known, ...all.filter((one) => one !== known)]) {
      try {
        return { session, room: await session.loadRoom(room_id) }
      } catch (error) {
        first ??= error
        if (!(error instanceof ChatRequestError) || error.code !== 'room_not_found') break
      }
    }
    throw first
  }

  async function loadRoom(room_id: number): Promise<RoomSummary> {
    const { session, room } = await find(room_id)
    open(room_id, session)
    return room
  }

  function open(room_id: number, session: Session) {
    opened.set(room_id, session)
    asProfile.set(mergedNames())
  }

  const rooms: Rooms = {
    ...byRoom(({ rooms }) => rooms),
    state: list,
    ensure: loadRoom,
    loadMore: async () => void (await Promise.all(all.map(({ rooms }) => rooms.loadMore()))),
    list: (filter, cursor = null) =>
      pageOfAll(all, async ({ rooms }, own) => ({ next: await rooms.list(filter, own) }), cursor).then(nextOf),
    search: (query, cursor = null) =>
      pageOfAll(all, async ({ rooms }, own) => ({ next: await rooms.search(query, own) }), cursor).then(nextOf),
  }

  /** The methods of a part, each as the name that is in the room which its first argument names. */
  function byRoom<Part extends object>(select: (session: Session) => Part): Part {
    const roomOf = (named: number | { room_id: number }) => (typeof named === 'number' ? named : named.room_id)
    return Object.fromEntries(
      Object.keys(select(person)).map((method) => [
        method,
        (named: number | { room_id: number }, ...rest: unknown[]) => {
          const part = select(of(roomOf(named))) as Record<string, (...given: unknown[]) => unknown>
          return part[method]?.(named, ...rest)
        },
      ]),
    ) as Part
  }

  const { request, noteCall } = requestsByRoom(
    all.map((session) => session.internals()) as [Parts, ...Parts[]],
    (room_id) => of(room_id).internals(),
  )
  const callListeners = new Set<(event: CallEvent) => void>()
  const changeListeners: ReturnType<Session['internals']>['changeListeners'] = new Set()
  for (const session of all) {
    const parts = session.internals()
    const call = (event: CallEvent) => {
      noteCall(event, parts)
      for (const listener of callListeners) listener(event)
    }
    const change = (...came: Parameters<Parameters<typeof changeListeners.add>[0]>) => {
      for (const listener of changeListeners) listener(...came)
    }
    parts.callListeners.add(call)
    parts.changeListeners.add(change)
    stops.push(
      () => parts.callListeners.delete(call),
      () => parts.changeListeners.delete(change),
    )
  }

  const parts = () => ({
    ...person.internals(),
    requestWhenOnline: request,
    rooms,
    groups: byRoom((session) => session.groups),
    receipts: byRoom((session) => session.internals().receipts),
    authors: byRoom((session) => session.internals().authors),
    timelines: byRoom((session) => session.internals().timelines),
    outbox: person.internals().outbox && byRoom((session) => session.internals().outbox as Outbox),
    ownState: {
      ...person.internals().ownState,
      event(items: readonly OwnItem[]) {
        for (const item of items) {
          const session = 'room_id' in item ? of(item.room_id) : person
          session.internals().ownState.event([item])
        }
      },
      assume: (room_id: number, now: Parameters<Parts['ownState']['assume']>[1]) =>
        of(room_id).internals().ownState.assume(room_id, now),
    },
    follow: (room_id: number, messages: Parameters<Parts['follow']>[1]) =>
      of(room_id).internals().follow(room_id, messages),
    callListeners,
    changeListeners,
  })

  function release() {
    for (const stop of stops) stop()
  }

  return {
    ...person,
    rooms,
    asProfile,
    users: together(({ users }) => users, union),
    presence: {
      ...person.presence,
      state: together(({ presence }) => presence.state, union),
      watch(room_ids) {
        for (const session of all) session.presence.watch(room_ids.filter((room_id) => of(room_id) === session))
      },
    },
    typing: together(({ typing }) => typing, union),
    flags,
    blocked: together(
      ({ blocked }) => blocked,
      (sets) => new Set(sets.flatMap((set) => [...set])) as ReadonlySet<string>,
    ),
    outgoing: together(
      ({ outgoing }) => outgoing,
      (lists) => lists.flat(),
    ),
    internals: parts,
    discard: async (client_id) => void (await Promise.all(all.map((session) => session.discard(client_id)))),
    files: async () => {
      const files = async (room_id: number) => of(room_id).files()
      return {
        ...(await person.files()),
        upload: async (room_id, ...given) => (await files(room_id)).upload(room_id, ...given),
        url: async (room_id, ...given) => (await files(room_id)).url(room_id, ...given),
      }
    },
    openRoom: (room_id) => of(room_id).openRoom(room_id),
    loadRoom,
    dialogs: {
      async open(user_id, permission, context, profile) {
        const session = all.find((one) => one.user_id === profile) ?? person
        const room = await session.dialogs.open(user_id, permission, context)
        open(room.room_id, session)
        return room
      },
      answer: (room_id, accept) => of(room_id).dialogs.answer(room_id, accept),
    },
    groups: {
      ...byRoom(({ groups }) => groups),
      openByPipe: (input) => person.groups.openByPipe(input),
      reopen: () => person.groups.reopen(),
    },
    flushReceipts() {
      for (const session of all) session.flushReceipts()
    },
    release,
    close() {
      release()
      person.close()
    },
  }
}

type Parts = ReturnType<Session['internals']>
type Outbox = NonNullable<Parts['outbox']>

const nextOf = ({ next }: { next: string | null }) => next
