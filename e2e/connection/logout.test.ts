import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { BrowserContext, Frame, Page } from 'playwright-core'
import { KEPT_IN_BROWSER, type Kept } from '../../protocol/src/page/kept-in-browser.ts'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { type Embedding, embedding } from '../stage/embedding.ts'
import { eventually } from '../stage/eventually.ts'
import { person } from '../stage/harness.ts'

declare const window: { ImbaChat: ImbaChat; localStorage: Storage; sessionStorage: Storage }

/** Other ones in each test: messages and drafts stay in the conversation. */
let words: string
let ann: number
let ben: number
let carl: number
let tests = 0

let world: Embedding
const contexts: BrowserContext[] = []

beforeAll(async () => {
  world = await embedding()
})
beforeEach(() => {
  words = `only for Ann to read, ${++tests}`
  ;[ann, ben, carl] = [idOf('Ann'), idOf('Ben'), idOf('Carl')]
})
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

const idOf = (name: string) => person(world.demo, name).id

/** A page with the script and nothing else. @param host another host than the chat's has storage of its own */
async function pageAt(host: string): Promise<string> {
  const url = new URL(await world.serve(`<!doctype html><html lang="en"><script src="${world.script}"></script>`))
  url.hostname = host
  const { origins } = await world.app.widgets.get('all_widgets', world.widgetId)
  if (!origins.includes(url.origin)) {
    await world.app.widgets.change('all_widgets', world.widgetId, { origins: [...origins, url.origin] })
  }
  return url.href
}

async function visit(url: string): Promise<Page> {
  const { page, context } = await world.open(url)
  contexts.push(context)
  return page
}

const chatOf = (page: Page) => page.frameLocator('iframe[title="Chat"]')
const composer = (page: Page) => chatOf(page).getByRole('textbox', { name: 'Message' })

async function signIn(page: Page, userId: number, peerId: number): Promise<void> {
  const given = { token: world.token(userId), peerId }
  await page.evaluate(async ({ token, peerId }) => {
    await window.ImbaChat.load({ token })
    await window.ImbaChat.openDialog(peerId)
  }, given)
  await composer(page).waitFor()
}

/** A frame of the chat's origin that gets no hello. */
async function frameOf(page: Page): Promise<Frame> {
  const origin = encodeURIComponent(new URL(page.url()).origin)
  const src = `${world.chatUrl}/imbachat/v1/${world.widgetId}/frame?origin=${origin}`
  const element = await page.evaluateHandle((src) => {
    const frame = document.createElement('iframe')
    frame.src = src
    document.documentElement.append(frame)
    return new Promise<HTMLIFrameElement>((loaded) => {
      frame.onload = () => loaded(frame)
    })
  }, src)
  return (await element.contentFrame()) as Frame
}

/** Of those that this file added. */
const removeFrames = (page: Page) =>
  page.evaluate(() => {
    for (const frame of document.querySelectorAll(':root > iframe')) frame.remove()
  })

/** Everything that the browser keeps for the chat's origin in this page: the names, and what they hold. */
async function keptIn(page: Page): Promise<string[]> {
  const frame = await frameOf(page)
  const kept = await frame.evaluate(async () => {
    const found = [localStorage, sessionStorage].flatMap((storage) =>
      Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '').map(
        (key) => `${key} = ${storage.getItem(key)}`,
      ),
    )
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name))
      for (const store of db.objectStoreNames) {
        const all = db.transaction(store).objectStore(store)
        const [keys, values] = await Promise.all([done(all.getAllKeys()), done(all.getAll())])
        keys.forEach((key, at) => {
          found.push(`${name} ${JSON.stringify(key)} = ${JSON.stringify(values[at])}`)
        })
      }
      db.close()
    }
    return found
  })
  await removeFrames(page)
  return kept
}

/** Names of what frames of the chat's origin hold. */
async function locksIn(page: Page): Promise<string[]> {
  const frame = await frameOf(page)
  const { held = [] } = await frame.evaluate(() => navigator.locks.query())
  await removeFrames(page)
  return held.map(({ name = '' }) => name)
}

