import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat } from '../testing/chat-server.ts'
import { say } from '../testing/crowd.ts'
import type { TestSocket } from '../testing/test-socket.ts'

let chat: ChatServer
let quiet: number

beforeAll(async () => {
  chat = await startChat({
    limits: { FRAMES_PER_SECOND: 100_000, FRAMES_PER_SECOND_PER_ADDRESS: 0, waitingBytes: 4 * 1024 * 1024 },
  })
  quiet = await chat.makeWidget()
})
afterAll(() => chat.stop())

/** Sockets of users of the noisy widget, each with some dialogs on its list. */
async function crowd(count: number): Promise<TestSocket[]> {
  const sockets = await Promise.all(Array.from({ length: count }, (_, n) => chat.signIn(`noisy${n}`)))
  chat.siteUsers.set('friend', { name: 'Friend' })
  for (const socket of sockets) {
    const { room } = await socket.request('dialog.open', { user_id: 'friend' })
    await say(socket, room.room_id, 'hello')
  }
  return sockets
}

test('LIMIT-3 while one widget sends thousands of requests, those of another are answered in between', async () => {
  const noisy = await crowd(20)
  const bob = await chat.signIn('bob', { widget_id: quiet })
  let answered = 0
  const flood = noisy.flatMap((socket) =>
    Array.from({ length: 60 }, () => socket.request('rooms.list', {}).then(() => answered++)),
  )
  // The system may hold back a frame on its way. Without turns, the first answer would come after all others.
  const meanwhile: number[] = []
  while (meanwhile.length < 5 && answered < flood.length) {
    const before = answered
    await bob.request('rooms.list', {})
    meanwhile.push(answered - before)
  }
  expect(Math.min(...meanwhile)).toBeLessThan(flood.length / 4)
  await Promise.all(flood)
})

test('LIMIT-13 CONN-1 frames above a widget’s part are refused, and what waited is answered in order', async () => {
  const [socket] = await crowd(1)
  const bob = await chat.signIn('bob', { widget_id: quiet })
  if (!socket) throw new Error('nobody came')
  const answers: number[] = []
  const refused = new Set<string>()
  const flood: Promise<unknown>[] = []
  // the part is full only when frames come faster than the server handles them: that depends on the machine
  while (refused.size === 0) {
    for (let more = 0; more < 15_000; more++) {
      const n = flood.length
      flood.push(
        socket.request('rooms.list', {}).then(
          () => answers.push(n),
          ({ code, retry_after_ms }) => refused.add(`${code} ${retry_after_ms}`),
        ),
      )
    }
    await bob.request('rooms.list', {})
  }
  await Promise.all(flood)
  expect([...refused]).toEqual(['server_busy 1000'])
  expect(answers).toEqual(answers.toSorted((a, b) => a - b))
})
