import { afterEach, beforeAll, expect, test } from 'bun:test'
import type { BrowserContextOptions } from 'playwright-core'
import { getJwt } from '../../demo/src/token.ts'
import type { WidgetSettings } from '../../protocol/src/http/widget/widget-settings.ts'
import { type ChatClient, createChatClient } from '../../sdk/src/index.ts'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { faults } from '../stage/accessibility.ts'
import { afterTheRun } from '../stage/after-the-run.ts'
import { type Embedding, embedding, type Visit } from '../stage/embedding.ts'
import { eventually } from '../stage/eventually.ts'

declare const window: { ImbaChat: ImbaChat }

let world: Embedding
const visits: Visit[] = []

beforeAll(async () => {
  world = await embedding()
})
afterEach(async () => {
  for (const { context } of visits.splice(0)) await context.close()
})

interface Site {
  url: string
  widgetId: number
  /** a user of the site, who owns the public room `talk` */
  ann: ChatClient
  roomId: number
  visit(options?: BrowserContextOptions): Promise<Visit>
  /** signs the tokens of its users */
  key: string
}

/** A site of its own, whose pages show the public room `talk` to visitors who are not signed in. */
async function site(settings: Partial<WidgetSettings>, opt: object = {}): Promise<Site> {
  const widget = await world.app.widgets.create(null, { name: 'Guests', settings })
  const key = (await world.app.widgets.find(widget.id))?.secretKeys[0] ?? ''
  const url = await world.serve(
    `<!doctype html><html lang="en"><title>Page</title><body><div id="talk" style="height:520px"></div>
    <script src="${world.chatUrl}/imbachat/v1/${widget.id}/widget"></script>
    <script>ImbaChat.load(${JSON.stringify(opt)}); ImbaChat.placeHolder('talk', 'Talk on the quay')</script>`,
  )
  await world.app.widgets.change('all_widgets', widget.id, { origins: [new URL(url).origin] })
  const ann = createChatClient({ url: world.chatUrl, widgetId: widget.id, token: getJwt('ann', key, 600) })
  afterTheRun(async () => ann.close())
  const { room_id: roomId } = await ann.openRoomByPipe({ pipe: 'talk', title: 'Talk on the quay', is_public: true })
  await ann.openRoom(roomId).send('Welcome aboard')
  return {
    url,
    widgetId: widget.id,
    ann,
    roomId,
    key,
    async visit(options) {
      const opened = await world.open(url, options)
      visits.push(opened)
      return opened
    },
  }
}

const inRoom = ({ page }: Visit) => page.frameLocator('iframe[title="Talk on the quay"]')

async function faultsIn({ page }: Visit): Promise<string[]> {
  const element = await page.locator('iframe[title="Talk on the quay"]').elementHandle()
  return faults({ page }, await element?.contentFrame())
}

test('GUEST-8 a visitor who is not signed in gets the way to the site’s sign-in, of the page or of the widget', async () => {
  const { visit, url } = await site({ sign_in_url: 'https://shop.example/login' }, { signInUrl: '/sign-in?back=1' })
  const { page } = await visit({ viewport: { width: 390, height: 780 } })
  await page.getByRole('button', { name: 'Open chat' }).click()
  const frame = page.frameLocator('iframe[title="Chat"]')
  const link = frame.getByRole('link', { name: 'Sign in' })
  await link.waitFor()
  await eventually(async () => expect(await link.getAttribute('href')).toBe(new URL('/sign-in?back=1', url).href))
  await link.click()
  await page.waitForURL(new URL('/sign-in?back=1', url).href)
})

test('GUEST-8 a sign-in address that is not a link is ignored, and the widget’s is used', async () => {
  const { visit } = await site({ sign_in_url: 'https://shop.example/login' }, { signInUrl: 'javascript:alert(1)' })
  const { page } = await visit()
  await page.getByRole('button', { name: 'Open chat' }).click()
  const link = page.frameLocator('iframe[title="Chat"]').getByRole('link', { name: 'Sign in' })
  await eventually(async () => expect(await link.getAttribute('href')).toBe('https://shop.example/login'))
})

const launcher = ({ page }: Visit) => page.getByRole('button', { name: /^(Open|Close) chat$/ })
const chat = ({ page }: Visit) => page.frameLocator('iframe[title="Chat"]')
/** The page has shown the chat's last word on it. */
const isReady = ({ page }: Visit) =>
  page.evaluate(() => new Promise<void>((ready) => window.ImbaChat.on('imbaChat.loaded', () => ready())))

for (const guests of ['none', 'read', 'write'] as const) {
  test(`GUEST-11 with guests "${guests}" and no sign-in page, the launcher waits for a user`, async () => {
    const { visit, key } = await site({ guests })
    const opened = await visit()
    await isReady(opened)
    expect(await launcher(opened).count()).toBe(0)
    await opened.page.evaluate(() => window.ImbaChat.openChat())
    await chat(opened).getByText('Sign in to chat').waitFor()
    // a key before the chat has the focus reaches nothing
    await eventually(async () => {
      await opened.page.keyboard.press('Escape')
      await chat(opened).getByText('Sign in to chat').waitFor({ state: 'hidden', timeout: 1_000 })
    })
    expect(await launcher(opened).count()).toBe(0)
    const token = getJwt('bob', key, 600)
    await opened.page.evaluate((token) => window.ImbaChat.load({ token }), token)
    await launcher(opened).click()
    await chat(opened).getByRole('heading', { name: 'Conversations' }).waitFor()
  })
}