const countOf = (kept: string[], text: string) => kept.filter((one) => one.includes(text)).length

/** A draft, and a message that waits for the network: both are in the browser. */
async function leaveWords(page: Page): Promise<void> {
  await page.context().setOffline(true)
  await composer(page).fill(`${words}, waiting`)
  await composer(page).press('Enter')
  await chatOf(page).getByRole('log').getByText(`${words}, waiting`).waitFor()
  await composer(page).fill(`${words}, a draft`)
}

describe.each([
  ['of its own for each site', '127.0.0.1'],
  ["of the chat's own site", 'localhost'],
])('in a storage %s', (_, host) => {
  test('LOGOUT-1 after logout the browser keeps nothing of the user', async () => {
    const page = await visit(await pageAt(host))
    await signIn(page, ann, carl)
    await leaveWords(page)
    await page.evaluate(() => window.ImbaChat.logout())
    expect(await page.locator('iframe').count()).toBe(0)
    await page.context().setOffline(false)
    expect(await keptIn(page)).toEqual([])
  })

  test('LOGOUT-1 logout forgets the user on a page that has not opened the chat', async () => {
    const page = await visit(await pageAt(host))
    await signIn(page, ann, carl)
    await leaveWords(page)
    await page.context().setOffline(false)
    await composer(page).fill(`${words}, again`)
    await page.reload()
    await eventually(async () => expect(countOf(await keptIn(page), words)).toBeGreaterThan(0))
    await page.evaluate(() => window.ImbaChat.logout())
    expect(await page.locator('iframe').count()).toBe(0)
    expect(await keptIn(page)).toEqual([])
  })

  test('LOGOUT-2 logout ends the chat of the same user on the other pages of the browser', async () => {
    const page = await visit(await pageAt(host))
    await signIn(page, ann, carl)
    const [same, other] = [await page.context().newPage(), await page.context().newPage()]
    for (const one of [same, other]) await one.goto(page.url())
    await signIn(same, ann, carl)
    await composer(same).fill(words)
    await signIn(other, ben, carl)
    await composer(other).fill('of another user')
    await page.evaluate(() => window.ImbaChat.logout())
    await eventually(async () => expect(await same.locator('iframe').count()).toBe(0))
    await eventually(async () => expect(await composer(other).inputValue()).toBe('of another user'))
    const kept = await keptIn(other)
    expect(countOf(kept, words)).toBe(0)
    // twice, after the draft was sent to the server
    expect(countOf(kept, 'of another user')).toBeGreaterThan(0)
  })

  test('LOGOUT-3 a user who signs in removes what is left of one before, not of one with a page', async () => {
    const url = await pageAt(host)
    const page = await visit(url)
    await signIn(page, ann, carl)
    await leaveWords(page)
    await page.context().setOffline(false)
    await composer(page).fill(`${words}, a draft`)
    const other = await page.context().newPage()
    await other.goto(url)
    await signIn(other, ben, carl)
    await other.reload()
    expect(countOf(await keptIn(other), 'a draft')).toBeGreaterThan(0)
    expect(await composer(other).count()).toBe(0)
    await page.close()
    // the browser tells of a page that is gone by the locks that it held
    await eventually(async () => expect(await locksIn(other)).toEqual([]))
    await signIn(other, ben, carl)
    await eventually(async () => expect(await composer(other).inputValue()).toBe(''))
    await eventually(async () => expect(countOf(await keptIn(other), words)).toBe(0))
  })
})

