import { expect, test } from 'bun:test'
import { ChatRequestError, type ConnectionState } from '@imbachat/sdk'
import { signal } from '@preact/signals'
import { until } from '../../../../sdk/src/testing/until.ts'
import type { PageOptions } from '../../bridge/messages.ts'
import type { ChatModel } from './chat-model.ts'
import { createDrafts } from './drafts.ts'
import { createSingleRoom } from './single-room.ts'

const about = (permission: string, title: string) => ({
  title: null,
  dialog: JSON.stringify(['2', { permission, context: { id: 'offer', title } }]),
})

/** A place for a dialog that the server opens with the permission `good` alone. */
function setUp() {
  const dialog = signal<unknown>(null)
  const opened: string[] = []
  async function openDialog(_user: string, permission: string, context: { title: string }) {
    opened.push(`${permission}: ${context.title}`)
    if (permission !== 'good') throw new ChatRequestError({ code: 'not_permitted', message: 'another permission' })
    dialog.value = {}
    return { room_id: 5 }
  }
  const chat = {
    connection: signal<Partial<ConnectionState>>({ kind: 'online' }),
    me: signal({ user_id: '1' }),
    roomModel: dialog,
    drafts: createDrafts(null, 7, '1'),
    openDialog,
    client: { openDialog },
  } as unknown as ChatModel
  const room = createSingleRoom(chat, { room: about('old', 'Car') } as PageOptions, false, 'https://shop.example/')
  return { room, opened, dialog }
}

test('a conversation that was refused is opened when the page gives another permission', async () => {
  const { room, opened, dialog } = setUp()
  await until(() => room.problem.value !== null, 'the dialog is refused')
  await room.describe(about('good', 'Car'))
  expect([opened, room.problem.value, dialog.value]).toEqual([['old: Car', 'good: Car'], null, {}])
})

test('a permission that comes while the one before is being refused is used', async () => {
  const { room, opened, dialog } = setUp()
  await room.describe(about('good', 'Bicycle'))
  expect([opened, dialog.value]).toEqual([['old: Car', 'good: Bicycle'], {}])
})
