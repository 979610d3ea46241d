import { afterEach, beforeAll, expect, test } from 'bun:test'
import { type BrowserContextOptions, devices, type Locator, type Page } from 'playwright-core'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { type Embedding, embedding, type Visit } from '../stage/embedding.ts'
import { eventually } from '../stage/eventually.ts'
import { person } from '../stage/harness.ts'

declare const window: { ImbaChat: ImbaChat; longTasks: number[] }

let world: Embedding
const visits: Visit[] = []

beforeAll(async () => {
  world = await embedding()
})
afterEach(async () => {
  for (const { context } of visits.splice(0)) await context.close()
})

/** A page of the demo site, its chat ready. Its policy is strict: a nonce for scripts, no inline styles. */
async function visit(path: string, options?: BrowserContextOptions): Promise<Visit> {
  const opened = await world.open(world.demo.url + path, options)
  visits.push(opened)
  await opened.page.waitForFunction(() => window.ImbaChat)
  await opened.page.evaluate(() => new Promise<void>((ready) => window.ImbaChat.on('imbaChat.loaded', () => ready())))
  return opened
}

const launcher = (page: Page) => page.getByRole('button', { name: /^(Open|Close) chat$|^(Открыть|Закрыть) чат$/ })
const frame = (page: Page) => page.locator('iframe[title="Chat"]')
const inFrame = (page: Page) => page.frameLocator('iframe[title="Chat"]')
const boxOf = async (what: Locator) => (await what.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }

async function write(page: Page, to: number, text: string): Promise<void> {
  await page.evaluate((to) => window.ImbaChat.openDialog(to), to)
  await inFrame(page).getByRole('textbox', { name: 'Message' }).fill(text)
  await inFrame(page).getByRole('button', { name: 'Send' }).click()
}

test('under a strict policy nothing is violated, no style attribute is set and no cookie is left', async () => {
  const { page, context, said } = await visit('/as/anna?draggable=1&resizable=1&updateTitle=1')
  await launcher(page).click()
  await inFrame(page).getByRole('button').first().waitFor()
  expect(said).toEqual([])
  const styled = await page.evaluate(() => {
    const host = document.documentElement.lastElementChild
    return [host, ...(host?.shadowRoot?.querySelectorAll('*') ?? [])].filter((element) =>
      element?.hasAttribute('style'),
    ).length
  })
  expect(styled).toBe(0)
  expect(await context.cookies()).toEqual([])
})

test('the window opens beside its launcher, within the page, and closes again', async () => {
  const { page } = await visit('/as/anna')
  await eventually(async () => expect(await frame(page).isVisible()).toBe(false))
  await launcher(page).click()
  await frame(page).waitFor({ state: 'visible' })
  await eventually(async () =>
    expect(await boxOf(frame(page))).toEqual({ x: 1280 - 20 - 380, y: 800 - 92 - 640, width: 380, height: 640 }),
  )
  await launcher(page).click()
  await frame(page).waitFor({ state: 'hidden' })
})

test('on a slow network the launcher shows that the chat is coming, until it is there', async () => {
  const { page } = await world.open('about:blank')
  const { promise: arrival, resolve: arrive } = Promise.withResolvers<void>()
  await page.route(/\/frame\?/, async (route) => {
    await arrival
    await route.continue()
  })
  await page.goto(`${world.demo.url}/as/anna`)
  await launcher(page).click()
  const moves = () => launcher(page).evaluate((button) => getComputedStyle(button).animationName)
  await eventually(async () => expect(await moves()).not.toBe('none'))
  arrive()
  await inFrame(page).getByRole('searchbox').waitFor()
  await eventually(async () => expect(await moves()).toBe('none'))
  await page.context().close()
})

test('the launcher is on the left when the page says so', async () => {
  const { page } = await visit('/as/anna?position=left')
  await launcher(page).click()
  await frame(page).waitFor({ state: 'visible' })
  await eventually(async () => {
    expect((await boxOf(frame(page))).x).toBe(20)
    expect((await boxOf(launcher(page))).x).toBeLessThan(40)
  })
})