test('GUEST-11 a page that gives no token but a way to get one shows the launcher to users only', async () => {
  const { visit, key } = await site({}, {})
  const opened = await visit()
  const load = (token: string | null) =>
    opened.page.evaluate((token) => {
      window.ImbaChat.destroy()
      return window.ImbaChat.load({ tokenProvider: () => token })
    }, token)
  await load(null)
  await launcher(opened).waitFor({ state: 'hidden' })
  await load(getJwt('bob', key, 600))
  await launcher(opened).waitFor()
})

test('GUEST-11 a guest with a name has a launcher, as a guest with a room that the page opened', async () => {
  const { visit } = await site({ guests: 'write' })
  const opened = await visit()
  await isReady(opened)
  await opened.page.evaluate(() => window.ImbaChat.addToRoom({ pipe: 'talk', title: 'Talk', is_public: 1 }))
  await launcher(opened).waitFor()
  await opened.page.evaluate(() => window.ImbaChat.closeChat())
  await inRoom(opened).getByRole('textbox', { name: 'Your name' }).fill('Sam')
  await inRoom(opened).getByRole('button', { name: 'Join chat' }).click()
  await inRoom(opened).getByRole('textbox', { name: 'Message' }).waitFor()
  await opened.page.reload()
  await launcher(opened).click()
  await chat(opened).getByRole('heading', { name: 'Conversations' }).waitFor()
})

test('GUEST-1 a guest who reads sees a public room live, and a way to sign in where others write', async () => {
  const { visit, ann, roomId } = await site({ guests: 'read', sign_in_url: '/login' })
  const opened = await visit()
  const room = inRoom(opened)
  await room.getByText('Welcome aboard').waitFor()
  await room.getByText('Sign in to write here.').waitFor()
  await eventually(async () => expect(await room.getByRole('textbox', { name: 'Message' }).count()).toBe(0))
  await ann.openRoom(roomId).send('The ferry is late')
  await room.getByText('The ferry is late').waitFor()
  // a connection that was lost receives the room again
  await opened.context.setOffline(true)
  await ann.openRoom(roomId).send('It is coming now')
  await opened.context.setOffline(false)
  await room.getByText('It is coming now').waitFor()
  await eventually(async () => expect(await faultsIn(opened)).toEqual([]))
})

test('GUEST-4 a guest enters a name, writes under it, marked as a guest, and is the same one after a reload', async () => {
  const { visit, ann, roomId } = await site({ guests: 'write' })
  const opened = await visit()
  const room = inRoom(opened)
  const name = room.getByRole('textbox', { name: 'Your name' })
  await name.fill('Administrator')
  await name.press('Enter')
  await room.getByText('Choose a different name.').waitFor()
  await name.fill('Sam')
  await room.getByRole('button', { name: 'Join chat' }).click()
  const composer = room.getByRole('textbox', { name: 'Message' })
  await composer.fill('Is there a boat today?')
  await composer.press('Enter')
  const timeline = ann.openRoom(roomId)
  const ofGuest = () => timeline.state.get().messages.filter(({ sender_id }) => sender_id.startsWith('guest/'))
  await eventually(() => expect(ofGuest().map(({ text }) => text)).toEqual(['Is there a boat today?']))
  const [first] = ofGuest()
  await eventually(() =>
    expect(ann.users.get().get(first?.sender_id ?? '')).toMatchObject({ name: 'Sam', guest: true }),
  )

  await opened.page.reload()
  await composer.fill('Found it')
  await composer.press('Enter')
  await eventually(() => expect(ofGuest().map(({ sender_id }) => sender_id)).toEqual(Array(2).fill(first?.sender_id)))

  const reader = inRoom(await visit())
  await reader.getByText('Found it').waitFor()
  await reader.locator('.author', { hasText: 'Sam' }).getByText('Guest').first().waitFor()
  await eventually(async () => expect(await faultsIn(opened)).toEqual([]))
})

test('GUEST-4 a guest keeps their name while the widget is suspended', async () => {
  const { visit, widgetId } = await site({ guests: 'write' })
  const room = inRoom(await visit())
  const name = room.getByRole('textbox', { name: 'Your name' })
  await name.fill('Sam')
  await name.press('Enter')
  const composer = room.getByRole('textbox', { name: 'Message' })
  await composer.waitFor()
  const suspend = (suspended_at: number | null) =>
    world.app.store.control.updateTable('widget').set({ suspended_at }).where('id', '=', widgetId).execute()
  await suspend(Date.now())
  await room.getByText('Chat is paused on this site for now.').waitFor()
  await suspend(null)
  await eventually(async () => {
    const again = room.getByRole('button', { name: 'Check again' })
    // it goes while an earlier try succeeds
    if (await again.count()) await again.click({ timeout: 1_000 }).catch(() => undefined)
    await composer.waitFor({ timeout: 1_000 })
  })
  expect(await name.count()).toBe(0)
})

test('GUEST-6 a guest who wrote can still read when guests may only read', async () => {
  const { visit, widgetId } = await site({ guests: 'write' })
  const room = inRoom(await visit())
  await room.getByRole('textbox', { name: 'Your name' }).fill('Sam')
  await room.getByRole('button', { name: 'Join chat' }).click()
  await room.getByRole('textbox', { name: 'Message' }).waitFor()
  await world.app.widgets.change('all_widgets', widgetId, { settings: { guests: 'read' } })
  await room.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'detached' })
  await room.getByText('Welcome aboard').waitFor()
})
