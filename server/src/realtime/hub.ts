import type { ServerEvent } from '@imbachat/protocol'
import type { Server } from 'bun'
import type { Log } from '../domain/log.ts'
import type { Bus, BusEvent, ChatStore } from '../domain/ports.ts'
import { roomAsSeen } from '../domain/rooms/get-room.ts'
import { isPresent } from '../domain/rooms/room-policy.ts'
import type { UserDirectory } from '../domain/users/user.ts'
import type { Session, SocketTicket } from './session.ts'
import { presenceTopic, roomTopic, userTopic } from './topics.ts'

/** Whose sockets are here, and what they hear. An event is serialised once, whoever receives it. */
export interface Hub {
  /** After this nothing that is committed for this user's rooms passes the socket by. */
  join(session: Session, userId: string): Promise<void>
  leave(session: Session, userId: string): void
  attach(server: Server<Session | SocketTicket>): void
  close(): void
}

export function createHub({
  store,
  users,
  bus,
  log,
}: {
  store: ChatStore
  users: UserDirectory
  bus: Bus
  log: Log
}): Hub {
  const sessions = new Map<string, Set<Session>>()
  let server: Server<Session | SocketTicket> | undefined

  const publish = (topic: string, event: ServerEvent) => server?.publish(topic, JSON.stringify(event))
  const sessionsOf = (widgetId: number, userId: string) => sessions.get(`${widgetId}/${userId}`) ?? []

  function receive(event: BusEvent): void {
    const { widgetId } = event
    switch (event.t) {
      case 'message':
        publish(roomTopic(widgetId, event.roomId), { t: 'message', room_id: event.roomId, message: event.message })
        return
      case 'receipt':
        publish(roomTopic(widgetId, event.roomId), {
          t: 'receipt',
          room_id: event.roomId,
          user_id: event.userId,
          delivered_seq: event.deliveredSeq,
          read_seq: event.readSeq,
        })
        return
      case 'typing':
        publish(roomTopic(widgetId, event.roomId), {
          t: 'typing',
          room_id: event.roomId,
          user_id: event.userId,
          typing: event.typing,
        })
        return
      case 'presence':
        publish(presenceTopic(widgetId, event.userId), {
          t: 'presence',
          user_id: event.userId,
          online: event.online,
          last_seen: event.lastSeen,
        })
        return
      case 'room':
        for (const userId of event.userIds) inBackground(showRoom(widgetId, event.roomId, userId))
        return
      case 'users':
        inBackground(showUsers(widgetId, event.userIds))
        return
    }
  }

  async function showRoom(widgetId: number, roomId: number, userId: string): Promise<void> {
    const topic = roomTopic(widgetId, roomId)
    const here = [...sessionsOf(widgetId, userId)]
    if (here.length === 0) return
    // Before anything is awaited: the first message of a new dialog may be right behind.
    for (const session of here) session.subscribe(topic)
    const room = await roomAsSeen({ store, users }, { widgetId, userId }, roomId)
    if (!isPresent(room)) for (const session of sessionsOf(widgetId, userId)) session.unsubscribe(topic)
    // A dialog that was opened and in which nothing was said is on nobody's list.
    if (room.last_seq > 0) publish(userTopic(widgetId, userId), { t: 'room', room })
  }

  /** To those who share a room with them, and to themselves. */
  async function showUsers(widgetId: number, userIds: readonly string[]): Promise<void> {
    for (const card of await users.cards(widgetId, userIds)) {
      const frame = JSON.stringify({ t: 'users', users: [card] } satisfies ServerEvent)
      server?.publish(userTopic(widgetId, card.user_id), frame)
      for (const roomId of await store.roomIdsOf(widgetId, card.user_id)) {
        server?.publish(roomTopic(widgetId, roomId), frame)
      }
    }
  }

  function inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => log.error('an event could not be shown', { error: String(error) }))
  }

  const unsubscribe = bus.subscribe(receive)

  return {
    async join(session, userId) {
      const { widgetId } = session
      const key = `${widgetId}/${userId}`
      // First: a room that is made while the list is being read finds this socket here.
      sessions.set(key, (sessions.get(key) ?? new Set()).add(session))
      session.subscribe(userTopic(widgetId, userId))
      for (const roomId of await store.roomIdsOf(widgetId, userId)) session.subscribe(roomTopic(widgetId, roomId))
    },
    leave(session, userId) {
      const key = `${session.widgetId}/${userId}`
      const others = sessions.get(key)
      others?.delete(session)
      if (others?.size === 0) sessions.delete(key)
    },
    attach(to) {
      server = to
    },
    close: unsubscribe,
  }
}
