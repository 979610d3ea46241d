import { describe, expect, test } from 'bun:test'
import type { Message, OutgoingMessage, UserCard } from '@imbachat/sdk'
import { buildLog, type LogContent } from './message-items.ts'

const MINUTE = 60_000
const noon = new Date(2026, 10, 24, 12).getTime()

const card = (user_id: string, name: string): UserCard => ({
  user_id,
  name,
  avatar_url: null,
  profile_url: null,
  badge: null,
  placeholder: false,
})
const me = card('1', 'Nina')
const anna = card('2', 'Anna')

const message = (seq: number, sender_id: string, more: Partial<Message> = {}): Message => ({
  seq,
  rev: seq,
  client_id: `c${seq}`,
  sender_id,
  text: `text ${seq}`,
  reply_to: null,
  created_at: noon + seq * MINUTE,
  edited_at: null,
  deleted_at: null,
  ...more,
})
const outgoing = (client_id: string, status: OutgoingMessage['status']): OutgoingMessage => ({
  client_id,
  room_id: 1,
  text: 'on its way',
  reply_to: null,
  created_at: noon + 90 * MINUTE,
  status,
})
const content = (messages: Message[], more: Partial<LogContent> = {}): LogContent => ({
  messages,
  outgoing: [],
  held: [],
  findMessage: (seq) => messages.find((one) => one.seq === seq),
  watermarks: [],
  users: new Map([[anna.user_id, anna]]),
  me,
  unreadFrom: null,
  isCovered: () => false,
  reacting: [],
  ...more,
})
const items = (log: LogContent) => buildLog(log, []).flatMap((section) => section.items)

describe('groups', () => {
  const ends = (log: LogContent) => items(log).map(({ first, last }) => `${first ? '(' : ''}${last ? ')' : ''}`)

  test('messages of one author in a row are one group, until another writes', () => {
    expect(ends(content([message(1, '2'), message(2, '2'), message(3, '1')]))).toEqual(['(', ')', '()'])
  })
  test('a pause of five minutes ends a group', () => {
    expect(ends(content([message(1, '2'), message(6, '2')]))).toEqual(['()', '()'])
  })
  test('the divider of unread messages ends a group', () => {
    expect(ends(content([message(1, '2'), message(2, '2')], { unreadFrom: 2 }))).toEqual(['()', '()'])
  })
  test('midnight ends a group, and begins a section', () => {
    const midnight = new Date(2026, 10, 25).getTime()
    const log = content([message(1, '2', { created_at: midnight - MINUTE }), message(2, '2', { created_at: midnight })])
    expect(ends(log)).toEqual(['()', '()'])
    expect(buildLog(log, []).map((section) => section.at)).toEqual([new Date(2026, 10, 24).getTime(), midnight])
  })
})

describe('ticks', () => {
  test('own messages are sent, delivered, read by the marks of the other', () => {
    const watermarks = [{ user_id: '2', delivered_seq: 2, read_seq: 1 }]
    const log = content([message(1, '1'), message(2, '1'), message(3, '1'), message(4, '2')], { watermarks })
    expect(items(log).map((item) => item.status)).toEqual(['read', 'delivered', 'sent', null])
  })
  test("the reader's own watermarks do not tick the reader's messages", () => {
    const watermarks = [{ user_id: '1', delivered_seq: 9, read_seq: 9 }]
    expect(items(content([message(1, '1')], { watermarks }))[0]?.status).toBe('sent')
  })
  test('a message without an ack stands last, waiting or failed with its reason', () => {
    const log = content([message(1, '2')], {
      outgoing: [
        outgoing('a', { kind: 'failed', error: { code: 'message_too_long', message: '' } }),
        outgoing('b', { kind: 'waiting' }),
      ],
    })
    expect(items(log).map(({ status, error }) => [status, error])).toEqual([
      [null, null],
      ['failed', 'message_too_long'],
      ['waiting', null],
    ])
  })
  test('a message that is both acked and still in the outbox is shown once, under the same key', () => {
    const waiting = content([], { outgoing: [outgoing('c1', { kind: 'waiting' })] })
    const both = content([message(1, '1')], { outgoing: [outgoing('c1', { kind: 'waiting' })] })
    expect(items(both).map(({ key, status }) => [key, status])).toEqual([[items(waiting)[0]?.key ?? '', 'sent']])
  })
})

