import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { BrowserContextOptions } from 'playwright-core'
import { type DashboardStage, startDashboardStage, violations } from '../dashboard/dashboard-stage.ts'
import { eventually } from '../stage/eventually.ts'
import { isOpen, makeMarket, openReport, row, said } from './market.ts'

const OWNER = 'vera@shop.example'
const LONG = 'I have told you three times now that the boat is sold. '.repeat(8)

let stage: DashboardStage
beforeAll(async () => {
  stage = await startDashboardStage()
})
afterAll(() => stage.stop())

const market = (made: Parameters<typeof makeMarket>[2]) => makeMarket(stage, OWNER, made)

const queueOf = (widgetId: number, options: BrowserContextOptions = {}) =>
  stage.openAs(OWNER, `/dashboard/widgets/${widgetId}/moderation`, options)

test('QUEUE-11 QUEUE-12 a message that three users reported is one entry, and the next key acts on the next', async () => {
  const texts = ['Where is the harbour?', 'Cheap gold', 'Pay me first']
  const widgetId = await market({ texts, reported: [2, 2, 2, 3] })
  const page = await queueOf(widgetId)
  await row(page, 'Cheap gold').waitFor()
  await eventually(async () => expect(await page.locator('.queue-row').count()).toBe(2))
  await row(page, 'Cheap gold')
    .getByText(/Spam · 2/)
    .waitFor()
  await row(page, 'Cheap gold').getByText('Fraud').waitFor()
  await row(page, 'Cheap gold').getByText('Reported by 3').waitFor()
  await page.getByRole('link', { name: /Moderation 2 wait for/ }).waitFor()

  await page.keyboard.press('d')
  await said(page, 'Choose a report first').waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await eventually(async () => expect(await row(page, 'Cheap gold').getAttribute('aria-current')).toBe('true'))
  await page.keyboard.press('j')
  await said(page, 'This is the last report').waitFor()
  await page.keyboard.press('p')
  await said(page, 'Only a held message can be published').waitFor()
  await page.getByRole('list', { name: 'Reports', exact: true }).getByText('Fraud').waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await page.keyboard.press('d')
  await eventually(async () => expect(await row(page, 'Pay me first').getAttribute('aria-current')).toBe('true'))
  await row(page, 'Cheap gold').waitFor({ state: 'detached' })
  await page.keyboard.press('d')
  await page.getByText('Nothing to review').waitFor()
  await page.keyboard.press('j')
  await said(page, 'The queue is empty').waitFor()
  await page.context().close()
})

test('QUEUE-12 a key on a report that another moderator has decided says so, and the next key leads on', async () => {
  const widgetId = await market({ texts: ['Cheap gold', 'Pay me first'], reported: [1, 2] })
  const page = await queueOf(widgetId)
  await row(page, 'Pay me first').waitFor()
  await page.keyboard.press('j')
  await eventually(async () => expect(await row(page, 'Pay me first').getAttribute('aria-current')).toBe('true'))
  await page.getByRole('region', { name: 'Decision' }).getByText('Again and again').waitFor()
  await stage.server.app.store.control
    .updateTable('report')
    .set({ closed_at: Date.now(), closed_by: null, outcome: 'dismissed' })
    .where('widget_id', '=', widgetId)
    .where('seq', '=', 2)
    .execute()
  await page.keyboard.press('d')
  await said(page, 'Another moderator has already resolved').waitFor()
  await page
    .getByRole('region', { name: 'Decision' })
    .getByText(/^Dismissed by/)
    .waitFor()
  await page.keyboard.press('x')
  await said(page, 'This report is already resolved').waitFor()
  await page.keyboard.press('j')
  await eventually(async () => expect(await row(page, 'Cheap gold').getAttribute('aria-current')).toBe('true'))
  await page.keyboard.press('d')
  await page.getByText('Report dismissed').waitFor()
  await page.context().close()
})

for (const [name, viewport] of [
  ['a phone', { width: 390, height: 844 }],
  ['a desktop at 200 %', { width: 640, height: 400 }],
  ['a desktop', { width: 1280, height: 800 }],
] as const) {
  test(`QUEUE-13 the reported message is in view as soon as its report is open, on ${name}`, async () => {
    const texts = Array.from({ length: 21 }, (_, place) => (place === 10 ? 'Cheap gold' : LONG))
    const widgetId = await market({ texts, reported: [11] })
    const page = await queueOf(widgetId, { viewport })
    await row(page, 'Cheap gold').click()
    const reported = page.locator('.report-context .reported')
    await reported.waitFor()
    const isWhole = () =>
      reported.evaluate((message) => {
        const box = message.closest('.report-context')?.getBoundingClientRect()
        const { left, top, bottom } = message.getBoundingClientRect()
        // nothing lies over it, such as the bar with the decisions
        const isSeen = (y: number) => message.contains(document.elementFromPoint(left + 20, y))
        return box !== undefined && top >= box.top && bottom <= box.bottom && isSeen(top + 2) && isSeen(bottom - 2)
      })
    await eventually(async () => expect(await isWhole()).toBe(true))
    // the text is laid out again
    await page.setViewportSize({ width: 360, height: 844 })
    await eventually(async () => expect(await isWhole()).toBe(true))
    await page.context().close()
  })
}

