import { expect, test } from 'bun:test'
import { ChatRequestError, type ConnectionState } from '@imbachat/sdk'
import { signal } from '@preact/signals'
import { until } from '../../../../sdk/src/testing/until.ts'
import type { PageOptions } from '../../bridge/messages.ts'
import { createDrafts } from '../composer/drafts.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { createSingleRoom } from './single-room.ts'

const about = (permission: string, title: string) => ({
  title: null,
  dialog: JSON.stringify(['2', { permission, context: { id: 'offer', title } }]),
})

/** A place for a dialog that the server opens with the permission `good` alone. */
function setUp(permission: string) {
  const roomModel = signal<unknown>(null)
  const opened: string[] = []
  let busy = 0
  async function openDialog(_user: string, permission: string, context: { title: string }) {
    opened.push(`${permission}: ${context.title}`)
    if (permission !== 'good') throw new ChatRequestError({ code: 'not_permitted', message: 'another permission' })
    if (busy-- > 0) throw new ChatRequestError({ code: 'rate_limited', message: 'later', retry_after_ms: 1 })
    roomModel.value = {}
    return { room_id: 5 }
  }
  const chat = {
    connection: signal<Partial<ConnectionState>>({ kind: 'online' }),
    me: signal({ user_id: '1' }),
    roomModel,
    drafts: createDrafts(null, 7, '1'),
    openDialog,
    client: { openDialog },
  } as unknown as ChatModel
  const given = { room: about(permission, 'Car') } as PageOptions
  return {
    room: createSingleRoom(chat, given, false, 'https://shop.example/'),
    opened,
    roomModel,
    /** The server refuses so many requests for now. */
    refuse: (count: number) => (busy = count),
  }
}

test('a conversation that was refused is opened when the page gives another permission', async () => {
  const { room, opened, roomModel } = setUp('old')
  await until(() => room.problem.value !== null, 'the dialog is refused')
  await room.describe(about('good', 'Car'))
  expect([opened, room.problem.value]).toEqual([['old: Car', 'good: Car'], null])
  expect(roomModel.value).not.toBeNull()
})

test('a permission that comes while the one before is being refused is used', async () => {
  const { room, opened, roomModel } = setUp('old')
  await room.describe(about('good', 'Bicycle'))
  expect(opened).toEqual(['old: Car', 'good: Bicycle'])
  expect(roomModel.value).not.toBeNull()
})

test('of changes that the server takes later, the last one is stored', async () => {
  const { room, opened, roomModel, refuse } = setUp('good')
  await until(() => roomModel.value !== null, 'the dialog is open')
  refuse(2)
  await Promise.all([room.describe(about('good', 'Bicycle')), room.describe(about('good', 'Boat'))])
  expect(opened).toEqual(['good: Car', 'good: Boat', 'good: Boat', 'good: Boat'])
})
