import { randomBytes } from 'node:crypto'
import type { Call } from '@imbachat/protocol'
import type { ChatServer } from './chat-server.ts'
import { crowd, say } from './crowd.ts'
import type { TestSocket } from './test-socket.ts'

/** A page names itself. */
export const newParty = (): string => randomBytes(16).toString('base64url')

export const SENDS = { audio: true, video: false, screen: false }

/** Two users who have both written in their dialog. */
export async function pairOf(chat: ChatServer) {
  const users = await crowd(chat, 'ann', 'bob')
  const { by, ids } = users
  const { room } = await by.ann.request('dialog.open', { user_id: ids.bob })
  const { room_id } = room
  await say(by.ann, room_id, 'Hello')
  await say(by.bob, room_id, 'Hello Ann')
  return { ...users, room_id }
}

/** The event in which the call is so. */
export const callThat = async (socket: TestSocket, is: (call: Call) => boolean): Promise<Call> =>
  (await socket.event('call', ({ call }) => is(call))).call

export const callIn = (socket: TestSocket, state: Call['state']): Promise<Call> =>
  callThat(socket, (call) => call.state === state)

/** Ann has called Bob, and Bob has accepted. */
export async function accepted({ by, room_id }: Awaited<ReturnType<typeof pairOf>>, video = false) {
  const [ann, bob] = [newParty(), newParty()]
  const { call } = await by.ann.request('call.start', { room_id, party: ann, video })
  const { call_id } = call
  await by.bob.request('call.rang', { call_id })
  await by.bob.request('call.accept', { call_id, party: bob, video })
  return { call_id, parties: { ann, bob } }
}
