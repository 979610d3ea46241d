import { beforeAll, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Conversation, ImbaChat, LoadOptions } from '../../widget/src/page-types.ts'
import { type Embedding, embedding } from '../stage/embedding.ts'
import { eventually } from '../stage/eventually.ts'
import { person } from '../stage/harness.ts'

declare const window: {
  asked?: boolean
  imbaApi: ImbaChat
  show(props: { url: string; widgetId: number } & LoadOptions, chatbox?: Conversation): void
}

let world: Embedding
let page: Page

/** A widget that may be shown in the page. */
async function anotherWidget(name: string): Promise<number> {
  const { id } = await world.app.widgets.create(null, { name, origins: [new URL(page.url()).origin] })
  return id
}

beforeAll(async () => {
  world = await embedding()
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dir, '../../react/src/testing/changing-page.tsx')],
    target: 'browser',
    define: { 'process.env.NODE_ENV': '"development"' },
  })
  const script = (await outputs[0]?.text())?.replaceAll('</script', '<\\/script')
  const url = await world.serve(`<!doctype html><title>React</title><body><script type="module">${script}</script>`)
  page = (await world.open(url)).page
  await page.waitForFunction(() => typeof window.show === 'function')
})

test('MOUNT-7 the tokenProvider of the latest render is asked', async () => {
  const { id } = person(world.demo, 'Renata of React')
  const { chatUrl: url, widgetId } = world
  const ended = { url, widgetId, token: world.token(id, -3_600) }
  await page.evaluate((props) => {
    const tokenProvider = () => {
      window.asked = true
      return null
    }
    window.show({ ...props, tokenProvider })
  }, ended)
  await page.waitForFunction(() => window.asked)
  await page.evaluate(([props, fresh]) => window.show({ ...props, tokenProvider: () => fresh }), [
    ended,
    world.token(id),
  ] as const)
  await page.evaluate(() => window.imbaApi.getUnreadCount())
})

test('MOUNT-7 another widgetId shows the other widget', async () => {
  const other = await anotherWidget('Other')
  const script = page.waitForRequest((request) => request.url().includes(`/v1/${other}/widget`))
  for (const widgetId of [other, world.widgetId]) {
    await page.evaluate((props) => window.show(props), { url: world.chatUrl, widgetId })
    await eventually(async () =>
      expect(await page.locator('iframe').first().getAttribute('src')).toContain(`/v1/${widgetId}/`),
    )
  }
  // a script that did not fail keeps its own address, which the browser may have in its cache
  expect(new URL((await script).url()).search).toBe('')
})

test('MOUNT-7 another widgetId shows the other widget, even while the script of the first is on its way', async () => {
  const [slow, wanted] = [await anotherWidget('Slow'), await anotherWidget('Wanted')]
  const asked = new Set<number>()
  /** Keeps a widget's script back until the test lets it come. */
  async function hold(widgetId: number): Promise<() => void> {
    const held = Promise.withResolvers<void>()
    await page.route(`**/v1/${widgetId}/widget*`, async (route) => {
      asked.add(widgetId)
      await held.promise
      await route.continue()
    })
    return held.resolve
  }
  const [letSlowCome, letWantedCome] = [await hold(slow), await hold(wanted)]
  for (const widgetId of [slow, wanted]) {
    await page.evaluate((props) => window.show(props), { url: world.chatUrl, widgetId })
    // React draws later than its state changes
    await eventually(async () => expect(asked).toContain(widgetId))
  }
  const came = page.waitForResponse((response) => response.url().includes(`/v1/${slow}/widget`))
  const before = await page.evaluateHandle(() => window.imbaApi)
  letSlowCome()
  await came
  await page.waitForFunction((chat) => window.imbaApi !== chat, before)
  letWantedCome()
  await eventually(async () =>
    expect(await page.locator('iframe').first().getAttribute('src')).toContain(`/v1/${wanted}/`),
  )
})

test('MOUNT-7 a chatbox keeps its frame when its title or its permission changes', async () => {
  const { chatUrl: url, widgetId } = world
  const [rita, bob, bea] = ['Rita of React', 'Bob of React', 'Bea of React'].map((name) => person(world.demo, name).id)
  const props = { url, widgetId, token: world.token(`${rita}`) }
  const secretKey = (await world.app.widgets.find(widgetId))?.secretKeys[0] ?? ''
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const permission = (user_id: unknown, seconds: number) => {
    const exp = Math.floor(Date.now() / 1000) + seconds
    const signed = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ user_id, initiator: rita, status: 0, exp })}`
    return `${signed}.${createHmac('sha256', secretKey).update(signed).digest('base64url')}`
  }
  const show = (chatbox: Conversation) =>
    page.evaluate(([props, chatbox]) => window.show(props, chatbox), [props, chatbox] as const)
  const frame = page.frameLocator('.box iframe')
  await show({ user: `${bob}`, permission: permission(bob, 600), title: 'Chat' })
  await frame.getByRole('heading', { name: 'Bob of React' }).waitFor()
  const kept = await page.locator('.box iframe').elementHandle()
  await show({ user: `${bob}`, permission: permission(bob, 700), title: 'Chat (1)' })
  // what React draws next comes after what it drew for the change above
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  expect(await kept?.evaluate((element) => element.isConnected)).toBe(true)
  await show({ user: `${bea}`, permission: permission(bea, 700), title: 'Chat (1)' })
  await frame.getByRole('heading', { name: 'Bea of React' }).waitFor()
  expect(await kept?.evaluate((element) => element.isConnected)).toBe(false)
})

test('MOUNT-13 a chatbox stores a new title of its context at once, and keeps its frame', async () => {
  const { chatUrl: url, widgetId } = world
  const [rita, kurt] = ['Rita of React', 'Kurt of React'].map((name) => person(world.demo, name).id)
  const props = { url, widgetId, token: world.token(`${rita}`) }
  const show = (title: string) =>
    page.evaluate(([props, user, title]) => window.show(props, { user, context: { id: 'bike', title } }), [
      props,
      `${kurt}`,
      title,
    ] as const)
  const frame = page.frameLocator('.box iframe')
  await show('Red bicycle')
  await frame.getByText('Red bicycle').first().waitFor()
  const kept = await page.locator('.box iframe').elementHandle()
  for (const title of ['Red bicycle, reserved', 'Red bicycle, sold']) {
    await show(title)
    await frame.getByText(title, { exact: true }).first().waitFor()
  }
  expect(await kept?.evaluate((element) => element.isConnected)).toBe(true)
})