test('a low page gets a lower window, clear of the launcher', async () => {
  const { page } = await visit('/as/anna', { viewport: { width: 700, height: 500 } })
  await launcher(page).click()
  await frame(page).waitFor({ state: 'visible' })
  await eventually(async () => {
    const { y, height } = await boxOf(frame(page))
    expect(y).toBeGreaterThanOrEqual(8)
    expect(y + height).toBeLessThanOrEqual((await boxOf(launcher(page))).y)
  })
})

test('Escape closes the window, from the frame too, and the focus is back on the launcher', async () => {
  const { page } = await visit('/as/anna')
  for (const reach of ['the launcher', 'the frame'] as const) {
    await launcher(page).press(reach === 'the frame' ? 'Enter' : 'Space')
    await frame(page).waitFor({ state: 'visible' })
    // the chat takes the focus when it is there; a key before that reaches nothing
    await inFrame(page).locator('.chat:focus, .chat :focus').waitFor()
    if (reach === 'the launcher') await launcher(page).focus()
    else await inFrame(page).getByRole('searchbox').or(inFrame(page).getByRole('button')).first().focus()
    await page.keyboard.press('Escape')
    await frame(page).waitFor({ state: 'hidden' })
    await eventually(async () =>
      expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.ariaLabel)).toBe('Open chat'),
    )
  }
})

test('Escape closes a window whose chat has not drawn anything yet', async () => {
  const opened = await world.open(`${world.demo.url}/as/guest`)
  visits.push(opened)
  const { page } = opened
  // the phrases of its language never come
  await page.route(/\/catalog-/, () => {})
  await page.goto(`${world.demo.url}/as/anna?language=de`)
  await page.getByRole('button', { name: /^Open chat$|^Chat öffnen$/ }).click()
  await inFrame(page).locator('.skeletons').click()
  await page.keyboard.press('Escape')
  await frame(page).waitFor({ state: 'hidden' })
})

test('Escape closes a window whose chat says why it is closed', async () => {
  const opened = await world.open(`${world.demo.url}/as/guest`)
  visits.push(opened)
  const { page } = opened
  await page.waitForFunction(() => window.ImbaChat)
  await page.evaluate(() => window.ImbaChat.openChat())
  await inFrame(page).getByText('Sign in to chat').click()
  await page.keyboard.press('Escape')
  await frame(page).waitFor({ state: 'hidden' })
})

test('a frame that takes the focus when its window is closed again gives it back to the launcher', async () => {
  const { page } = await visit('/as/anna')
  await launcher(page).press('Space')
  await inFrame(page).getByRole('searchbox').waitFor()
  await launcher(page).press('Escape')
  await inFrame(page)
    .locator('.chat')
    .evaluate((chat: HTMLElement) => chat.focus())
  await eventually(async () =>
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.ariaLabel)).toBe('Open chat'),
  )
})

test('on a phone the chat fills the screen and has its own way out', async () => {
  const { page } = await visit('/as/anna', devices['iPhone 13'])
  await launcher(page).tap()
  await frame(page).waitFor({ state: 'visible' })
  const screen = page.viewportSize()
  await eventually(async () =>
    expect(await boxOf(frame(page))).toEqual({ x: 0, y: 0, width: screen?.width ?? 0, height: screen?.height ?? 0 }),
  )
  await eventually(async () => expect(await launcher(page).isVisible()).toBe(false))
  await inFrame(page).getByRole('button', { name: 'Close' }).tap()
  await launcher(page).waitFor()
})

