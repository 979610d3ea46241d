import { openRawSocket, type RawSocket, type RawSocketOptions } from './raw-socket.ts'
import { openXmppSocket, XMPP } from './xmpp-socket.ts'

/** The meaning of a server's frame for the measurement. `other` may need an answer of the protocol. */
export type Meaning = 'ack' | 'delivery' | 'deliveries' | 'refusal' | 'other'

/** The protocol of one kind of server. All servers get the same body. */
export interface Dialect {
  open(options: OpenOptions): Promise<RawSocket>
  /** sent when the connection is open; null: nothing */
  greeting(client: Client): string | null
  /** True once the server has reported that it is ready. Servers without a greeting are ready at once. */
  isReady(frame: string): boolean
  message(body: Body): string
  meaning(bytes: Buffer, start: number, end: number): Meaning
  /** the bytes before a message's text */
  textMark: Buffer
  /** the bytes before the id in an ack */
  ackMark: Buffer
  /** True if the ack of a message is the sender's own copy of it. The copy has the id that the sender chose. */
  ackIsCopy: boolean
  /** the answer that keeps the connection alive */
  answer(bytes: Buffer, start: number, socket: RawSocket): void
}

/** One connection's user and room. */
export interface Client {
  room: number
  token: string
  widgetId: number
}

export type OpenOptions = Omit<RawSocketOptions, 'path'> & { client: Client }

export interface Body {
  /** unique in the load process and rising, so also unique among the connection's frames */
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

const marks = { textMark: Buffer.from('"text":"'), ackMark: Buffer.from('{"t":"ok","id":'), ackIsCopy: false }
const overWebSocket =
  (path: (client: Client) => string) =>
  ({ client, ...options }: OpenOptions) =>
    openRawSocket({ ...options, path: path(client) })

/** A server that only forwards what it gets to the room. */
const bare: Dialect = {
  ...marks,
  open: overWebSocket(({ room }) => `/?room=${room}`),
  greeting: () => null,
  isReady: () => true,
  message: frameOf,
  meaning: () => 'delivery',
  answer() {},
}

/** Engine.io 4 and Socket.IO 5 over a WebSocket alone. */
const socketIo: Dialect = {
  ...marks,
  open: overWebSocket(({ room }) => `/socket.io/?EIO=4&transport=websocket&room=${room}`),
  greeting: () => '40',
  isReady: (frame) => frame.startsWith('40'),
  message: (body) => `42["m",${frameOf(body)}]`,
  meaning: (bytes, start) => (bytes[start] === FOUR && bytes[start + 1] === TWO ? 'delivery' : 'other'),
  answer(bytes, start, socket) {
    if (bytes[start] === TWO) socket.send('3')
  },
}

const imbachat: Dialect = {
  ...marks,
  open: overWebSocket(({ widgetId }) => `/imbachat/v1/${widgetId}/ws`),
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

/**
 * XMPP on bare TCP, which costs its server less than WebSockets. A room confirms a message by sending the sender a copy
 * of it.
 */
const xmpp: Dialect = {
  open: ({ client, ...options }) => openXmppSocket({ ...options, room: `r${client.room}`, nick: client.token }),
  greeting: () => null,
  isReady: () => true,
  message: ({ id, room, text }) =>
    `<message to='r${room}@${XMPP.rooms}' type='groupchat' id='${id}'><body>${text}</body></message>`,
  meaning(bytes, start, end) {
    // <message, <presence, <iq; a new room's empty subject is a <message without a <body
    if (bytes[start + 1] !== MESSAGE) return 'other'
    const stanza = bytes.subarray(start, end)
    if (stanza.includes(" type='error'")) return 'refusal'
    return stanza.includes('<body>') ? 'delivery' : 'other'
  },
  textMark: Buffer.from('<body>'),
  ackMark: Buffer.from(" id='"),
  ackIsCopy: true,
  answer() {},
}

export const DIALECTS = { bare, socketIo, imbachat, xmpp } as const
export type DialectName = keyof typeof DIALECTS
