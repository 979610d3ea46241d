import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Entity } from '@imbachat/protocol'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
let ann: TestSocket
let bob: TestSocket
let room_id: number
beforeAll(async () => {
  chat = await startChat({ limits: { FRAMES_PER_SECOND: 10_000, FRAMES_PER_SECOND_PER_ADDRESS: 0 } })
  for (const name of ['ann', 'bob']) chat.siteUsers.set(name, { name })
  ann = await chat.signIn('ann')
  bob = await chat.signIn('bob')
  room_id = (await ann.request('room.open', { pipe: 'formatted', user_ids: ['bob'] })).room.room_id
})
afterAll(() => chat.stop())

const send = (text: string, entities: Entity[]) =>
  ann.request('message.send', { room_id, client_id: crypto.randomUUID(), text, entities })
const refusal = (text: string, entities: unknown) =>
  ann.refusal('message.send', { room_id, client_id: crypto.randomUUID(), text, entities: entities as Entity[] })

test('FORMAT-1 formatting reaches every member beside a text without markup, and comes with history and sync', async () => {
  const entities: Entity[] = [
    { type: 'bold', offset: 0, length: 5 },
    { type: 'link', offset: 6, length: 5, url: 'https://a.example/' },
  ]
  const { seq, rev } = await send('hello there *you*', entities)
  const event = await bob.event('message', ({ message }) => message.seq === seq)
  expect(event.message).toMatchObject({ text: 'hello there *you*', entities })
  const page = await bob.request('messages.list', { room_id, limit: 1 })
  expect(page.messages).toEqual([event.message])
  const synced = await bob.request('messages.sync', { room_id, rev: rev - 1 })
  expect(synced).toMatchObject({ messages: [event.message] })
})

test('FORMAT-5 the stored entities have the normal form, also where the same message is sent again', async () => {
  const client_id = crypto.randomUUID()
  const given: Entity[] = [
    { type: 'bold', offset: 2, length: 3 },
    { type: 'bold', offset: 0, length: 2 },
    { type: 'italic', offset: 5, length: 1 },
  ]
  const frame = { room_id, client_id, text: 'ab cd ef', entities: given }
  const { seq } = await ann.request('message.send', frame)
  expect((await ann.request('message.send', frame)).seq).toBe(seq)
  const { messages } = await ann.request('messages.list', { room_id, limit: 1 })
  expect(messages[0]?.entities).toEqual([{ type: 'bold', offset: 0, length: 5 }])
})

test('FORMAT-7 an edit replaces the formatting, an edit without any removes it, and so does deleting', async () => {
  const { seq } = await send('bold', [{ type: 'bold', offset: 0, length: 4 }])
  const edit = async (text: string, entities?: Entity[]) =>
    (await ann.request('message.edit', { room_id, seq, text, entities })).message
  const italic: Entity = { type: 'italic', offset: 0, length: 4 }
  expect(await edit('bold', [italic])).toMatchObject({ text: 'bold', entities: [italic] })
  expect(await edit('bold')).not.toHaveProperty('entities')
  await edit('bold', [italic])
  const { message } = await ann.request('message.delete', { room_id, seq })
  expect(message).not.toHaveProperty('entities')
})

test('FORMAT-2 entities that can’t be are refused, with the field of the first that is wrong', async () => {
  const bold = { type: 'bold', offset: 0, length: 1 }
  const fieldOf = async (text: string, entities: unknown) => {
    const { code, field, message } = await refusal(text, entities)
    expect(code).toBe('invalid_field')
    expect(message).toStartWith(`${field}: `)
    return field
  }
  expect(await fieldOf('abc', [bold, { ...bold, offset: 3 }])).toBe('entities.1.offset')
  expect(await fieldOf('a👍', [{ ...bold, offset: 2 }])).toBe('entities.0.offset')
  expect(await fieldOf('abc', [{ ...bold, offset: -1 }])).toBe('entities.0.offset')
  expect(await fieldOf('abc', [{ ...bold, length: 0 }])).toBe('entities.0.length')
  expect(await fieldOf('abc', [{ ...bold, length: 1.5 }])).toBe('entities.0.length')
  expect(await fieldOf('abc', [{ ...bold, type: 'blink' }])).toBe('entities.0.type')
  expect(await fieldOf('abc', [{ ...bold, style: 'x' }])).toBe('entities.0.style')
  expect(await fieldOf('abc', [{ ...bold, type: 'link', url: 'javascript:alert(1)' }])).toBe('entities.0.url')
  expect(await fieldOf('abc', [{ ...bold, type: 'pre', language: '<b>' }])).toBe('entities.0.language')
  expect(await fieldOf('abc', 'bold')).toBe('entities')
})

test('FORMAT-6 a message has at most MESSAGE_ENTITIES, and 10,000 are refused', async () => {
  const many = (n: number) => Array.from({ length: n }, (_, at) => ({ type: 'bold', offset: at, length: 1 }))
  const text = 'ab '.repeat(2_000)
  const tooMany = await refusal(text, many(101))
  expect(tooMany).toMatchObject({
    code: 'invalid_field',
    field: 'entities',
    message: 'entities: must have at most 100 items, not 101',
  })
  expect(await refusal(text, many(1_001))).toMatchObject({ code: 'invalid_field', field: 'entities' })
  const hostile = await chat.signIn('ann')
  const frame = { room_id, client_id: crypto.randomUUID(), text, entities: many(10_000) as Entity[] }
  await Promise.race([hostile.request('message.send', frame).catch(() => {}), hostile.closed])
  const page = await ann.request('messages.list', { room_id, limit: 1 })
  expect(page.messages[0]?.text).not.toBe(text)
})
