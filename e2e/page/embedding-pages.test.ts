import { expect } from 'bun:test'
import { devices, type Page } from 'playwright-core'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene } from '../stage/harness.ts'
import { signIn } from '../stage/wire.ts'

declare const window: { imbaApi: ImbaChat; inFirst?: boolean; notes: unknown[] }

const phone = devices['iPhone 13']
const conversations = (page: Page, within = 'iframe') =>
  page.frameLocator(within).getByRole('heading', { name: /^(Conversations|Чаты)$/ })

/** Somebody writes to them before they come. */
async function written(stage: Stage, to: number, from: number, text: string): Promise<number> {
  const socket = await signIn(stage, stage.token(from))
  const { room } = (await socket.request('dialog.open', { user_id: to })) as { room: { room_id: number } }
  await socket.request('message.send', { room_id: room.room_id, client_id: crypto.randomUUID(), text })
  return room.room_id
}

scene('MOUNT-7 a React page in strict mode shows an inbox in its own colours, on a phone', async (stage) => {
  const [rosa, timo] = [stage.person('Rosa'), stage.person('Timo of React')]
  await written(stage, rosa.id, timo.id, 'from the other shore')
  const visitor = await stage.openAs(rosa, { url: `${stage.demo.url}/embed/react/${rosa.slug}`, browser: phone })
  const { page } = visitor
  await page.getByRole('heading', { name: '(1)' }).waitFor()
  await conversations(page).waitFor()
  await eventually(async () => expect(await page.locator('iframe').count()).toBe(1))
  await eventually(async () => expect(await page.getByRole('button', { name: 'Open chat' }).count()).toBe(0))
  const token = (name: string) =>
    page
      .frameLocator('iframe')
      .locator(':root')
      .evaluate((root, name) => getComputedStyle(root).getPropertyValue(name), name)
  await eventually(async () => expect(await token('--accent')).toBe('#be185d'))
  await eventually(async () => expect(await faults(visitor)).toEqual([]))
  await visitor.openConversation('Timo of React')
  await page.getByRole('heading', { name: 'Messages', exact: true }).waitFor()

  await page.getByRole('button', { name: 'Colors' }).click()
  await eventually(async () => expect(await token('--accent')).toBe('#14532d'))
  await visitor.sees('from the other shore')

  await page.getByRole('button', { name: 'The swimming club' }).click()
  await page.frameLocator('.mount iframe').getByRole('heading', { name: 'The swimming club' }).waitFor()
  await page.getByRole('button', { name: 'Messages' }).click()
  await page.frameLocator('.mount iframe').getByText('from the other shore').first().waitFor()
  expect(visitor.console).toEqual([])
})

scene('MOUNT-7 LANG-1 a React page shows an inbox in its own colours, in Arabic, on a phone', async (stage) => {
  const [noor, timo] = [stage.person('Noor'), stage.person('Timo of Cairo')]
  await written(stage, noor.id, timo.id, 'مرحبا')
  const url = `${stage.demo.url}/embed/react/${noor.slug}?language=ar`
  const visitor = await stage.openAs(noor, { url, browser: phone })
  const chat = visitor.page.frameLocator('iframe')
  await chat.getByRole('list', { name: 'المحادثات' }).getByRole('button').filter({ hasText: 'مرحبا' }).tap()
  await chat.getByRole('log', { name: 'الرسائل' }).getByText('مرحبا').waitFor()
  const look = () =>
    chat.locator(':root').evaluate((root: HTMLElement) => ({
      direction: root.dir,
      accent: getComputedStyle(root).getPropertyValue('--accent'),
      tooWide: root.scrollWidth - root.clientWidth,
    }))
  await eventually(async () => expect(await look()).toEqual({ direction: 'rtl', accent: '#be185d', tooWide: 0 }))
  expect(visitor.console).toEqual([])
})

scene('MOUNT-3 with Turbo the inbox comes and goes with its page, and the launcher with the others', async (stage) => {
  const tove = stage.person('Tove')
  const visitor = await stage.openAs(tove, { url: `${stage.demo.url}/embed/turbo/${tove.slug}` })
  const { page } = visitor
  await conversations(page, '#inbox iframe').waitFor()
  await page.evaluate(() => {
    window.inFirst = true
  })
  await page.getByRole('link', { name: 'Another page' }).click()
  await visitor.launcher.waitFor()
  await page.getByRole('link', { name: 'Turbo', exact: true }).click()
  await conversations(page, '#inbox iframe').waitFor()
  await page.goBack()
  await visitor.launcher.waitFor()
  await page.goForward()
  await conversations(page, '#inbox iframe').waitFor()
  await eventually(async () => expect(await page.locator('#inbox > *').count()).toBe(1))
  await eventually(async () => expect(await page.evaluate(() => window.inFirst)).toBe(true))
  expect(visitor.console).toEqual([])
})

