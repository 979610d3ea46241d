import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { groupActs } from '../acts/group-acts.ts'
import type { ChatClient } from '../client-types.ts'
import { createChatClient } from '../index.ts'
import { newClientId } from '../outbox/client-id.ts'
import { type RealChat, realChat } from '../testing/real-chat.ts'
import { scriptedServer, tokenOf } from '../testing/scripted-server.ts'
import { until } from '../testing/until.ts'
import { eachMessage, type MessageToHandle } from './each-message.ts'

let chat: RealChat
beforeAll(async () => {
  chat = await realChat()
})
afterAll(() => chat.end())

let users = 0
/** A bot that is away, and a user's open dialog with it. */
async function pair() {
  const botId = `bot${++users}`
  const user = chat.client(`user${users}`)
  const { room_id } = await user.openDialog(botId)
  const view = user.openRoom(room_id)
  await until(() => view.state.get().loaded)
  async function say(...texts: string[]) {
    for (const text of texts) await view.send(text)
    await until(() => view.state.get().outgoing.length === 0)
  }
  return { botId, user, room_id, view, say }
}

const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => `${from + place}`)

/** What a bot handles until its client is closed, after what the server says that its user has read. */
function start(botId: string) {
  const client = chat.client(botId)
  const handled: (string | null)[] = []
  const end = eachMessage(client, ({ message }) => void handled.push(message.text))
  return {
    handled,
    async end() {
      await end()
      client.close()
    },
  }
}

describe('LIFE-23 eachMessage', () => {
  test('eachMessage brings each message once and in order, over pages, restarts and outages', async () => {
    const { botId, say } = await pair()
    await say(...numbered(1, 120))
    const first = start(botId)
    await until(() => first.handled.length === 120)
    await say(...numbered(121, 123))
    await until(() => first.handled.length === 123)
    expect(first.handled).toEqual(numbered(1, 123))
    await chat.stopServer()
    await chat.startServer()
    await say('124')
    await until(() => first.handled.length === 124)
    await first.end()
    await say('125', '126')
    const second = start(botId)
    await until(() => second.handled.length === 2)
    expect(second.handled).toEqual(['125', '126'])
    await second.end()
  })

  test('eachMessage leaves out notices, deleted and own messages, and reads rooms that are new to it', async () => {
    const { botId, user, view, say } = await pair()
    await say('kept', 'deleted')
    await view.delete(2)
    const group = await groupActs(user).create({ client_id: newClientId(1), title: 'The group', user_ids: [botId] })
    const groupView = user.openRoom(group.room_id)
    await groupView.send('in the group')
    const bot = start(botId)
    await until(() => bot.handled.length === 2)
    const later = await groupActs(user).create({ client_id: newClientId(2), title: 'Another', user_ids: [botId] })
    await user.openRoom(later.room_id).send('in a later group')
    await until(() => bot.handled.length === 3)
    expect(bot.handled.toSorted()).toEqual(['in a later group', 'in the group', 'kept'])
    await bot.end()
  })

  test('eachMessage brings a message again in its place if handling failed, while other rooms go on', async () => {
    const { botId, say } = await pair()
    const other = chat.client(`other${users}`)
    const { room_id } = await other.openDialog(botId)
    await say('1', '2', '3')
    await other.openRoom(room_id).send('elsewhere')
    const handled: (string | null)[] = []
    const failures: [unknown, string | null][] = []
    const handle = ({ message }: MessageToHandle) => {
      if (message.text === '2' && failures.length < 2) throw new Error('not yet')
      handled.push(message.text)
    }
    eachMessage(chat.client(botId), handle, (error, { message }) => failures.push([error, message.text]))
    await until(() => failures.length === 1)
    await until(() => handled.length === 2)
    expect(handled.toSorted()).toEqual(['1', 'elsewhere'])
    await until(() => handled.length === 4)
    expect(handled.slice(2)).toEqual(['2', '3'])
    expect(failures).toEqual([
      [new Error('not yet'), '2'],
      [new Error('not yet'), '2'],
    ])
  })

  test('eachMessage gives a message the same replyId again, under which a reply is stored once', async () => {
    const { botId, room_id, view, say } = await pair()
    await say('one', 'two')
    // as after a crash between a reply and its receipt: both begin at the same place
    const ids = await Promise.all([chat.client(botId), chat.client(botId)].map(reply))
    expect(ids[0]).toEqual(ids[1] ?? [])
    expect(new Set(ids[0]).size).toBe(2)
    await until(() => view.state.get().messages.length === 4)
    const replies = view.state.get().messages.slice(2)
    expect(replies.map(({ text }) => text)).toEqual(['one, too', 'two, too'])

    async function reply(bot: ChatClient): Promise<string[]> {
      const seen: string[] = []
      const end = eachMessage(bot, async ({ message, replyId }) => {
        seen.push(replyId)
        await bot.openRoom(room_id).send(`${message.text}, too`, { client_id: replyId })
      })
      await until(() => seen.length === 2 && bot.outgoing.get().length === 0)
      await end()
      return seen
    }
  })

  test('eachMessage goes on with the next connection after the server refused to list rooms', async () => {
    const server = scriptedServer()
    let listed = 0
    server.script['rooms.list'] = ({ frame, reply, fail }) => {
      if (frame.filter === 'unread' && ++listed === 1) return fail({ code: 'forbidden', message: 'not now' })
      reply({ rooms: [], next: null, unread_rooms: 0, requests: 0, archived: 0 })
    }
    const client = createChatClient({ url: server.url, widgetId: 7, token: tokenOf(1), longestWaitMs: 0 })
    const end = eachMessage(client, () => {})
    await until(() => listed === 1 && client.rooms.state.get().loaded)
    server.cut()
    await until(() => listed === 2)
    await end()
    client.close()
    await server.stop()
  })

  test('eachMessage ends with its client, and when its caller stops reading', async () => {
    const { botId, say } = await pair()
    const client = chat.client(botId)
    const handled: (string | null)[] = []
    const end = eachMessage(client, ({ message }) => void handled.push(message.text))
    await say('one')
    await until(() => handled.length === 1)
    await end()
    const closed = start(botId)
    await closed.end()
    await say('two')
    await until(() => client.rooms.state.get().rooms[0]?.last_seq === 2)
    expect([handled, closed.handled]).toEqual([['one'], []])
  })
})