/** Everything that the product declares, as if Ann had left it. */
async function fillAll(page: Page): Promise<void> {
  const words: Record<string, unknown> = {
    WIDGET: world.widgetId,
    USER: ann,
    ROOM: 5,
    PATH: `/imbachat/v1/${world.widgetId}/frame`,
    SERVER: world.chatUrl,
  }
  const named = (form: string) => form.replace(/[A-Z]+/g, (word) => `${words[word]}`)
  const stores: Record<string, string> = { 'imbachat-outbox': 'outgoing', 'imbachat-uploads': 'messages' }
  const all = Object.values(KEPT_IN_BROWSER).map(({ of, storage, name, ...one }: Kept) => {
    return { of, storage, name: named(name), owner: named(one.owner ?? ''), store: stores[name] ?? '' }
  })
  const frame = await frameOf(page)
  for (const [of, where] of [
    ['page', page],
    ['chat', frame],
  ] as const) {
    const here = all.filter((one) => one.of === of)
    await where.evaluate(async (here) => {
      for (const { storage, name, owner, store } of here) {
        if (storage !== 'IndexedDB') {
          window[storage].setItem(name, '[]')
          continue
        }
        const db = await new Promise<IDBDatabase>((opened) => {
          const request = indexedDB.open(name, 1)
          request.onupgradeneeded = () => request.result.createObjectStore(store)
          request.onsuccess = () => opened(request.result)
        })
        const written = db.transaction(store, 'readwrite')
        written.objectStore(store).put({ created_at: Date.now(), files: [] }, [owner, 'left'])
        await new Promise((done) => {
          written.oncomplete = done
        })
        db.close()
      }
    }, here)
  }
  await removeFrames(page)
  expect((await keptIn(page)).length).toBe(all.filter(({ of }) => of === 'chat').length)
}

const keptByPage = (page: Page) => page.evaluate(() => Object.keys(sessionStorage).concat(Object.keys(localStorage)))
const place = () => `imbachat:place:${world.widgetId}`

test('LOGOUT-6 sign-out removes every declared name but the place of the window, on a page without the chat', async () => {
  const page = await visit(await pageAt('localhost'))
  await fillAll(page)
  await page.evaluate(() => window.ImbaChat.logout())
  expect(await keptIn(page)).toEqual([])
  expect(await keptByPage(page)).toEqual([place()])
})

test('LOGOUT-5 sign-out on the page of a visitor without a token removes all, and ends the chats of other pages', async () => {
  const url = await pageAt('localhost')
  const page = await visit(url)
  const other = await page.context().newPage()
  await other.goto(url)
  await signIn(other, ben, carl)
  await fillAll(page)
  await page.evaluate(() => window.ImbaChat.load())
  await page.evaluate(() => window.ImbaChat.logout())
  await eventually(async () => expect(await other.locator('iframe').count()).toBe(0))
  await eventually(async () => expect(await keptIn(page)).toEqual([]))
  expect(await keptByPage(page)).toEqual([place()])
})

test('LOGOUT-4 a message that was sent or deleted just before logout reaches the other user', async () => {
  const url = await pageAt('localhost')
  const [left, right] = [await visit(url), await visit(url)]
  await signIn(right, ben, ann)
  await signIn(left, ann, ben)
  await composer(left).fill('deleted in time')
  await composer(left).press('Enter')
  const log = chatOf(right).getByRole('log')
  await log.getByText('deleted in time').waitFor()
  await chatOf(left)
    .getByRole('log')
    .getByRole('img', { name: /^(Sent|Delivered|Read)$/ })
    .waitFor()
  // the menu comes with the rest of the chat
  await chatOf(left).getByRole('button', { name: 'Emoji', exact: true }).waitFor()
  const mine = chatOf(left).getByRole('log').getByText('deleted in time')
  await mine.click({ button: 'right' })
  await chatOf(left).getByRole('menuitem', { name: 'Delete', exact: true }).click()
  await chatOf(left).getByRole('menuitem', { name: 'Delete for everyone' }).click()
  await chatOf(left).getByRole('button', { name: 'Undo' }).waitFor()
  await composer(left).fill('sent in time')
  await composer(left).press('Enter')
  await left.evaluate(() => window.ImbaChat.logout())
  await log.getByText('sent in time').waitFor()
  await eventually(async () => expect(await log.getByText('deleted in time').count()).toBe(0))
})