scene('MOUNT-8 custom elements host the chat and count what is unread, and follow their attributes', async (stage) => {
  const [elsa, timo] = [stage.person('Elsa'), stage.person('Timo of elements')]
  await written(stage, elsa.id, timo.id, 'hello, element')
  const visitor = await stage.openAs(elsa, { url: `${stage.demo.url}/embed/elements/${elsa.slug}` })
  const { page } = visitor
  await conversations(page, 'imba-inbox iframe').waitFor()
  await eventually(async () => expect(await page.locator('imba-unread').getAttribute('count')).toBe('1'))
  await page.evaluate((user) => {
    const room = document.createElement('imba-room')
    room.setAttribute('user', `${user}`)
    room.className = 'mount'
    document.querySelector('imba-inbox')?.replaceWith(room)
  }, timo.id)
  const room = page.frameLocator('imba-room iframe')
  await room.getByText('hello, element').first().waitFor()
  await visitor.launcher.waitFor()
  const kept = await page.locator('imba-room iframe').elementHandle()
  await page.evaluate(() => document.querySelector('imba-room')?.setAttribute('room-title', 'Chat (1)'))
  // what an element shows instead comes a moment later: the place is free, and the answer comes after that
  await page.evaluate(() => window.imbaApi.getUnreadCount())
  expect(await kept?.evaluate((element) => element.isConnected)).toBe(true)
  await page.evaluate(() => {
    const room = document.querySelector('imba-room')
    room?.removeAttribute('user')
    room?.setAttribute('pipe', 'room-of-elements')
    room?.setAttribute('room-title', 'Room of elements')
  })
  await room.getByRole('heading', { name: 'Room of elements' }).waitFor()
  await eventually(async () => expect(await page.locator('imba-room iframe').count()).toBe(1))
  expect(visitor.console).toEqual([])
})

scene('MOUNT-10 the full page leaves no token in the address; Back leads to the list', async (stage) => {
  const [wim, timo] = [stage.person('Wim'), stage.person('Timo of apps')]
  await written(stage, wim.id, timo.id, 'hello, app')
  const asked: string[] = []
  const visitor = await stage.openAs(wim, {
    url: `${stage.demo.url}/embed/app/${wim.slug}`,
    browser: phone,
    async prepare({ page }) {
      page.on('request', (request) => asked.push(request.url()))
    },
  })
  const { page } = visitor
  await page.getByRole('button', { name: 'Open the full page' }).click()
  await page.getByRole('heading', { name: 'Conversations' }).waitFor()
  expect(page.url()).toBe(`${stage.chatUrl}/imbachat/v1/${stage.widgetId}/chat`)
  expect(asked.filter((url) => url.includes(stage.token(wim.id).slice(0, 30)))).toEqual([])
  await eventually(async () => expect(await page.getByRole('button', { name: 'Close' }).count()).toBe(0))
  await page.getByRole('list', { name: 'Conversations' }).getByRole('button').filter({ hasText: 'Timo' }).click()
  await page.getByRole('log').getByText('hello, app').waitFor()
  await page.evaluate(() => {
    const seen = visualViewport as VisualViewport
    Object.defineProperty(seen, 'height', { configurable: true, value: 300 })
  })
  const bottom = () =>
    page.getByRole('textbox', { name: 'Message' }).evaluate((one) => one.getBoundingClientRect().bottom)
  await eventually(async () => {
    // as a keyboard that is still opening does
    await page.evaluate(() => visualViewport?.dispatchEvent(new Event('resize')))
    expect(await bottom()).toBeLessThanOrEqual(300)
  })
  await page.goBack()
  await page.getByRole('heading', { name: 'Conversations' }).waitFor()
  await page.getByRole('list', { name: 'Conversations' }).getByRole('button').filter({ hasText: 'Timo' }).click()
  await page.getByRole('button', { name: 'Back' }).click()
  await page.getByRole('heading', { name: 'Conversations' }).waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'Open the full page' }).waitFor()
  expect(visitor.console).toEqual([])
})

