import { afterEach, beforeAll, expect, test } from 'bun:test'
import { dirname, join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { getJwt } from '../../demo/src/token.ts'
import type { WidgetSettings } from '../../protocol/src/http/widget/widget-settings.ts'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { axeFaults, CONTRAST } from '../stage/accessibility.ts'
import { afterTheRun } from '../stage/after-the-run.ts'
import { type Embedding, embedding, type Visit } from '../stage/embedding.ts'
import { eventually } from '../stage/eventually.ts'

declare const window: { ImbaChat: ImbaChat }

const LOOKS = {
  accent: '#ffd400',
  launcher_icon: 'heart',
  launcher_text: 'Ask "us"',
  title: 'Help desk',
  radius: 4,
} as const

let world: Embedding
const visits: Visit[] = []

beforeAll(async () => {
  world = await embedding()
})
afterEach(async () => {
  for (const { context } of visits.splice(0)) await context.close()
})

/** A page of a site with a widget of its own, and a policy that allows nothing but the chat. */
async function visit(settings: Partial<WidgetSettings>, theme: unknown, options?: BrowserContextOptions) {
  const policy = `default-src 'none'; script-src 'nonce-n' ${world.chatUrl}; frame-src ${world.chatUrl}`
  const widget = await world.app.widgets.create(null, { name: 'Branded', settings })
  const key = (await world.app.widgets.find(widget.id))?.secretKeys[0] ?? ''
  const opt = JSON.stringify({ token: getJwt(1, key, 600), theme })
  const url = await world.serve(
    `<!doctype html><html lang="en"><title>Page</title><body>
    <script nonce="n" src="${world.chatUrl}/imbachat/v1/${widget.id}/widget"></script>
    <script nonce="n">ImbaChat.load(${opt})</script>`,
    { headers: { 'content-security-policy': policy } },
  )
  await world.app.widgets.change('all_widgets', widget.id, { origins: [new URL(url).origin] })
  const opened = await world.open(url, options)
  visits.push(opened)
  return opened
}

const launcherStyle = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name }).evaluate((button) => {
    const { backgroundColor, color, borderTopLeftRadius } = getComputedStyle(button)
    const icon = getComputedStyle(button.querySelector('span') as HTMLElement).clipPath
    return { backgroundColor, color, borderTopLeftRadius, icon: icon.slice(0, 5) }
  })

const frameToken = (page: Page, title: string, token: string) =>
  page
    .frameLocator(`iframe[title="${title}"]`)
    .locator(':root')
    .evaluate((root, token) => getComputedStyle(root).getPropertyValue(token), token)

test('PAGE-15 the launcher has the owner’s colour, icon, words and corners before anything is loaded', async () => {
  const { page, said } = await visit(LOOKS, undefined)
  expect(await launcherStyle(page, 'Ask "us"')).toEqual({
    backgroundColor: 'rgb(255, 212, 0)',
    color: 'rgb(0, 0, 0)',
    borderTopLeftRadius: '7px',
    icon: 'path(',
  })
  const words = await page
    .getByRole('button', { name: 'Ask "us"' })
    .evaluate((button) => getComputedStyle(button, '::before').content)
  expect(words).toBe('"Ask \\"us\\""')
  expect(said).toEqual([])
})

test('PAGE-15 the window has the same brand: title, corners, and a readable accent', async () => {
  const { page, said } = await visit(LOOKS, undefined)
  await page.getByRole('button', { name: 'Ask "us"' }).click()
  const frame = page.frameLocator('iframe[title="Help desk"]')
  await frame.getByRole('heading', { name: 'Help desk' }).waitFor()
  await eventually(async () => expect(await frameToken(page, 'Help desk', '--radius')).toBe('4px'))
  await eventually(async () => expect(await frameToken(page, 'Help desk', '--accent')).toBe('#ffd400'))
  await eventually(async () => expect(await frameToken(page, 'Help desk', '--on-accent')).toBe('#000000'))
  await eventually(async () => expect(await frameToken(page, 'Help desk', '--link')).not.toBe('#ffd400'))
  for (const frame of page.frames()) await eventually(async () => expect(await axeFaults(frame, CONTRAST)).toEqual([]))
  expect(said).toEqual([])
})

