import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type * as sdk from '../../sdk/src/index.ts'
import type * as sharing from '../../sdk/src/sharing/index.ts'
import { type RealChat, realChat } from '../../sdk/src/testing/real-chat.ts'
import { until } from '../../sdk/src/testing/until.ts'
import { theBrowser } from '../stage/browser.ts'
import { eventually, PATIENCE_MS } from '../stage/eventually.ts'
import { countSockets, type SocketCounter } from './socket-counter.ts'

interface TabWindow extends Window {
  sdk: typeof sdk & typeof sharing
  client: sdk.ChatClient
  room: sdk.Timeline
  /** every message of another user that was reported as new */
  incoming: string[]
  impatient?: boolean
}
declare const window: TabWindow & typeof globalThis

const FROM_OUR_SIDE = ['sdk/src/index.ts', 'sdk/src/sharing/index.ts', 'sdk/src/sharing/worker.ts']

let browser: Browser
let pages: Bun.Server<undefined>
let chat: RealChat
let sockets: SocketCounter
let context: BrowserContext

beforeAll(async () => {
  const built = await Bun.build({
    entrypoints: FROM_OUR_SIDE,
    target: 'browser',
    format: 'esm',
    splitting: true,
    root: 'sdk/src',
  })
  const files = new Map(built.outputs.map((file) => [file.path.replace(/^\.?\//, ''), file]))
  const html = `<!doctype html><script type="module">
    import * as sdk from '/index.js'; import * as sharing from '/sharing/index.js'; window.sdk = { ...sdk, ...sharing }
  </script>`
  pages = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      const file = files.get(new URL(request.url).pathname.slice(1))
      const type = file ? 'text/javascript' : 'text/html'
      return new Response(file ?? html, { headers: { 'content-type': type } })
    },
  })
  chat = await realChat({}, [pages.url.origin])
  browser = await theBrowser()
})
afterAll(async () => {
  await chat.end()
  await pages.stop(true)
})
beforeEach(async () => {
  context = await browser.newContext()
  sockets = await countSockets(chat.url)
})
afterEach(async () => {
  await context.close()
  await sockets.close()
})

/** A tab whose client shares its connection; its `room` is open. */
async function tab(roomId: number, token: string, prepare?: () => void): Promise<Page> {
  const page = await context.newPage()
  if (prepare) await page.addInitScript(prepare)
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(pages.url.href)
  await start(page, roomId, token)
  return page
}

async function start(page: Page, roomId: number, token: string): Promise<void> {
  await page.waitForFunction(() => window.sdk)
  const options = { url: sockets.url, widgetId: chat.widgetId, token }
  await page.evaluate(
    ([options, roomId]) => {
      const connect = window.sdk.shareConnection({ workerUrl: '/sharing/worker.js' })
      window.client = window.sdk.createChatClient({ ...options, connect })
      window.incoming = []
      window.client.onIncoming(({ message }) => window.incoming.push(message.text ?? ''))
      window.room = window.client.openRoom(roomId)
    },
    [options, roomId] as const,
  )
}

const becomes = (page: Page, kind: sdk.ConnectionState['kind']) =>
  page.waitForFunction((kind) => window.client.connection.get().kind === kind, kind)
const online = (...all: Page[]) => Promise.all(all.map((page) => becomes(page, 'online')))
const loaded = (...all: Page[]) =>
  Promise.all(all.map((page) => page.waitForFunction(() => window.room.state.get().loaded)))
const send = (page: Page, text: string) => page.evaluate((text) => void window.room.send(text), text)
const texts = (page: Page) => page.evaluate(() => window.room.state.get().messages.map(({ text }) => text))
const outgoing = (page: Page) => page.evaluate(() => window.room.state.get().outgoing.length)

let dialogs = 0

/** A dialog of two new users: one has tabs in the browser, the other waits at its other end. */
async function dialog() {
  const user = `user-${++dialogs}`
  const peer = chat.client(`peer-${dialogs}`)
  const { room_id: roomId } = await peer.openDialog(user)
  const room = peer.openRoom(roomId)
  return { user, token: chat.token(user), roomId, room, texts: () => room.state.get().messages.map(({ text }) => text) }
}

type Dialog = Awaited<ReturnType<typeof dialog>>

/** All show the same, nothing is on its way, and every message of `said` is there once. */
async function agree({ texts: peerTexts }: Dialog, tabs: Page[], said: string[]) {
  await until(() => peerTexts().length >= said.length, 'the other has all')
  const theirs = peerTexts()
  expect(theirs.toSorted()).toEqual(said.toSorted())
  for (const page of tabs) {
    await page.waitForFunction((count) => window.room.state.get().messages.length >= count, said.length)
    await eventually(async () => expect(await texts(page)).toEqual(theirs))
    await page.waitForFunction(() => window.room.state.get().outgoing.length === 0)
    await eventually(async () => expect(await outgoing(page)).toBe(0))
  }
}

const forge = (token: string) => `${token.slice(0, -6)}${token.endsWith('A') ? 'BBBBBA' : 'AAAAAA'}`

const WITHOUT_WORKER = () => {
  Reflect.deleteProperty(globalThis, 'SharedWorker')
}
const WITHOUT_LOCKS = () => {
  Reflect.deleteProperty(Navigator.prototype, 'locks')
}

describe.each([
  ['in a SharedWorker', () => {}],
  ['in the tab that leads', WITHOUT_WORKER],
])('%s', (_where, prepare) => {
  beforeEach(() => context.addInitScript(prepare))

  test('TABS-1 three tabs of a user are one connection to the server, and all receive its events', async () => {
    const talk = await dialog()
    const tabs = [await tab(talk.roomId, talk.token)]
    await online(...tabs)
    // as a page that was loaded at another time has it
    tabs.push(await tab(talk.roomId, chat.token(talk.user, 1_800)), await tab(talk.roomId, talk.token))
    await online(...tabs)
    await loaded(...tabs)
    await talk.room.send('to all of you')
    await agree(talk, tabs, ['to all of you'])
    for (const page of tabs) {
      await eventually(async () => expect(await page.evaluate(() => window.incoming)).toEqual(['to all of you']))
    }
    expect(sockets.open()).toBe(1)
    expect(sockets.asked()).toBe(1)
  })

  test('TABS-4 when the first tab closes during a conversation, the others lose nothing and see nothing twice', async () => {
    const talk = await dialog()
    const first = await tab(talk.roomId, talk.token)
    await online(first)
    const rest = [await tab(talk.roomId, talk.token), await tab(talk.roomId, talk.token)] as const
    await online(...rest)
    await loaded(...rest)
    const said: string[] = []
    const say = async (text: string, how: (text: string) => Promise<unknown>) => {
      said.push(text)
      await how(text)
    }
    for (let i = 0; i < 30; i++) {
      await say(`peer ${i}`, (text) => talk.room.send(text))
      await say(`second ${i}`, (text) => send(rest[0], text))
      await say(`third ${i}`, (text) => send(rest[1], text))
      if (i === 10) await first.close()
    }
    await agree(talk, [...rest], said)
    await online(...rest)
    await until(() => sockets.open() === 1, 'the socket of the first tab is closed')
  })

  test('TABS-7 a tab with a forged token receives nothing, whether it comes first or later', async () => {
    const talk = await dialog()
    const forged = forge(talk.token)
    const early = await tab(talk.roomId, forged)
    const honest = await tab(talk.roomId, talk.token)
    await online(honest)
    const late = await tab(talk.roomId, forged)
    for (const thief of [early, late]) {
      await becomes(thief, 'refused')
      await eventually(async () =>
        expect(await thief.evaluate(() => window.client.connection.get())).toMatchObject({
          error: { code: 'token_signature' },
        }),
      )
    }
    await talk.room.send('for one user only')
    await agree(talk, [honest], ['for one user only'])
    for (const thief of [early, late]) {
      await eventually(async () => expect(await texts(thief)).toEqual([]))
      expect(
        await thief.evaluate(() => [
          window.incoming.length,
          window.client.me.get(),
          window.client.rooms.state.get().rooms,
        ]),
      ).toEqual([0, null, []])
    }
    await until(() => sockets.open() === 1, 'those of the thieves are closed')
  })

  test('TABS-1 two users in two tabs of one browser stay apart', async () => {
    const [one, other] = [await dialog(), await dialog()]
    const tabs = [await tab(one.roomId, one.token), await tab(other.roomId, other.token)] as const
    await online(...tabs)
    await loaded(...tabs)
    await Promise.all([one.room.send('for one'), other.room.send('for the other')])
    await agree(one, [tabs[0]], ['for one'])
    await agree(other, [tabs[1]], ['for the other'])
    await eventually(async () => expect(await tabs[0].evaluate(() => window.incoming)).toEqual(['for one']))
    await eventually(async () => expect(await tabs[1].evaluate(() => window.incoming)).toEqual(['for the other']))
    expect(sockets.open()).toBe(2)
  })

  test('TABS-1 a reload of a later tab is back without a new socket', async () => {
    const talk = await dialog()
    const first = await tab(talk.roomId, talk.token)
    await online(first)
    const second = await tab(talk.roomId, talk.token)
    await online(second)
    await second.reload()
    await start(second, talk.roomId, talk.token)
    await online(second)
    await talk.room.send('still there?')
    await agree(talk, [first, second], ['still there?'])
    expect(sockets.asked()).toBe(1)
  })
})

/**
 * While it is impatient, it waits a fifth as long for the leader: for each of two pongs 2.5 s, then up to 7 s for a
 * hello. A busy machine would answer too late at other times.
 */
const CAN_BE_IMPATIENT = () => {
  const { setTimeout } = globalThis
  Object.assign(globalThis, {
    setTimeout: (run: () => void, ms = 0) => {
      const isForLeader = ms === 2_500 || (ms > 5_000 && ms <= 7_000)
      return setTimeout(run, window.impatient && isForLeader ? ms / 5 : ms)
    },
  })
}
const setImpatient = (page: Page, impatient: boolean) =>
  page.evaluate((on) => {
    window.impatient = on
  }, impatient)

test('TABS-4 a leading tab that stops responding is replaced, and is an ordinary tab when it is back', async () => {
  await context.addInitScript(WITHOUT_WORKER)
  const talk = await dialog()
  const leader = await tab(talk.roomId, talk.token)
  await online(leader)
  const follower = await tab(talk.roomId, talk.token, CAN_BE_IMPATIENT)
  await online(follower)
  await loaded(leader, follower)
  const cdp = await context.newCDPSession(leader)
  await cdp.send('Debugger.enable')
  const stopped = new Promise((resolve) => cdp.once('Debugger.paused', resolve))
  await cdp.send('Debugger.pause')
  const held = leader.evaluate(() => 'whatever runs next, stops')
  await stopped
  await setImpatient(follower, true)
  await talk.room.send('while the leader stands still')
  await send(follower, 'written meanwhile')
  // somebody looks at the tab: it asks at once whether the leader is there
  await follower.evaluate(() => window.dispatchEvent(new Event('online')))
  await agree(talk, [follower], ['while the leader stands still', 'written meanwhile'])
  expect(sockets.asked()).toBe(2)
  await setImpatient(follower, false)
  await cdp.send('Debugger.resume')
  await cdp.detach()
  await held
  await talk.room.send('welcome back')
  await agree(talk, [leader, follower], ['while the leader stands still', 'written meanwhile', 'welcome back'])
  await until(() => sockets.open() === 1, 'one socket again')
  expect(sockets.asked()).toBe(2)
})

test('TABS-4 a tab that was put away knows, when it is back, what other tabs wrote and discarded', async () => {
  const talk = await dialog()
  const kept = await tab(talk.roomId, talk.token)
  await online(kept)
  const other = await tab(talk.roomId, talk.token)
  await online(other)
  await loaded(kept, other)
  await sockets.close()
  for (const page of [kept, other]) await page.waitForFunction(() => window.client.connection.get().kind !== 'online')
  const waiting = (page: Page) => page.evaluate(() => window.client.outgoing.get().map(({ text }) => text))
  const waits = (page: Page, text: string) => eventually(async () => expect(await waiting(page)).toEqual([text]))

  await send(other, 'never mind')
  await waits(kept, 'never mind')
  await kept.evaluate(() => void window.dispatchEvent(new Event('pagehide')))
  await other.evaluate(() => window.client.discard(window.client.outgoing.get()[0]?.client_id ?? ''))
  await send(other, 'are you there?')
  await waits(other, 'are you there?')
  expect(await waiting(kept)).toEqual(['never mind'])
  await kept.evaluate(() => void window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await waits(kept, 'are you there?')
})

test('TABS-6 without SharedWorker and Web Locks, each tab has its own connection', async () => {
  await context.addInitScript(WITHOUT_WORKER)
  await context.addInitScript(WITHOUT_LOCKS)
  const talk = await dialog()
  const tabs = [await tab(talk.roomId, talk.token), await tab(talk.roomId, talk.token)]
  await online(...tabs)
  await loaded(...tabs)
  await talk.room.send('hello both')
  await agree(talk, tabs, ['hello both'])
  expect(sockets.open()).toBe(2)
})

test.each(['at once', 'while the other tab looks for it'])(
  'TABS-10 a message whose tab is closed while it is being stored, %s, is sent by another tab',
  async (when) => {
    const it = await dialog()
    const [writer, other] = [await tab(it.roomId, it.token), await tab(it.roomId, it.token)]
    await online(writer, other)
    await loaded(writer, other)
    await writer.evaluate(
      (late) => {
        // the database stores it, and the tab is closed before it knows
        Object.defineProperty(IDBTransaction.prototype, 'oncomplete', { set() {} })
        const { transaction } = IDBDatabase.prototype
        IDBDatabase.prototype.transaction = function (...given: Parameters<typeof transaction>) {
          for (const until = performance.now() + late; performance.now() < until; );
          return transaction.apply(this, given)
        }
        void window.room.send('My last words')
      },
      when === 'at once' ? 0 : 500,
    )
    await until(() => it.texts().includes('My last words'), 'the other one has it')
  },
)
