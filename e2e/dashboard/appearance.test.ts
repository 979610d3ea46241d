import { afterAll, beforeAll, expect, test } from 'bun:test'
import { devices, type Page } from 'playwright-core'
import type { WidgetSettings } from '../../protocol/src/http/widget/widget-settings.ts'
import { eventually } from '../stage/eventually.ts'
import { type DashboardStage, startDashboardStage, violations } from './dashboard-stage.ts'

const OWNER = 'olga@looks.example'

let stage: DashboardStage
let widgetId: number
let page: Page
/** WebSockets that the page opened */
const sockets: string[] = []

beforeAll(async () => {
  stage = await startDashboardStage()
  widgetId = await stage.widgetOf(OWNER, 'Looks')
  page = await stage.openAs(OWNER, '/dashboard', { viewport: { width: 1440, height: 950 } })
  page.on('websocket', (socket) => sockets.push(socket.url()))
  await page.goto(`${stage.server.url}/dashboard/widgets/${widgetId}/appearance`)
})
afterAll(() => stage.stop())

const samplePage = (of = page) => of.frameLocator('.preview-frame')
const chat = (of = page) => samplePage(of).frameLocator('iframe')
const saved = async () => (await stage.server.app.widgets.get('all_widgets', widgetId)).settings
const panelSide = () =>
  samplePage()
    .locator('html > div.float')
    .evaluate((host) => (host.shadowRoot?.querySelector('.left') ? 'left' : 'right'))
const panelWidth = () =>
  samplePage()
    .locator('iframe')
    .evaluate((frame) => frame.parentElement?.getBoundingClientRect().width)

const isInert = () =>
  samplePage()
    .locator('html > div.float')
    .evaluate((host) => (host as HTMLElement).inert)
/** Until then it takes no focus and no keys. */
const previewShown = async () => {
  await chat().getByRole('textbox', { name: 'Message' }).waitFor()
  await eventually(async () => expect(await isInert()).toBe(false))
}

test('LOOK-1 the preview is the real chat with a sample conversation', async () => {
  await chat().getByText('That one, in blue.', { exact: false }).waitFor()
  await chat().getByRole('textbox', { name: 'Message' }).waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
})

test('LOOK-1 the preview never takes the focus: not when it loads, reloads, is closed or is opened by the form', async () => {
  await page.addInitScript(() => {
    const own = window as unknown as { focusLost: number }
    own.focusLost = 0
    addEventListener('blur', () => own.focusLost++)
  })
  const focusLost = () => page.evaluate(() => (window as unknown as { focusLost: number }).focusLost)
  await page.reload()
  await previewShown()
  expect(await focusLost()).toBe(0)
  await page.getByLabel('Position', { exact: true }).selectOption('left')
  await eventually(async () => expect(await panelSide()).toBe('left'))
  await previewShown()
  await page.getByRole('button', { name: 'Discard' }).click()
  await eventually(async () => expect(await panelSide()).toBe('right'))
  await previewShown()
  for (const choice of ['Closed', 'Open']) {
    await page.getByRole('radio', { name: choice, exact: true }).check()
    await samplePage()
      .getByRole('button', { name: choice === 'Open' ? 'Close chat' : 'Open chat' })
      .waitFor()
  }
  await previewShown()
  expect(await focusLost()).toBe(0)
  await page.reload()
})

test('LOOK-1 an owner who opens the preview by its launcher keeps the focus there', async () => {
  await previewShown()
  const withKeys = (name: string) => samplePage().getByRole('button', { name }).press('Enter')
  await withKeys('Close chat')
  await samplePage().locator('button:focus').waitFor()
  await withKeys('Open chat')
  await chat().locator('textarea:focus').waitFor()
  await eventually(async () =>
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('preview-frame'),
  )
})

test('LOOK-1 a launcher that is pressed twice at once closes and opens the preview once each', async () => {
  const said = () => page.evaluate(() => (window as unknown as { saidOpen: boolean[] }).saidOpen)
  await page.evaluate(() => {
    const own = window as unknown as { saidOpen: boolean[] }
    own.saidOpen = []
    addEventListener('message', ({ data }) => {
      if (data?.t === 'imbachat:preview-open') own.saidOpen.push(data.open)
    })
  })
  await samplePage()
    .getByRole('button', { name: 'Close chat' })
    .evaluate((launcher: HTMLButtonElement) => {
      launcher.click()
      launcher.click()
    })
  await eventually(async () => expect((await said()).length).toBeGreaterThan(1))
  // what the form says after that is heard after that
  await page.getByRole('radio', { name: 'Dark', exact: true }).check()
  await samplePage().locator('html.dark').waitFor()
  await page.getByRole('radio', { name: 'Light', exact: true }).check()
  await samplePage().locator('html:not(.dark)').waitFor()
  expect(await said()).toEqual([false, true])
})

test('LOOK-1 a message written in the preview appears there and is sent to no server', async () => {
  await chat().getByRole('textbox', { name: 'Message' }).fill('Only here')
  await page.keyboard.press('Enter')
  await chat().getByRole('log').getByText('Only here').waitFor()
  expect(sockets).toEqual([])
  const { readDb } = stage.server.app.store
  const rows = await readDb.selectFrom('chat_user').select('id').where('widget_id', '=', widgetId).execute()
  expect(rows).toEqual([])
})

