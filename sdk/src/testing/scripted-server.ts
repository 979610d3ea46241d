import type { ErrorBody, ReplyTo, RequestName, ServerEvent, UserCard } from '@imbachat/protocol'
import type { ServerWebSocket } from 'bun'
import { until } from './until.ts'

interface ConnectionData {
  user: string
}

/** A request that the scripted server has received and not answered yet. */
export interface Asked<T extends RequestName> {
  frame: Record<string, unknown> & { t: T; id: number }
  socket: ServerWebSocket<ConnectionData>
  reply(result: ReplyTo<T>): void
  fail(error: ErrorBody): void
}

type Script = { [T in RequestName]?: (asked: Asked<T>) => void }

export interface ScriptedServer {
  url: string
  /** Answers requests of a kind automatically; a request without a script waits for `asked`. */
  script: Script
  /** every received frame, in order */
  frames: { t: string; [field: string]: unknown }[]
  /** upgrade requests so far, and the open WebSockets */
  connections(): number
  sockets: Set<ServerWebSocket<ConnectionData>>
  /** The next unanswered request of this kind. */
  asked<T extends RequestName>(type: T): Promise<Asked<T>>
  sent(type: RequestName): number
  event(event: ServerEvent): void
  raw(text: string): void
  /** Sends `bye` as the server does. */
  bye(error: ErrorBody, closeCode: number): void
  /** The network fails: no `bye`. */
  cut(): void
  stop(): Promise<void>
}

export const card = (id: string): UserCard => ({
  user_id: id,
  name: `User ${id}`,
  avatar_url: null,
  profile_url: null,
  badge: null,
  placeholder: false,
})

/** An unsigned token that names a user; only the real server checks signatures. */
export function tokenOf(user_id: string | number, more: Record<string, unknown> = {}): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'HS256' })}.${part({ user_id, exp: 2_000_000_000, ...more })}.none`
}

/** A real WebSocket server under the test's control: for faults that the real server does not have on demand. */
export function scriptedServer(
  more: { expiresInMs?: number | null; serverAheadMs?: number; now?: () => number } = {},
): ScriptedServer {
  const { expiresInMs = null, serverAheadMs = 0, now = Date.now } = more
  const waiting: Asked<RequestName>[] = []
  const frames: ScriptedServer['frames'] = []
  const sockets = new Set<ServerWebSocket<ConnectionData>>()
  let connections = 0
  const script: Script = {
    auth({ frame, socket, reply }) {
      const payload = String(frame.token ?? '').split('.')[1]
      const user = payload ? String(JSON.parse(Buffer.from(payload, 'base64url').toString()).user_id) : '0'
      socket.data.user = user
      const server_time = now() + serverAheadMs
      reply({
        session_id: 's',
        me: user === '0' ? null : card(user),
        server_time,
        expires_at: expiresInMs === null ? null : server_time + expiresInMs,
        epoch: 'first',
        user_rev: 0,
        limits: { message_max_chars: 1_000, frame_max_bytes: 65_536 },
      })
    },
    ping: ({ reply }) => reply({ server_time: now() }),
    'rooms.list': ({ reply }) => reply({ rooms: [], next: null, unread_rooms: 0, requests: 0, archived: 0 }),
    'receipts.update': ({ reply }) => reply({}),
    typing: ({ reply }) => reply({}),
    'presence.watch': ({ reply }) => reply({ users: [] }),
  }
  const server = Bun.serve<ConnectionData>({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request, server) {
      connections++
      if (server.upgrade(request, { data: { user: '0' } })) return
      return new Response('a socket is expected', { status: 400 })
    },
    websocket: {
      open: (socket) => void sockets.add(socket),
      close: (socket) => void sockets.delete(socket),
      message(socket, text) {
        const frame = JSON.parse(String(text))
        frames.push(frame)
        const asked = {
          frame,
          socket,
          reply: (result: unknown) => void socket.send(JSON.stringify({ t: 'ok', id: frame.id, result })),
          fail: (error: ErrorBody) => void socket.send(JSON.stringify({ t: 'error', id: frame.id, ...error })),
        }
        const answer = script[frame.t as RequestName] as ((asked: unknown) => void) | undefined
        if (answer) answer(asked)
        else waiting.push(asked as Asked<RequestName>)
      },
    },
  })
  const toAll = (text: string) => {
    for (const socket of sockets) socket.send(text)
  }
  return {
    url: `http://127.0.0.1:${server.port}`,
    script,
    frames,
    sockets,
    connections: () => connections,
    async asked<T extends RequestName>(type: T) {
      const at = await until(() => waiting.findIndex(({ frame }) => frame.t === type) + 1, `a ${type} frame came`)
      return waiting.splice(at - 1, 1)[0] as unknown as Asked<T>
    },
    sent: (type) => frames.filter(({ t }) => t === type).length,
    event: (event) => toAll(JSON.stringify(event)),
    raw: toAll,
    bye(error, closeCode) {
      toAll(JSON.stringify({ t: 'bye', ...error }))
      for (const socket of sockets) socket.close(closeCode, error.code)
    },
    cut() {
      for (const socket of sockets) socket.terminate()
    },
    stop: () => server.stop(true),
  }
}