test('a window that may be dragged goes where it is dragged, stays in the page, and is there again after a reload', async () => {
  const { page } = await visit('/as/anna?draggable=1')
  await launcher(page).click()
  await frame(page).waitFor({ state: 'visible' })
  await inFrame(page).getByText('Conversations').first().waitFor()
  /** In whole pixels: a window that was moved may stand at a fraction of one. */
  const placeOf = async () => {
    const { x, y } = await boxOf(frame(page))
    return { x: Math.round(x), y: Math.round(y) }
  }
  const before = await placeOf()
  const goal = { x: before.x - 300, y: before.y + 20 }
  await eventually(async () => {
    // steps of the mouse go to the page beneath until the browser knows the frame there: the next drag goes the rest
    const { x, y } = await placeOf()
    if (x !== goal.x || y !== goal.y) {
      await page.mouse.move(x + 90, y + 30)
      await page.mouse.down()
      await page.mouse.move(goal.x + 90, goal.y + 30, { steps: 5 })
      await page.mouse.up()
    }
    expect(await placeOf()).toEqual(goal)
  })

  await page.reload()
  await frame(page).waitFor({ state: 'visible' })
  await eventually(async () => expect((await placeOf()).x).toBe(goal.x))
  await page.setViewportSize({ width: 640, height: 800 })
  await eventually(async () => {
    const { x, width } = await boxOf(frame(page))
    expect(x).toBeGreaterThanOrEqual(8)
    expect(x + width).toBeLessThanOrEqual(640)
  })
})

test('a placeholder of the page takes the whole chat inline, without a launcher', async () => {
  const { page } = await visit('/as/anna?inline=1')
  await inFrame(page).getByRole('button').or(inFrame(page).getByRole('searchbox')).first().waitFor()
  await eventually(async () => expect(await launcher(page).isVisible()).toBe(false))
  await eventually(async () => {
    const holder = await boxOf(page.locator('#imbachat_holder'))
    const chat = await boxOf(frame(page))
    expect(Math.abs(holder.width - chat.width)).toBeLessThan(4)
    expect(Math.abs(holder.height - chat.height)).toBeLessThan(4)
  })
})

test('unread conversations are counted on the launcher, in the title and on the icon, until they are read', async () => {
  const [ann, bob] = [person(world.demo, 'Ann'), person(world.demo, 'Bob')]
  const { page: anna } = await visit(`/as/${ann.slug}?updateTitle=1&useFaviconBadge=1`)
  const { page: boris } = await visit(`/as/${bob.slug}`)
  const title = await anna.title()
  await write(boris, ann.id, 'Is the kayak still there?')
  await anna.waitForFunction((title) => document.title === `(1) ${title}`, title)
  await anna.waitForFunction(() =>
    document.querySelector<HTMLLinkElement>('link[rel~=icon]')?.href.startsWith('data:image/png'),
  )
  await eventually(async () => expect(await launcher(anna).getAttribute('aria-description')).toBe('Unread: 1'))
  await eventually(async () => expect(await launcher(anna).textContent()).toBe('1'))

  await anna.evaluate((id) => window.ImbaChat.openDialog(id), bob.id)
  await anna.waitForFunction((title) => document.title === title, title)
  await anna.waitForFunction(() =>
    document.querySelector<HTMLLinkElement>('link[rel~=icon]')?.href.endsWith('/favicon.svg'),
  )
  await eventually(async () => expect(await launcher(anna).textContent()).toBe(''))
})

test('launcher and chat speak the language of the page', async () => {
  const { page } = await visit('/as/anna?lang=ru')
  await eventually(async () => expect(await launcher(page).getAttribute('aria-label')).toBe('Открыть чат'))
  await page.locator('iframe[title="Чат"]').waitFor({ state: 'attached' })
})

test.each([
  ['ar', 'فتح الدردشة', 'إغلاق الدردشة'],
  ['de', 'Chat öffnen', 'Chat schließen'],
  ['es', 'Abrir el chat', 'Cerrar el chat'],
  ['fr', 'Ouvrir le chat', 'Fermer le chat'],
])('LANG-4 the launcher speaks %s once the page is idle', async (language, open, close) => {
  const { page } = await visit(`/as/anna?language=${language}`)
  await page.getByRole('button', { name: open }).click()
  await page.getByRole('button', { name: close }).waitFor()
})
