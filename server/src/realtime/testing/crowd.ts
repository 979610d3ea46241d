import type { ChatServer } from './chat-server.ts'
import type { TestSocket } from './test-socket.ts'

export interface Crowd<Name extends string> {
  ids: Record<Name, string>
  by: Record<Name, TestSocket>
  /** a room name that only these users use */
  pipe: string
}

let crowds = 0

/** Users of one test only. The site knows them by the names given here. */
export async function crowd<Name extends string>(chat: ChatServer, ...names: Name[]): Promise<Crowd<Name>> {
  const mark = ++crowds
  const idOf = (name: Name) => `${name}-${mark}`
  for (const name of names) chat.siteUsers.set(idOf(name), { name })
  const sockets = await Promise.all(names.map((name) => chat.signIn(idOf(name))))
  // Each receives their own name once the site has answered.
  for (const socket of sockets) await socket.event('users')
  const each = <T>(value: (name: Name, index: number) => T) =>
    Object.fromEntries(names.map((name, index) => [name, value(name, index)])) as Record<Name, T>
  return { ids: each(idOf), by: each((_, index) => sockets[index] as TestSocket), pipe: `room ${mark}` }
}

/** @returns the ack */
export const say = (socket: TestSocket, room_id: number, text: string, client_id: string = crypto.randomUUID()) =>
  socket.request('message.send', { room_id, client_id, text })
