import { type ChatClient, type ChatClientOptions, createChatClient } from '../index.ts'
import type { RoomSummary } from '../types.ts'
import { type ScriptedServer, scriptedServer, tokenOf } from './scripted-server.ts'
import { type TestClock, testClock } from './test-clock.ts'
import { until } from './until.ts'

export interface SignedIn {
  client: ChatClient
  server: ScriptedServer
  clock: TestClock
  /** Breaks the connection and restores it. */
  reconnect(): Promise<void>
  lose(): Promise<void>
  comeBack(): Promise<void>
  end(): Promise<void>
}

/** Signs user 1 in at a scripted server that lists these rooms. */
export async function signedIn(rooms: RoomSummary[] = [], options: Partial<ChatClientOptions> = {}): Promise<SignedIn> {
  const clock = testClock()
  const server = scriptedServer()
  server.script['rooms.list'] = ({ reply }) =>
    reply({
      rooms,
      next: null,
      unread_rooms: rooms.filter(({ unread }) => unread > 0).length,
      requests: 0,
      archived: 0,
    })
  const client = createChatClient({ url: server.url, widgetId: 7, token: tokenOf(1), clock, ...options })
  await until(() => client.rooms.state.get().loaded, 'the list is loaded')

  async function lose() {
    server.cut()
    await until(() => client.connection.get().kind === 'offline', 'offline')
  }
  async function comeBack() {
    clock.elapse(30_000)
    await until(() => client.connection.get().kind === 'online', 'online again')
  }
  return {
    client,
    server,
    clock,
    lose,
    comeBack,
    async reconnect() {
      await lose()
      await comeBack()
    },
    async end() {
      client.close()
      await server.stop()
    },
  }
}