test('PAGE-15 the page’s theme overrides the widget’s settings, on a phone too', async () => {
  const theme = {
    accent: '#0f766e',
    launcherIcon: 'question',
    launcherText: 'Hello',
    title: 'Crew',
    radius: 0,
    mode: 'dark',
  }
  const { page, said } = await visit(LOOKS, theme, { viewport: { width: 390, height: 780 } })
  await eventually(async () => {
    const { backgroundColor, icon } = await launcherStyle(page, /us|Hello/)
    expect({ backgroundColor, icon }).toEqual({ backgroundColor: 'rgb(15, 118, 110)', icon: 'none' })
  })
  await page.evaluate(() => window.ImbaChat.openChat())
  const frame = page.frameLocator('iframe[title="Crew"]')
  await frame.getByRole('heading', { name: 'Crew' }).waitFor()
  await page.evaluate(() => window.ImbaChat.closeChat())
  await page.getByRole('button', { name: 'Hello' }).waitFor()
  await eventually(async () => expect(await frame.locator(':root').getAttribute('data-theme')).toBe('dark'))
  await eventually(async () => expect(await frameToken(page, 'Crew', '--accent')).toBe('#0f766e'))
  expect(said).toEqual([])
})

test('LOOK-3 the launcher and its window speak the owner’s words, also before anything is loaded for them', async () => {
  const en = { 'window.open': 'Talk to us', 'window.shut': 'Enough', 'window.chat': 'Front desk' }
  const { page, said } = await visit({ phrases: { en } }, undefined)
  const launcher = page.locator('html > div.float').getByRole('button')
  await eventually(async () => expect(await launcher.getAttribute('aria-label')).toBe('Talk to us'))
  await launcher.click()
  await page.frameLocator('iframe[title="Front desk"]').getByRole('heading').first().waitFor()
  await eventually(async () => expect(await launcher.getAttribute('aria-label')).toBe('Enough'))
  expect(said).toEqual([])
})

test('an invalid theme leaves the widget’s own appearance', async () => {
  const { page } = await visit({}, { accent: '} body{display:none', radius: 'big', mode: 'purple', title: 7 })
  await page.getByRole('button', { name: 'Open chat' }).click()
  await page.frameLocator('iframe[title="Chat"]').getByRole('heading').first().waitFor()
  await eventually(async () => expect(await frameToken(page, 'Chat', '--accent')).toBe('#2a5fe0'))
})

test('PAGE-18 background, text, bubbles, dark colors and density come from the widget, and from the page over it', async () => {
  const settings = { background: '#fff7ed', bubble: '#9a3412', dark_background: '#1c1917', density: 'compact' } as const
  const { page, said } = await visit(settings, { text: '#431407', dark: { accent: '#fb923c' }, mode: 'default' })
  await page.getByRole('button', { name: 'Open chat' }).click()
  const frame = page.frameLocator('iframe[title="Chat"]')
  await frame.getByRole('heading').first().waitFor()
  await eventually(async () => expect(await frameToken(page, 'Chat', '--surface')).toBe('#fff7ed'))
  await eventually(async () => expect(await frameToken(page, 'Chat', '--text')).toBe('#431407'))
  await eventually(async () => expect(await frameToken(page, 'Chat', '--bubble-own')).toBe('#9a3412'))
  await eventually(async () =>
    expect(await frame.locator('body').evaluate((body) => getComputedStyle(body).fontSize)).toBe('14px'),
  )
  await page.evaluate(() => window.ImbaChat.setTheme({ mode: 'dark', dark: { accent: '#fb923c' } }))
  await eventually(async () => {
    expect(await frameToken(page, 'Chat', '--surface')).toBe('#1c1917')
    expect(await frameToken(page, 'Chat', '--accent')).toBe('#fb923c')
  })
  for (const frame of page.frames()) await eventually(async () => expect(await axeFaults(frame, CONTRAST)).toEqual([]))
  expect(said).toEqual([])
})

