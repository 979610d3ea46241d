import { isPresent } from '@imbachat/protocol/rooms/membership'
import type { Entry } from './history.ts'
import { type Replay, replay } from './replay.ts'
import { type OwnReplay, replayOwn } from './replay-own.ts'
import type {
  StoredEvent,
  StoredMessage,
  StoredOwnState,
  StoredReaction,
  StoredRoom,
  StoreExport,
} from './store-export.ts'

/** One client's history and the state of its rooms at the end. */
export interface ClientRun {
  client: string
  user: string
  widget: number
  entries: Entry[]
  replay: Replay
  own: OwnReplay
  /** the client caught up with everything before it left */
  ended: boolean
}

/** The histories and the stored rows: everything that the rules check. */
export interface Run {
  clients: ClientRun[]
  rooms: Map<string, StoredRoom>
  messages: StoredMessage[]
  /** by `messageKey` */
  stored: Map<string, StoredMessage>
  /** by `messageKey` */
  reactions: Map<string, StoredReaction[]>
  /** by `userKey` */
  own: Map<string, StoredOwnState>
  logs: StoreExport['logs']
  events: StoredEvent[]
}

export const roomKey = (widget: number, room: number) => `widget ${widget} room ${room}`
export const messageKey = (widget: number, room: number, seq: number) => `${roomKey(widget, room)} seq ${seq}`

export const userKey = (widget: number, user: string) => `widget ${widget} user ${user}`

/** Combines the clients' histories, each in its own order, with the stored rows. */
export function readRun(entries: readonly Entry[], store: StoreExport): Run {
  const byClient = Map.groupBy(entries, (entry) => entry.client)
  return {
    clients: [...byClient].map(([client, own]) => {
      const { user, widget } = own[0] as Entry
      const last = own.findLast((entry) => entry.t === 'connection')
      return {
        client,
        user,
        widget,
        entries: own,
        replay: replay(own),
        own: replayOwn(own),
        ended: last?.state === 'ended',
      }
    }),
    rooms: new Map(store.rooms.map((room) => [roomKey(room.widget, room.room), room])),
    messages: store.messages,
    reactions: Map.groupBy(store.reactions, ({ widget, room, seq }) => messageKey(widget, room, seq)),
    own: new Map(store.own.map((state) => [userKey(state.widget, state.user), state])),
    logs: store.logs,
    events: store.events,
    stored: new Map(store.messages.map((message) => [messageKey(message.widget, message.room, message.seq), message])),
  }
}

/**
 * At the end, in the store, the user has left, is banned or never was a member: the client's state of the room may be
 * old.
 */
export function isOut({ rooms }: Run, { widget, user }: ClientRun, room: number): boolean {
  const member = rooms.get(roomKey(widget, room))?.members.find((one) => one.user === user)
  return member === undefined || !isPresent(member)
}
