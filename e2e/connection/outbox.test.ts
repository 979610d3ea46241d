import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test'
import type { BrowserContext, Page } from 'playwright-core'
import type * as sdk from '../../sdk/src/index.ts'
import { type RealChat, realChat } from '../../sdk/src/testing/real-chat.ts'
import { until } from '../../sdk/src/testing/until.ts'
import { theBrowser } from '../stage/browser.ts'
import { eventually } from '../stage/eventually.ts'

declare global {
  /** What the page under test has at hand. */
  interface Window {
    sdk: typeof sdk
    client: sdk.ChatClient
    room: sdk.Timeline
  }
}

let pages: Bun.Server<undefined>
let chat: RealChat
let context: BrowserContext
/** `message.send` frames that left the browser */
let sends: string[]

beforeAll(async () => {
  const built = await Bun.build({ entrypoints: ['sdk/src/index.ts'], target: 'browser', format: 'esm' })
  const code = (await built.outputs[0]?.text()) ?? ''
  const html = '<!doctype html><script type="module">import * as sdk from "/sdk.js"; window.sdk = sdk</script>'
  pages = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    routes: {
      '/sdk.js': new Response(code, { headers: { 'content-type': 'text/javascript' } }),
      '/*': new Response(html, { headers: { 'content-type': 'text/html' } }),
    },
  })
  chat = await realChat({}, [pages.url.origin])
})
afterAll(async () => {
  await chat.end()
  await pages.stop(true)
})
beforeEach(async () => {
  context = await (await theBrowser()).newContext()
  sends = []
})
afterEach(() => context.close())

/** A tab with a client of `user` whose `room` is open. */
async function tab(user: string, roomId: number): Promise<Page> {
  const page = await context.newPage()
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('"message.send"')) sends.push(String(payload))
    }),
  )
  await page.goto(pages.url.href)
  await page.waitForFunction(() => window.sdk)
  const options = { url: chat.url, widgetId: chat.widgetId, token: chat.token(user) }
  await page.evaluate(
    ([options, roomId]) => {
      window.client = window.sdk.createChatClient(options)
      window.room = window.client.openRoom(roomId)
    },
    [options, roomId] as const,
  )
  return page
}

const online = (page: Page) => page.waitForFunction(() => window.client.connection.get().kind === 'online')
const offline = (page: Page) => page.waitForFunction(() => window.client.connection.get().kind === 'offline')
const send = (page: Page, text: string) => page.evaluate((text) => window.room.send(text), text)
const outgoing = (page: Page) => page.evaluate(() => window.room.state.get().outgoing.map(({ text }) => text))

/** The dialog of two users, and the other user, who waits, outside of the browser. */
async function dialogWith(writer: string) {
  const reader = chat.client(`reader of ${writer}`.replaceAll(' ', '-'))
  const { room_id: roomId } = await reader.openDialog(writer)
  const room = reader.openRoom(roomId)
  return { roomId, texts: () => room.state.get().messages.map(({ text }) => text) }
}

test('a message written offline is there after the page was closed, and is sent once when the network is back', async () => {
  const { roomId, texts } = await dialogWith('writer')
  const first = await tab('writer', roomId)
  await online(first)
  // the chat is out of reach; the site's page itself can still be opened
  await chat.stopServer()
  await first.waitForFunction(() => window.client.connection.get().kind !== 'online')
  await send(first, 'one')
  await send(first, 'two')
  await eventually(async () => expect(await outgoing(first)).toEqual(['one', 'two']))
  await first.close()

  const second = await tab('writer', roomId)
  await second.waitForFunction(() => window.room.state.get().outgoing.length === 2)
  await eventually(async () => expect(await outgoing(second)).toEqual(['one', 'two']))
  await second.close()

  await chat.startServer()
  const third = await tab('writer', roomId)
  await until(() => texts().length === 2, 'both arrived')
  expect(texts()).toEqual(['one', 'two'])
  await third.waitForFunction(() => window.room.state.get().outgoing.length === 0)
  expect(sends).toHaveLength(2)

  const fourth = await tab('writer', roomId)
  await fourth.waitForFunction(() => window.room.state.get().loaded)
  await eventually(async () => expect(await outgoing(fourth)).toEqual([]))
  expect(sends).toHaveLength(2)
})

test('tabs show one another’s waiting messages, and one of them sends each', async () => {
  const { roomId, texts } = await dialogWith('tabs')
  const tabs = [await tab('tabs', roomId), await tab('tabs', roomId), await tab('tabs', roomId)] as const
  for (const page of tabs) await online(page)
  await context.setOffline(true)
  for (const page of tabs) await offline(page)
  for (const [i, page] of tabs.entries()) await send(page, `tab ${i}`)
  for (const page of tabs) {
    await page.waitForFunction(() => window.room.state.get().outgoing.length === 3)
    await eventually(async () => expect(await outgoing(page)).toEqual(['tab 0', 'tab 1', 'tab 2']))
  }
  await context.setOffline(false)
  await until(() => texts().length === 3, 'all arrived')
  expect(texts()).toEqual(['tab 0', 'tab 1', 'tab 2'])
  for (const page of tabs) {
    await page.waitForFunction(() => window.room.state.get().outgoing.length === 0)
    await page.waitForFunction(() => window.room.state.get().messages.length === 3)
  }
  expect(sends).toHaveLength(3)
})

test('a message discarded in one tab is gone from the others', async () => {
  const { roomId } = await dialogWith('discards')
  const [here, there] = [await tab('discards', roomId), await tab('discards', roomId)]
  for (const page of [here, there]) await online(page)
  await context.setOffline(true)
  for (const page of [here, there]) await offline(page)
  const { client_id } = await send(here, 'never mind')
  await there.waitForFunction(() => window.room.state.get().outgoing.length === 1)
  await here.evaluate((id) => window.room.discard(id), client_id)
  await there.waitForFunction(() => window.room.state.get().outgoing.length === 0)
})

test('another user of the same browser neither sees nor sends the first user’s waiting messages', async () => {
  const { roomId, texts } = await dialogWith('first')
  const page = await tab('first', roomId)
  await online(page)
  await context.setOffline(true)
  await offline(page)
  await send(page, 'of the first')
  await context.setOffline(false)
  await page.close()
  const other = await tab('second', roomId)
  await online(other)
  await eventually(async () => expect(await outgoing(other)).toEqual([]))
  await other.evaluate((token) => window.client.setToken(token), chat.token('first'))
  await until(() => texts().length === 1, 'sent when its user is back')
})