for (const [name, viewport] of [
  ['a phone', { width: 390, height: 844 }],
  ['a desktop', { width: 1280, height: 800 }],
] as const) {
  test(`QUEUE-16 the notice of a decision covers no button for the next report, on ${name}`, async () => {
    const texts = Array.from({ length: 21 }, (_, place) => ({ 10: 'Cheap gold', 11: 'Cheap silver' })[place] ?? LONG)
    const widgetId = await market({ texts, reported: [11, 12] })
    const page = await queueOf(widgetId, { viewport })
    await row(page, 'Cheap silver').click()
    await page.getByRole('button', { name: /^Dismiss/ }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await isOpen(page, 'Cheap gold')
    await page.locator('.report-decide button').first().waitFor()
    const others = page.getByRole('button', { name: 'Other decisions' })
    if (await others.isVisible()) await others.click()
    await page.keyboard.press('p')
    await said(page, 'Only a held message can be published').waitFor()
    const covered = () =>
      page.locator('.report-decide').evaluate((decisions) =>
        [...decisions.querySelectorAll('button')].flatMap((button) => {
          const { left, top, width, height } = button.getBoundingClientRect()
          const isFree = button.contains(document.elementFromPoint(left + width / 2, top + height - 4))
          return isFree || height === 0 ? [] : [button.textContent]
        }),
      )
    await eventually(async () => expect(await covered()).toEqual([]))
    await eventually(async () => expect(await page.locator('.report-decide button').first().isVisible()).toBe(true))
    await eventually(async () => expect(await page.getByRole('button', { name: 'Undo' }).isVisible()).toBe(true))
    await page.context().close()
  })
}

test('QUEUE-9 a decision is taken back from another section, too', async () => {
  const widgetId = await market({ texts: ['Cheap gold'], reported: [1] })
  const page = await queueOf(widgetId)
  await openReport(page, 'Cheap gold')
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByText('Report dismissed').waitFor()
  await page.getByRole('link', { name: 'Rules', exact: true }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await said(page, 'Decision undone').waitFor()
  await page.getByRole('link', { name: /Moderation 1 waits for/ }).click()
  await row(page, 'Cheap gold').waitFor()
  await page.context().close()
})

test('QUEUE-9 an undo in another section opens nothing in the queue of another widget', async () => {
  const first = await market({ texts: ['Cheap gold'], reported: [1] })
  const second = await market({ texts: ['Cheap silver'], reported: [1] })
  const page = await queueOf(first)
  await openReport(page, 'Cheap gold')
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByText('Report dismissed').waitFor()
  await page.getByRole('link', { name: 'Rules', exact: true }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await said(page, 'Decision undone').waitFor()
  // within the same page, as a link does it
  await page.evaluate((path) => {
    const link = Object.assign(document.createElement('a'), { href: path })
    document.body.append(link)
    link.click()
    link.remove()
  }, `/dashboard/widgets/${second}/moderation`)
  await row(page, 'Cheap silver').waitFor()
  await page.getByText('Choose a report').waitFor()
  expect(new URL(page.url()).searchParams.get('report')).toBeNull()
  await page.context().close()
})

for (const [width, height] of [
  [390, 844],
  [700, 800],
  [1280, 800],
  [1920, 1080],
] as const) {
  test(`QUEUE-16 QUEUE-26 a toast covers no decision at ${width} px, and a decision is taken back in it`, async () => {
    const widgetId = await market({ texts: ['Cheap gold', 'Cheap silver'], reported: [1, 2] })
    const page = await queueOf(widgetId, { viewport: { width, height } })
    await openReport(page, 'Cheap silver')
    const isFree = async () => {
      const [toasts, acts] = [page.locator('.toasts'), page.locator('.report-acts')]
      const [over, under] = [await toasts.boundingBox(), await acts.last().boundingBox()]
      if (!over || !under) throw new Error('one of them is not shown')
      const isBeside = over.x >= under.x + under.width || over.x + over.width <= under.x
      return isBeside || over.y >= under.y + under.height || over.y + over.height <= under.y
    }
    await page.keyboard.press('p')
    await said(page, 'Only a held message can be published').waitFor()
    await eventually(async () => expect(await isFree()).toBe(true))
    await page.keyboard.press('d')
    await said(page, 'Report dismissed').waitFor()
    await isOpen(page, 'Cheap gold')
    await eventually(async () => expect(await isFree()).toBe(true))
    // it can be undone for ten seconds: axe comes later
    await page.locator('.toasts').getByRole('button', { name: 'Undo' }).click()
    await said(page, 'Decision undone').waitFor()
    expect(await said(page, 'Report dismissed').count()).toBe(0)
    await eventually(async () => expect(await violations(page)).toEqual([]))
    await page.context().close()
  })
}

test('QUEUE-4 the key for the next report says why more of them could not be loaded', async () => {
  const texts = Array.from({ length: 21 }, (_, place) => `Cheap gold ${place + 1}`)
  const widgetId = await market({ texts, reported: texts.map((_, place) => place + 1) })
  const page = await queueOf(widgetId)
  // a page has 20
  await page.route(/\/reports\?.*cursor=/, (route) => route.abort())
  const last = page.locator('.queue-row').nth(19)
  await last.click()
  await eventually(async () => expect(await last.getAttribute('aria-current')).toBe('true'))
  await page.keyboard.press('j')
  await said(page, "Can't reach the server").waitFor()
  await page.context().close()
})

test('the pages made no complaint', () => {
  expect(stage.complaints).toEqual([])
})

test('QUEUE-15 beside a report stands what is known of its author, and a note is added there', async () => {
  const widgetId = await market({ texts: ['Cheap gold', 'Cheap silver'], reported: [1, 2] })
  const page = await queueOf(widgetId, { viewport: { width: 1600, height: 900 } })
  await openReport(page, 'Cheap gold')
  await page.keyboard.press('w')
  await page.getByRole('dialog').getByLabel('Text').fill('No gold here, please')
  await page.getByRole('dialog').getByRole('button', { name: 'Warn' }).click()
  // the next report of the same author
  const author = page.getByRole('complementary', { name: 'About this person' })
  await author.getByText('No gold here, please').waitFor()
  await author.getByText(/^Warned by vera@shop.example/).waitFor()
  const standing = page.locator('.report-standing')
  await eventually(async () => {
    expect(await standing.textContent()).toMatch(/^Since .+ · \d messages? · 2 reports · warned once$/)
  })
  await page.setViewportSize({ width: 1280, height: 800 })
  await eventually(async () => {
    const line = await standing.boundingBox()
    expect((line?.y ?? 800) + (line?.height ?? 0)).toBeLessThan(400)
  })
  await page.setViewportSize({ width: 1600, height: 900 })
  await author.getByLabel('Note').fill('Sells gold on three sites')
  await author.getByRole('button', { name: 'Add note' }).click()
  await author.getByText('Sells gold on three sites').waitFor()
  await eventually(async () => {
    const decisions = await page.getByRole('button', { name: /^Dismiss/ }).boundingBox()
    expect((decisions?.y ?? 900) + (decisions?.height ?? 0)).toBeLessThan(900)
  })
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await author.getByRole('link', { name: 'Reports about them: 2' }).click()
  await row(page, 'Cheap silver').waitFor()
  await page.context().close()
})

test('QUEUE-16 the decisions are in view at 1280 by 800 while appeals are open above the queue', async () => {
  const texts = Array.from({ length: 21 }, (_, place) => (place === 10 ? 'Cheap gold' : LONG))
  const widgetId = await market({ texts, reported: [11, 11, 12] })
  const { control } = stage.server.app.store
  const now = Date.now()
  for (const n of [1, 2, 3]) {
    const one = { widget_id: widgetId, user_id: `banned${n}`, kind: 'mute' as const, created_at: now - n }
    const given = { id: `restriction${n}`, reason: 'Spam', until: null, report_id: null, created_by: OWNER }
    await control
      .insertInto('restriction')
      .values({ ...one, ...given })
      .execute()
    const appeal = { restriction_id: `restriction${n}`, text: `${LONG}${LONG}` }
    await control
      .insertInto('appeal')
      .values({ ...one, ...appeal })
      .execute()
  }
  const page = await queueOf(widgetId, { viewport: { width: 1280, height: 800 } })
  await page.getByRole('heading', { name: 'Appeals' }).waitFor()
  await row(page, 'Cheap gold').waitFor()
  for (const text of ['I have told you', 'Cheap gold']) {
    await page.keyboard.press('j')
    await isOpen(page, text)
    const last = page.getByRole('button', { name: 'Delete all their messages' })
    await eventually(async () => {
      const box = await last.boundingBox()
      expect((box?.y ?? 800) + (box?.height ?? 0)).toBeLessThan(800)
    })
    expect(await page.evaluate(() => scrollY)).toBe(0)
  }
  // they are back when the queue is
  await page.keyboard.press('Escape')
  await page
    .getByRole('button', { name: /^Let them post/ })
    .first()
    .waitFor()
  await page.context().close()
})

test('QUEUE-16 the decisions are in view at 1280 by 800, however much stands around the message', async () => {
  const texts = Array.from({ length: 21 }, (_, place) => (place === 10 ? 'Cheap gold' : LONG))
  const widgetId = await market({ texts, reported: [11, 11, 11, 11, 11, 11] })
  const page = await queueOf(widgetId, { viewport: { width: 1280, height: 800 } })
  await openReport(page, 'Cheap gold')
  const last = page.getByRole('button', { name: 'Delete all their messages' })
  await page.getByRole('list', { name: 'Reports' }).waitFor()
  await eventually(async () => {
    const box = await last.boundingBox()
    expect((box?.y ?? 800) + (box?.height ?? 0)).toBeLessThan(800)
  })
  expect(await page.evaluate(() => scrollY)).toBe(0)
  await page.context().close()
})