scene('MOUNT-9 an app gives the full page a token by a message; other origins cannot', async (stage) => {
  const [app, timo] = [stage.person('Appa'), stage.person('Timo who writes to an app')]
  await written(stage, app.id, timo.id, 'one')
  const visitor = await stage.openAs(app, {
    url: `${stage.chatUrl}/imbachat/v1/${stage.widgetId}/chat#wait=1`,
    async prepare({ page }) {
      await page.addInitScript(() => {
        window.notes = []
        Object.assign(window, {
          ReactNativeWebView: { postMessage: (text: string) => window.notes.push(JSON.parse(text)) },
        })
      })
    },
  })
  const { page } = visitor
  const heard = (what: unknown) =>
    eventually(async () => expect(await page.evaluate(() => window.notes)).toContainEqual(what))
  await heard({ type: 'imbachat:waiting' })
  await page.locator('.skeletons').waitFor()
  await page.evaluate((token) => {
    dispatchEvent(
      new MessageEvent('message', { origin: 'https://evil.example', data: { type: 'imbachat:token', token } }),
    )
  }, stage.token(timo.id))
  await eventually(async () => expect(await page.getByRole('heading').count()).toBe(0))
  await page.evaluate(
    (token) => postMessage(JSON.stringify({ type: 'imbachat:token', token }), '*'),
    stage.token(app.id),
  )
  await page.getByRole('heading', { name: 'Conversations' }).waitFor()
  await heard({ type: 'imbachat:ready' })
  await heard({ type: 'imbachat:unread', rooms: 1 })
})

scene('LOGOUT-1 an app signs its user out, and the full page keeps nothing of them', async (stage) => {
  const [app, timo] = [stage.person('Appa who leaves'), stage.person('Timo who stays')]
  const fragment = new URLSearchParams({ token: stage.token(app.id), user: String(timo.id) })
  const { page } = await stage.openAs(app, {
    url: `${stage.chatUrl}/imbachat/v1/${stage.widgetId}/chat#${fragment}`,
    async prepare({ page }) {
      await page.addInitScript(() => {
        window.notes = []
        Object.assign(window, { imbachatApp: { postMessage: (text: string) => window.notes.push(JSON.parse(text)) } })
      })
    },
  })
  await page.getByRole('textbox', { name: 'Message' }).fill('what Appa did not send')
  const kept = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
  await eventually(async () => expect(await kept()).toContain('what Appa did not send'))
  await page.evaluate(() => postMessage({ type: 'imbachat:logout' }, '*'))
  const notes = () => page.evaluate(() => window.notes)
  await eventually(async () => expect(await notes()).toContainEqual({ type: 'imbachat:loggedOut' }))
  expect(await kept()).toBe('[{},{}]')
  expect(await page.getByText('what Appa did not send').count()).toBe(0)
})

scene('MOUNT-11 an app opens a dialog in the full page by its address or by a message', async (stage) => {
  const [app, timo] = [stage.person('Appa who taps'), stage.person('Timo who sells')]
  await written(stage, app.id, timo.id, 'is it still there?')
  const address = `${stage.chatUrl}/imbachat/v1/${stage.widgetId}/chat`
  const url = `${address}#${new URLSearchParams({ token: stage.token(app.id), user: String(timo.id) })}`
  const visitor = await stage.openAs(app, {
    url,
    browser: phone,
    async prepare({ page }) {
      await page.addInitScript(() => {
        window.notes = []
        Object.assign(window, { imbachatApp: { postMessage: (text: string) => window.notes.push(JSON.parse(text)) } })
      })
    },
  })
  const { page } = visitor
  await page.getByRole('log').getByText('is it still there?').waitFor()
  expect(page.url()).toBe(address)
  await page.goBack()
  await page.getByRole('heading', { name: 'Conversations' }).waitFor()
  const ask = (message: object) => page.evaluate((message) => postMessage(message, '*'), message)
  await ask({ type: 'imbachat:addToRoom', room: { pipe: 'of-the-app', title: 'Of the app', is_public: 1 } })
  await page.getByRole('heading', { name: 'Of the app' }).waitFor()
  await ask({ type: 'imbachat:openDialog', user_id: timo.id })
  await page.getByRole('log').getByText('is it still there?').waitFor()
  await ask({ type: 'imbachat:openDialog', user_id: app.id })
  const notes = () => page.evaluate(() => window.notes)
  await eventually(async () => expect(await notes()).toContainEqual({ type: 'imbachat:error', code: 'dialog_self' }))
})