test('LOOK-1 colours, place and size follow the form before it is saved, and Undo takes one step back', async () => {
  const launcher = samplePage().getByRole('button', { name: 'Close chat' })
  await page.getByLabel('Accent color', { exact: true }).fill('#be185d')
  await eventually(async () =>
    expect(await launcher.evaluate((button) => getComputedStyle(button).backgroundColor)).toBe('rgb(190, 24, 93)'),
  )
  await page.getByLabel('Window width, px').fill('440')
  await eventually(async () => expect(await panelWidth()).toBe(440))
  await page.getByLabel('Launcher: distance from the bottom, px').fill('120')
  await eventually(async () =>
    expect(await launcher.evaluate((button) => getComputedStyle(button).bottom)).toBe('120px'),
  )
  await page.getByRole('button', { name: 'Undo' }).click()
  await eventually(async () =>
    expect(await launcher.evaluate((button) => getComputedStyle(button).bottom)).toBe('18px'),
  )
  await eventually(async () => expect(await page.getByLabel('Window width, px').inputValue()).toBe('440'))
  expect((await saved()).accent).toBeNull()
})

test('LOOK-4 a colour that can not be read is named with the one that the chat shows, to take it over', async () => {
  await page.getByLabel('Background', { exact: true }).fill('#7a7a7a')
  await page.getByText('Hard to read: the chat shows #', { exact: false }).waitFor()
  await page.getByRole('button', { name: /^Use #/ }).click()
  await page.getByText('Hard to read: the chat shows #', { exact: false }).waitFor({ state: 'detached' })
  await eventually(async () =>
    expect(await page.getByLabel('Background', { exact: true }).inputValue()).toMatch(/^#[d-f]/),
  )
})

test('LOOK-3 a phrase is found, changed in the preview at once, kept from losing its mark, and restored', async () => {
  await chat().getByText('online', { exact: true }).waitFor()
  await page.getByLabel('Find a phrase').fill('ONLINE')
  const phrase = page.getByLabel('online', { exact: true })
  await phrase.fill('here right now')
  await chat().getByText('here right now', { exact: true }).waitFor()

  await page.getByLabel('Find a phrase').fill('last seen at')
  const withMark = page.getByRole('textbox', { name: 'last seen at {time}' })
  await withMark.fill('was here')
  await page.getByText('Keep exactly these marks: {time}.', { exact: false }).waitFor()
  await withMark.fill('was here at {time}')
  await page.getByText('Keep exactly these marks: {time}.', { exact: false }).waitFor({ state: 'detached' })

  await page.getByLabel('Find a phrase').fill('')
  await page.getByRole('radio', { name: 'Changed (2)' }).check()
  await page.getByRole('button', { name: 'Restore: last seen at {time}' }).click()
  await page.getByRole('radio', { name: 'Changed (1)' }).waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('status').getByText('Saved', { exact: true }).waitFor()
  expect((await saved()).phrases).toEqual({ en: { online: 'here right now' } })
})

test('TEAM-8 a person who saves a field later sees who changed it, and other fields are saved anyway', async () => {
  const inAnotherTab = (settings: Partial<WidgetSettings>) =>
    page.evaluate(
      ([id, body]) =>
        fetch(`/api/dashboard/v1/widgets/${id}`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json' },
          body,
        }).then(({ ok }) => ok || Promise.reject(new Error('not saved'))),
      [String(widgetId), JSON.stringify({ settings })] as const,
    )
  const radius = page.getByRole('slider', { name: 'Corner radius' })
  await page.getByLabel('Window title').fill('Mine')
  await radius.fill('4')
  await inAnotherTab({ title: 'Hers', launcher_text: 'Ask her' })
  await page.getByRole('button', { name: 'Save' }).click()
  const question = page.getByRole('dialog', { name: 'Changed meanwhile' })
  await question.getByText('olga@looks.example changed this', { exact: false }).waitFor()
  await question.getByText('now: Hers').waitFor()
  await question.getByText('yours: Mine').waitFor()
  await question.getByRole('button', { name: 'Keep theirs' }).click()
  await question.waitFor({ state: 'detached' })
  await eventually(async () => expect(await page.getByLabel('Window title').inputValue()).toBe('Hers'))
  await eventually(async () =>
    expect(await saved()).toMatchObject({ title: 'Hers', radius: 4, launcher_text: 'Ask her' }),
  )

  await page.getByLabel('Window title').fill('Mine again')
  await inAnotherTab({ title: 'Hers again' })
  await page.getByRole('button', { name: 'Save' }).click()
  await question.getByRole('button', { name: 'Save mine' }).click()
  await question.waitFor({ state: 'detached' })
  await eventually(async () => expect((await saved()).title).toBe('Mine again'))
})

test('LOOK-1 on a phone the preview comes when it is asked for, in the language of the reader', async () => {
  const phone = await stage.openAs(OWNER, `/dashboard/widgets/${widgetId}/appearance`, {
    ...devices['Pixel 7'],
    locale: 'ru-RU',
    colorScheme: 'dark',
  })
  await phone.getByRole('button', { name: 'Показать чат' }).click()
  await chat(phone).getByText('Велосипед ещё продаётся?', { exact: false }).waitFor()
  await eventually(async () =>
    expect(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true),
  )
  await eventually(async () => expect(await violations(phone)).toEqual([]))
  await phone.context().close()
})

test('the pages made no complaint', () => {
  expect(stage.complaints).toEqual([])
})
