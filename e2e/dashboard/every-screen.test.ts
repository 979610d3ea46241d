import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { paths, readRoute, SERVER_SECTIONS, WIDGET_TABS } from '../../dashboard/src/navigation/routes.ts'
import { SETTING_NAMES, SETTING_PLACES } from '../../dashboard/src/screens/widget/settings/setting-places.ts'
import { CONTRAST } from '../stage/accessibility.ts'
import { theBrowser } from '../stage/browser.ts'
import { signInToDashboard } from '../stage/dashboard-client.ts'
import { lastingFaults, PATIENCE_MS } from '../stage/eventually.ts'
import { ADMINISTRATOR, type DashboardFixtures, makeDashboardFixtures } from './dashboard-fixtures.ts'
import { violations } from './dashboard-stage.ts'

// A browser is judged by axe more slowly than anything else here.
setDefaultTimeout(300_000)

let furnished: DashboardFixtures
beforeAll(async () => {
  furnished = await makeDashboardFixtures()
})
afterAll(() => furnished.stop())

/** Every address of the dashboard, with what stands under it: a new section is walked without a change here. */
function addresses({ world: { widgetId }, userId, roomId, reportId }: DashboardFixtures): string[] {
  const of = (tab: (typeof WIDGET_TABS)[number], query = '') => paths.widget(widgetId, tab) + query
  return [
    paths.widgets,
    paths.newWidget,
    paths.account,
    `${paths.widgets}/nowhere`,
    ...WIDGET_TABS.map((tab) => of(tab)),
    of('install', '?kind=php&step=code'),
    of('install', '?kind=wordpress&step=code'),
    of('install', '?kind=php&step=people'),
    of('install', '?kind=php&step=check'),
    of('statistics', '?period=24h'),
    of('moderation', `?report=${reportId}`),
    of('moderation', '?state=closed'),
    of('people', `?user=${userId}`),
    of('rooms', `?room=${roomId}`),
    of('features', '?q=file'),
    ...SERVER_SECTIONS.map((section) => paths.server(section)),
  ]
}

const WIDE = { viewport: { width: 1280, height: 900 }, locale: 'en-US', colorScheme: 'light' } as const
const NARROW = { viewport: { width: 375, height: 812 }, locale: 'ru-RU', colorScheme: 'dark', hasTouch: true } as const

/** Pictures of all screens, for people: `SHOTS=folder`. */
const SHOTS = process.env.SHOTS
const MORE = SHOTS
  ? {
      'phone-light-en': { ...NARROW, locale: 'en-US', colorScheme: 'light' as const },
      'desk-dark-ru': { ...WIDE, locale: 'ru-RU', colorScheme: 'dark' as const },
    }
  : {}

async function signedIn(options: BrowserContextOptions, complaints: string[]): Promise<Page> {
  const { chatUrl } = furnished.world
  const context = await (await theBrowser()).newContext({ reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await signInToDashboard(context, chatUrl, ADMINISTRATOR)
  return page
}

/** As a link of the dashboard does it, without another document; an address that it does not know is a page load. */
async function follow(page: Page, address: string): Promise<void> {
  if (readRoute(new URL(address, furnished.world.chatUrl).pathname).screen === 'not-found') return load(page, address)
  await page.evaluate(async (href) => {
    const link = Object.assign(document.createElement('a'), { href })
    document.body.append(link)
    link.click()
    link.remove()
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame)
  }, address)
}

async function load(page: Page, address: string): Promise<void> {
  await page.goto(furnished.world.chatUrl + address)
}

/** Everything has come that the screen shows. */
async function isWhole(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForFunction(() => document.querySelector('.loading, [aria-busy="true"]') === null)
}

/** What is wider than the window, or beside it and not in a strip that scrolls. */
const overflow = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    const beside = [...document.querySelectorAll('button, a[href], input, select, textarea, h2, p, dd')].filter(
      (one) => {
        const { left, right, width } = one.getBoundingClientRect()
        return width > 0 && !one.closest('.tabs-list, .setup-steps, .skip') && (left < -1 || right > innerWidth + 1)
      },
    )
    const wide = scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} px too wide`] : []
    return [...wide, ...beside.map((one) => `beside the window: ${one.outerHTML.slice(0, 120)}`)]
  })

/** The settings that have a control on this screen, and whether a line explains it. */
const settingsOn = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('[name^="settings."], [name="phrases-language"]')].map((control) => {
      const described = control.closest('[aria-describedby]')?.getAttribute('aria-describedby')?.split(' ') ?? []
      const lead = control.closest('.card')?.querySelector('.card-lead')
      const isExplained = described.some((id) => document.getElementById(id)?.classList.contains('field-hint'))
      const [, name] = control.getAttribute('name')?.split(/[.-]/) ?? []
      return control.getAttribute('name') === 'phrases-language'
        ? { name: 'phrases', isExplained: lead !== null }
        : { name: name ?? '', isExplained }
    }),
  )

for (const [name, options] of Object.entries({ 'desk-light-en': WIDE, 'phone-dark-ru': NARROW, ...MORE })) {
  test(`DASH-1 SETTINGS-1 every screen is accessible and fits its window, and every setting is explained: ${name}`, async () => {
    const complaints: string[] = []
    const page = await signedIn(options, complaints)
    const found: string[] = []
    const places: Record<string, string> = {}
    for (const [n, address] of addresses(furnished).entries()) {
      // each address opens the page, and each screen comes after another one
      await (options === NARROW && n > 0 ? follow(page, address) : load(page, address))
      await isWhole(page)
      if (SHOTS) {
        const file = address.replaceAll(/\W+/g, '-').replace(/^-dashboard-?/, '') || 'widgets'
        await page.screenshot({ path: `${SHOTS}/${file}.${name}.png`, fullPage: true })
      }
      // all rules once; what another width and theme can change is contrast
      const rules = options === NARROW ? {} : CONTRAST
      const faults = await lastingFaults(async () => [...(await violations(page, rules)), ...(await overflow(page))])
      found.push(...faults.map((fault) => `${address}: ${fault}`))
      for (const { name: setting, isExplained } of await settingsOn(page)) {
        if (!isExplained) found.push(`${address}: nothing explains ${setting}`)
        if (!address.includes('?')) places[setting] = address.split('/').at(-1) ?? ''
      }
    }
    expect(Object.keys(places).sort()).toEqual([...SETTING_NAMES].sort())
    expect(places).toEqual(Object.fromEntries(SETTING_NAMES.map((name) => [name, SETTING_PLACES[name].section])))
    expect(found).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })
}

test('DASH-1 every screen fits a window of 1920 px', async () => {
  const complaints: string[] = []
  const page = await signedIn({ ...WIDE, viewport: { width: 1920, height: 1080 }, colorScheme: 'dark' }, complaints)
  const found: string[] = []
  for (const [n, address] of addresses(furnished).entries()) {
    await (n > 0 ? follow(page, address) : load(page, address))
    await isWhole(page)
    if (SHOTS) {
      const file = address.replaceAll(/\W+/g, '-').replace(/^-dashboard-?/, '') || 'widgets'
      await page.screenshot({ path: `${SHOTS}/${file}.large-dark-en.png` })
    }
    for (const fault of await overflow(page)) found.push(`${address}: ${fault}`)
  }
  expect(found).toEqual([])
  expect(complaints).toEqual([])
  await page.context().close()
})