scene(
  'MOUNT-12 another address in the same web view is another user, without the words of the one before',
  async (stage) => {
    const [ada, bea] = [stage.person('Ada of the tablet'), stage.person('Bea of the tablet')]
    const [timo, uma] = [stage.person('Timo who waits'), stage.person('Uma who waits')]
    await written(stage, bea.id, uma.id, 'hello Bea')
    await written(stage, bea.id, timo.id, 'and from me')
    const address = `${stage.chatUrl}/imbachat/v1/${stage.widgetId}/chat`
    const fragment = (of: { id: number }, more = {}) =>
      new URLSearchParams({ token: stage.token(of.id), ...more }).toString()
    const visitor = await stage.openAs(ada, { url: `${address}#${fragment(ada)}`, browser: phone })
    const { page } = visitor
    const ask = (message: object) => page.evaluate((message) => postMessage(message, '*'), message)
    const composer = page.getByRole('textbox', { name: 'Message' })
    const hall = { type: 'imbachat:addToRoom', room: { pipe: 'tablet-hall', title: 'Hall', is_public: 1 } }
    await page.getByRole('heading', { name: 'Conversations' }).waitFor()
    await ask(hall)
    await composer.fill('what Ada did not send')
    // from here on it is hers on any device, and need not stay in this one
    const stored = () =>
      stage.app.store.readDb.selectFrom('own_item').selectAll().where('user_id', '=', String(ada.id)).execute()
    await eventually(async () => expect(JSON.stringify(await stored())).toContain('what Ada did not send'))

    await page.evaluate(
      (hash) => {
        location.hash = hash
      },
      fragment(bea, { user: uma.id }),
    )
    await page.getByRole('log').getByText('hello Bea').waitFor()
    expect(page.url()).toBe(address)
    await ask(hall)
    await page.getByRole('heading', { name: 'Hall' }).waitFor()
    await eventually(async () => expect(await composer.inputValue()).toBe(''))

    await page.evaluate((id) => {
      location.hash = `user=${id}`
    }, timo.id)
    await page.getByRole('log').getByText('and from me').waitFor()
    expect(page.url()).toBe(address)

    // by a message, too
    const loadsAnew = page.waitForEvent('load')
    await ask({ type: 'imbachat:token', token: stage.token(ada.id) })
    await loadsAnew
    await page.getByRole('heading', { name: 'Conversations' }).waitFor()
    await ask(hall)
    await eventually(async () => expect(await composer.inputValue()).toBe('what Ada did not send'))
  },
)

scene(
  'MOUNT-15 a link that signs in another user asks first, and removes nothing unless it is accepted',
  async (stage) => {
    const [ada, eve] = [stage.person('Ada who was here'), stage.person('Eve who made the link')]
    const timo = stage.person('Timo whom Ada knows')
    await written(stage, eve.id, timo.id, 'come to me')
    const address = `${stage.chatUrl}/imbachat/v1/${stage.widgetId}/chat`
    const linkOf = (of: { id: number }, more = {}) =>
      `${address}#${new URLSearchParams({ token: stage.token(of.id), ...more })}`
    const { page, context } = await stage.openAs(ada, { url: linkOf(ada, { user: timo.id }) })
    await page.getByRole('textbox', { name: 'Message' }).fill('what Ada did not send')
    const keptBy = (one: typeof page) => one.evaluate(() => JSON.stringify({ ...localStorage }))
    await eventually(async () => expect(await keptBy(page)).toContain('what Ada did not send'))

    const other = await context.newPage()
    const question = other.getByRole('alertdialog', { name: 'Open the chat as another user?' })
    const heading = other.getByRole('heading', { name: 'Conversations' })
    await other.goto(linkOf(eve))
    await question.getByRole('button', { name: 'Cancel' }).click()
    await question.waitFor({ state: 'detached' })
    await other.getByText('Sign in to chat').waitFor()
    // the same link once more, in the open page
    await other.evaluate((url) => location.assign(url), linkOf(eve))
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(await keptBy(other)).toContain('what Ada did not send')

    // without a page of hers, too
    await page.close()
    await other.goto('about:blank')
    await other.goto(linkOf(eve, { user: timo.id }))
    expect(await keptBy(other)).toContain('what Ada did not send')
    await question.getByRole('button', { name: 'Continue' }).click()
    await other.getByRole('log').getByText('come to me').waitFor()
    await eventually(async () => expect(await keptBy(other)).not.toMatch(new RegExp(`:${ada.id}[":]`)))
    // an address that differs behind # alone loads the page a moment later
    await Promise.all([other.waitForEvent('load'), other.goto(linkOf(eve))])
    await heading.waitFor()
    expect(await question.count()).toBe(0)
  },
)

scene('MOUNT-15 an app, which alone makes its addresses, is not asked', async (stage) => {
  const [ada, bea] = [stage.person('Ada of the app'), stage.person('Bea of the app')]
  const address = `${stage.chatUrl}/imbachat/v1/${stage.widgetId}/chat`
  const { page, context } = await stage.openAs(ada, {
    url: `${address}#token=${stage.token(ada.id)}`,
    async prepare({ page }) {
      await page.context().addInitScript(() => Object.assign(window, { imbachatApp: { postMessage() {} } }))
    },
  })
  await page.getByRole('heading', { name: 'Conversations' }).waitFor()
  const other = await context.newPage()
  await other.goto(`${address}#token=${stage.token(bea.id)}`)
  await other.getByRole('heading', { name: 'Conversations' }).waitFor()
  expect(await other.getByRole('alertdialog').count()).toBe(0)
})