test('PAGE-18 the frame draws the page’s font from bytes of the page; a missing file leaves the rest', async () => {
  // any font will do that is there wherever the tests are
  const playwright = dirname(Bun.resolveSync('playwright-core/package.json', import.meta.dir))
  const [found = ''] = new Bun.Glob('lib/vite/**/codicon*.ttf').scanSync(playwright)
  const font = Bun.file(join(playwright, found))
  const site = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: ({ url }) => answer(new URL(url).pathname) })
  afterTheRun(() => site.stop(true))
  const widget = await world.app.widgets.create(null, { name: 'Fonts', origins: [site.url.origin] })
  const key = (await world.app.widgets.find(widget.id))?.secretKeys[0] ?? ''
  const theme = { font: 'Codicons', fontFiles: ['/font.ttf', { url: '/none.ttf', weight: 700 }] }
  function answer(path: string): Response {
    if (path === '/font.ttf') return new Response(font)
    if (path === '/none.ttf') return new Response('', { status: 404 })
    const policy = `default-src 'none'; script-src 'nonce-n' ${world.chatUrl}; frame-src ${world.chatUrl}; connect-src 'self'`
    const html = `<!doctype html><html lang="en"><title>Page</title><body>
      <script nonce="n" src="${world.chatUrl}/imbachat/v1/${widget.id}/widget"></script>
      <script nonce="n">ImbaChat.load(${JSON.stringify({ token: getJwt(1, key, 600), theme })})</script>`
    return new Response(html, { headers: { 'content-type': 'text/html', 'content-security-policy': policy } })
  }
  const opened = await world.open(site.url.href)
  visits.push(opened)
  const { page, said } = opened
  await page.getByRole('button', { name: 'Open chat' }).click()
  const body = page.frameLocator('iframe[title="Chat"]').locator('body')
  await eventually(async () => expect(await body.evaluate(() => document.fonts.check('15px Codicons', 'x'))).toBe(true))
  await eventually(async () =>
    expect(await body.evaluate((body) => getComputedStyle(body).fontFamily)).toStartWith('Codicons'),
  )
  await eventually(async () =>
    expect(await body.evaluate(() => [...document.fonts].map(({ family, status }) => `${family} ${status}`))).toEqual([
      'Codicons loaded',
    ]),
  )
  await eventually(async () => expect(said.join()).toContain("the font /none.ttf can't be used: it answers 404"))
})

test('LOOK-2 LOOK-3 a page shows launcher and window where the owner put them, and the chat in the owner’s words', async () => {
  const { page, said } = await visit(
    { launcher_side: 40, launcher_bottom: 90, window_width: 460, phrases: { en: { conversations: 'Your letters' } } },
    undefined,
    { viewport: { width: 1200, height: 900 }, locale: 'en-US' },
  )
  const launcher = page.getByRole('button', { name: 'Open chat' })
  await eventually(async () => {
    const box = await launcher.boundingBox()
    expect(box && [1200 - box.x - box.width, 900 - box.y - box.height]).toEqual([40, 90])
  })
  await launcher.click()
  const frame = page.locator('iframe')
  await frame
    .contentFrame()
    .getByRole('list', { name: 'Your letters' })
    .or(frame.contentFrame().getByRole('heading', { name: 'Your letters' }))
    .first()
    .waitFor()
  await eventually(async () => {
    const window = await frame.boundingBox()
    expect(window && [Math.round(window.width), Math.round(900 - window.y - window.height)]).toEqual([460, 164])
  })
  expect(said).toEqual([])
})
