import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ERRORS, type ErrorBody, type RequestName, requests } from '@imbachat/protocol'
import fc from 'fast-check'
import { HOSTILE_JSON, jsonFor, placesIn } from '../../input/testing/hostile-json.ts'
import { type ChatServer, startChat } from '../testing/chat-server.ts'
import type { TestSocket } from '../testing/test-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  const closing = { burst: 1_000_000, perSecond: 1_000_000 }
  chat = await startChat({ limits: { FRAMES_PER_SECOND: 0, FRAMES_PER_SECOND_PER_ADDRESS: 0, closing } })
})
afterAll(() => chat.stop())

const TYPES = Object.keys(requests) as RequestName[]

type Answer = { t: 'ok' | 'error'; id: number | null } & Partial<ErrorBody>

/** Counts what a socket is answered from now on, and gives the answers in order. */
function answersOf(socket: TestSocket) {
  const answers: Answer[] = []
  let next = Promise.withResolvers<void>()
  const wake = () => next.resolve()
  socket.raw.onmessage = ({ data }: MessageEvent<string>) => {
    const frame = JSON.parse(data)
    if (frame.t === 'ok' || frame.t === 'error') answers.push(frame)
    wake()
  }
  socket.raw.addEventListener('close', wake)
  return {
    answers,
    /** null: the socket closed without an answer */
    async to(text: string): Promise<Answer | null> {
      const before = answers.length
      socket.raw.send(text)
      while (answers.length === before && socket.raw.readyState === WebSocket.OPEN) {
        next = Promise.withResolvers()
        await next.promise
      }
      return answers[before] ?? null
    },
  }
}

function expectARefusal(text: string, answer: Answer | null): void {
  expect([text.slice(0, 200), answer?.t === 'ok' || (answer?.code !== undefined && answer.code in ERRORS)]).toEqual([
    text.slice(0, 200),
    true,
  ])
  expect([text.slice(0, 200), answer?.code]).not.toEqual([text.slice(0, 200), 'internal'])
}

test('CONN-6 each hostile value in each field of each frame is answered once, before and after the sign-in', async () => {
  for (const user_id of ['ann', undefined]) {
    let socket = user_id ? await chat.signIn(user_id) : await chat.open()
    let asking = answersOf(socket)
    let asked = 0
    for (const t of TYPES) {
      for (const place of placesIn(requests[t].frame)) {
        for (const hostile of HOSTILE_JSON) {
          const text = jsonFor(requests[t].frame, place, hostile)
          const answer = await asking.to(text)
          expectARefusal(text, answer)
          asked++
          // A refused sign-in ends its socket.
          if (t !== 'auth' || user_id || !('close' in ERRORS[answer?.code ?? 'internal'])) continue
          await socket.closed
          socket = user_id ? await chat.signIn(user_id) : await chat.open()
          asking = answersOf(socket)
          asked = 0
        }
      }
    }
    await asking.to('{"t":"ping","id":1}')
    expect(asking.answers).toHaveLength(asked + 1)
    socket.close()
  }
})

test('CONN-6 frames with several hostile fields, and with fields that nobody knows, are answered once', async () => {
  const socket = await chat.signIn('bob')
  const asking = answersOf(socket)
  let asked = 0
  const hostile = fc.constantFrom(...HOSTILE_JSON)
  const json = fc.oneof({ weight: 4, arbitrary: hostile }, { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) })
  const frame = fc.constantFrom(...TYPES.filter((t) => t !== 'auth')).chain((t) => {
    const { shape } = requests[t].frame._zod.def
    const fields = Object.entries(shape).map(([name, schema]) => {
      const text = name === 't' ? fc.constant(jsonFor(schema)) : fc.oneof(fc.constant(jsonFor(schema)), json)
      return text.map((value) => `"${name}":${value}`)
    })
    const strange = fc.option(fc.tuple(fc.constantFrom('__proto__', 'then', 'toJSON', 'length'), json))
    return fc
      .tuple(fc.tuple(...fields), strange)
      .map(([known, more]) => `{${[...known, ...(more ? [`"${more[0]}":${more[1]}`] : [])].join()}}`)
  })
  await fc.assert(
    fc.asyncProperty(frame, async (text) => {
      asked++
      expectARefusal(text, await asking.to(text))
    }),
    { numRuns: 2_000 },
  )
  expect(asking.answers).toHaveLength(asked)
})

test('CONN-6 LIMIT-1 frames that no number can be made of count like others: a flood of them ends its socket', async () => {
  const small = await startChat()
  const socket = await small.signIn('ann')
  const hostile = '{"t":"presence.watch","id":5,"room_ids":{"length":{"toString":1}}}'
  expect(await answersOf(socket).to(hostile)).toMatchObject({ id: 5, code: 'invalid_field', field: 'room_ids' })
  for (let n = 0; n < 2_000; n++) socket.raw.send(hostile)
  expect(await socket.closed).toEqual({ code: 4429, reason: 'flood' })
  await small.stop()
})
