import { describe, expect } from 'bun:test'
import { type Browser, chromium } from 'playwright-core'
import { freePort } from '../../server/src/testing/free-port.ts'
import { afterTheRun } from '../stage/after-the-run.ts'
import { launchBrowser } from '../stage/browser.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { Visitor } from '../stage/visitor.ts'

declare const window: Window & { restored?: boolean }

interface KeepingBrowser {
  browser: Browser
  /** where its developer tools listen */
  port: number
}

let launched: Promise<KeepingBrowser> | null = null

/** A Chromium that keeps pages which were left, as people's do and Playwright's does not. */
function keepingBrowser(): Promise<KeepingBrowser> {
  launched ??= launch()
  return launched
}

async function launch(): Promise<KeepingBrowser> {
  const port = freePort()
  const options = {
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [`--remote-debugging-port=${port}`],
  }
  const browser = await launchBrowser(options, 'whole')
  afterTheRun(() => browser.close())
  return { browser, port }
}

async function watchReturn({ page }: Visitor): Promise<void> {
  await page.addInitScript(() => {
    addEventListener('pageshow', (event) => {
      window.restored = (event as PageTransitionEvent).persisted
    })
  })
}

async function follow({ page }: Visitor, path: string): Promise<void> {
  await page.evaluate((to) => location.assign(to), path)
  await page.waitForURL((url) => url.pathname + url.search === path, { waitUntil: 'domcontentloaded' })
}

/**
 * Goes back, over so many pages, to one that the browser has kept.
 * @returns who came back, through a second connection: Playwright lost sight of the frames of the page when it was left
 */
async function goBack(visitor: Visitor, pages: number): Promise<Visitor> {
  const { page, person } = visitor
  await page.evaluate((steps) => void setTimeout(() => history.go(-steps)), pages)
  await eventually(async () => expect(await page.evaluate(() => window.restored)).toBe(true))
  const { port } = await keepingBrowser()
  const second = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  const found = await eventually(() => {
    const pages = second.contexts().flatMap((context) => context.pages())
    const same = pages.find((other) => other.url() === page.url())
    if (!same) throw new Error(`there is no page ${page.url()}`)
    return same
  })
  return new Visitor(found, person)
}

const withoutWorker = async (visitor: Visitor) => {
  await visitor.page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'))
  await watchReturn(visitor)
}

describe.each([
  ['a worker', watchReturn],
  ['a tab that leads', withoutWorker],
])('a page out of the back/forward cache, by %s', (_where, prepare) => {
  scene('TABS-9 a page that comes back shows what was said meanwhile, sends once and counts right', async (stage) => {
    const [anna, boris, carla] = [stage.person('Anna'), stage.person('Boris'), stage.person('Carla')]
    const { browser } = await keepingBrowser()
    const beside = await browser.newContext()
    const first = await stage.openAs(anna, { beside, prepare })
    const right = await stage.openAs(boris)
    await first.openDialogWith(boris)
    await first.write('one')
    await right.openDialogWith(anna)
    await right.write('two')
    await first.sees('one', 'two')

    await follow(first, '/')
    await follow(first, `/as/${anna.slug}?next`)
    await first.openDialogWith(boris)
    await first.write('from the next page')
    await right.sees('one', 'two', 'from the next page')
    await follow(first, '/')
    await right.write('meanwhile')
    const other = await stage.openAs(carla)
    await other.openDialogWith(anna)
    await other.write('me too')

    const back = await goBack(first, 3)
    await back.sees('one', 'two', 'from the next page', 'meanwhile')
    await back.seesUnread(1)
    await right.write('welcome back')
    await back.sees('one', 'two', 'from the next page', 'meanwhile', 'welcome back')
    await back.write('thank you')
    await back.seesTick('thank you', 'Read')
    await right.sees('one', 'two', 'from the next page', 'meanwhile', 'welcome back', 'thank you')
  })

  scene('TABS-9 a page that comes back is there beside a tab that wrote and read meanwhile', async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const { browser } = await keepingBrowser()
    const beside = await browser.newContext()
    const first = await stage.openAs(anna, { beside, prepare })
    const right = await stage.openAs(boris)
    await right.openDialogWith(anna)
    await right.write('one')
    await first.seesUnread(1)
    const second = await stage.openAs(anna, { beside, prepare, query: 'second' })
    await second.seesUnread(1)

    await first.page.bringToFront()
    await follow(first, '/')
    await second.page.bringToFront()
    await second.openDialogWith(boris)
    await second.write('from the other tab')
    await second.seesUnread(0)

    await first.page.bringToFront()
    const back = await goBack(first, 1)
    await back.seesUnread(0)
    await right.write('two')
    await back.seesUnread(1)
    await back.openDialogWith(boris)
    await back.write('three')
    for (const page of [back, second, right]) await page.sees('one', 'from the other tab', 'two', 'three')
  })
})
