import type { RawSocket } from './raw-socket.ts'

/** What a frame of the server means to the measurement. `other` may need an answer of the protocol's own. */
export type Meaning = 'ack' | 'delivery' | 'deliveries' | 'refusal' | 'other'

/** How to talk to one kind of server. All get the same body to pass on. */
export interface Dialect {
  path(seat: Seat): string
  /** what is said when the socket is open; null: nothing */
  greeting(seat: Seat): string | null
  /** Has the server said that it is ready? Servers without a greeting are. */
  isReady(frame: string): boolean
  message(body: Body): string
  meaning(bytes: Buffer, start: number): Meaning
  /** what must be answered to keep the socket alive */
  answer(bytes: Buffer, start: number, socket: RawSocket): void
}

/** One socket's place: whose it is, and in which room it sits. */
export interface Seat {
  room: number
  token: string
  widgetId: number
}

export interface Body {
  /** unique among the frames of its socket, rising */
  id: number
  room: number
  clientId: string
  text: string
}

const byte = (text: string) => text.charCodeAt(0)
const [MESSAGE, SEVERAL, OK, ERROR] = [byte('m'), byte('s'), byte('o'), byte('e')]
const [FOUR, TWO] = [byte('4'), byte('2')]

const frameOf = ({ id, room, clientId, text }: Body) =>
  `{"t":"message.send","id":${id},"room_id":${room},"client_id":"${clientId}","text":"${text}"}`

/** A server that passes on what it gets to the room, and no more. */
const bare: Dialect = {
  path: ({ room }) => `/?room=${room}`,
  greeting: () => null,
  isReady: () => true,
  message: frameOf,
  meaning: () => 'delivery',
  answer() {},
}

/** Engine.io 4 and Socket.IO 5 over a WebSocket alone. */
const socketIo: Dialect = {
  path: ({ room }) => `/socket.io/?EIO=4&transport=websocket&room=${room}`,
  greeting: () => '40',
  isReady: (frame) => frame.startsWith('40'),
  message: (body) => `42["m",${frameOf(body)}]`,
  meaning: (bytes, start) => (bytes[start] === FOUR && bytes[start + 1] === TWO ? 'delivery' : 'other'),
  answer(bytes, start, socket) {
    if (bytes[start] === TWO) socket.send('3')
  },
}

const imbachat: Dialect = {
  path: ({ widgetId }) => `/imbachat/v1/${widgetId}/ws`,
  greeting: ({ token }) => JSON.stringify({ t: 'auth', id: 1, v: 1, token }),
  isReady: (frame) => {
    if (frame.startsWith('{"t":"ok","id":1,')) return true
    throw new Error(`auth was answered with ${frame}`)
  },
  message: frameOf,
  meaning(bytes, start) {
    // {"t":"ok", {"t":"error", {"t":"message", {"t":"messages"
    const first = bytes[start + 6]
    if (first === MESSAGE) return bytes[start + 13] === SEVERAL ? 'deliveries' : 'delivery'
    if (first === OK) return 'ack'
    return first === ERROR ? 'refusal' : 'other'
  },
  answer() {},
}

export const DIALECTS = { bare, socketIo, imbachat } as const
export type DialectName = keyof typeof DIALECTS