describe('HOLD-3 messages that only the reader sees', () => {
  const held = (client_id: string, waiting: boolean, minute: number) => ({
    ...{ client_id, text: client_id, reply_to: null, created_at: noon + minute * MINUTE, waiting },
  })
  const shown = (log: LogContent) => items(log).map(({ text, status, seq }) => [text, status, seq])

  test('a held message that waits is shown last', () => {
    const log = content([message(1, '2'), message(5, '2')], { held: [held('waits', true, 3)] })
    expect(shown(log)).toEqual([
      ['text 1', null, 1],
      ['text 5', null, 5],
      ['waits', 'held', null],
    ])
  })
  test('a held message is shown once, while it is in the outbox and after it is published', () => {
    const published = content([message(1, '1', { client_id: 'same' })], { held: [held('same', true, 3)] })
    expect(shown(published)).toEqual([['text 1', 'sent', 1]])
    const sending = content([], { held: [held('same', true, 3)], outgoing: [outgoing('same', { kind: 'waiting' })] })
    expect(shown(sending)).toEqual([['same', 'held', null]])
  })
})

test('two people may have chosen the same client id', () => {
  const log = content([message(1, '1', { client_id: 'same' }), message(2, '2', { client_id: 'same' })])
  expect(new Set(items(log).map((item) => item.key)).size).toBe(2)
})

test('a reply quotes author and text, and nothing of a deleted message', () => {
  const log = content([
    message(1, '2'),
    message(2, '2', { text: null, deleted_at: noon }),
    message(3, '1', { reply_to: 1 }),
    message(4, '1', { reply_to: 2 }),
    message(5, '1', { reply_to: 99 }),
  ])
  expect(items(log).map(({ replyAuthor, replyText }) => [replyAuthor, replyText])).toEqual([
    [null, null],
    [null, null],
    ['Anna', 'text 1'],
    ['Anna', null],
    [null, null],
  ])
})

test('a message keeps its key from the moment that its files begin to be uploaded, and is drawn once', () => {
  const attachments = [{ file_id: 'f1', kind: 'image' as const, name: 'a.png', size: 1, type: 'image/png' }]
  const uploading = outgoing('c1', { kind: 'waiting' })
  const waiting = { ...uploading, attachments }
  const sent = message(1, '1', { client_id: 'c1', attachments })
  const keys = [
    content([], { outgoing: [uploading] }),
    content([], { outgoing: [waiting, uploading] }),
    content([sent], { outgoing: [waiting] }),
  ].map((log) => items(log).map(({ key }) => key))
  expect(keys).toEqual([['1:c1'], ['1:c1'], ['1:c1']])
})

describe('unchanged items keep their identity', () => {
  const messages = [message(1, '2'), message(2, '1'), message(3, '2')]

  test('a new message leaves the ones before alone', () => {
    const before = buildLog(content(messages), [])
    const after = buildLog(content([...messages, message(4, '1')]), before)
    expect(after[0]?.items.slice(0, 3).map((item, i) => item === before[0]?.items[i])).toEqual([true, true, true])
  })
  test('the same content gives the same sections', () => {
    const before = buildLog(content(messages), [])
    expect(buildLog(content([...messages]), before)[0]).toBe(before[0])
  })
  test("a new name of an author changes only that author's messages", () => {
    const before = buildLog(content(messages), [])
    const users = new Map([['2', card('2', 'Anna Maria')]])
    const after = buildLog(content(messages, { users }), before)
    expect(after[0]?.items.map((item) => item.authorName)).toEqual(['Anna Maria', 'Nina', 'Anna Maria'])
    expect(after[0]?.items[1]).toBe(before[0]?.items[1])
  })
})

describe('messages of a blocked user', () => {
  const log = content([message(1, '2'), message(2, '1', { reply_to: 1 })], { isCovered: ({ seq }) => seq === 1 })

  test('SAFE-4 messages of a blocked user are covered, and a reply does not quote them', () => {
    expect(items(log).map(({ covered, replyText }) => [covered, replyText])).toEqual([
      [true, null],
      [false, null],
    ])
  })
  test('SAFE-4 messages of a blocked user are shown once the reader asks for them', () => {
    expect(items({ ...log, isCovered: () => false }).map(({ covered }) => covered)).toEqual([false, false])
    expect(items({ ...log, isCovered: () => false })[1]?.replyText).toBe('text 1')
  })
})
