import { beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { ImbaChat, LoadOptions } from '../widget/src/page-types.ts'
import { type Embedding, embedding } from './embedding.ts'
import { eventually } from './eventually.ts'
import { person } from './harness.ts'

declare const window: {
  asked?: boolean
  imbaApi: ImbaChat
  show(props: { url: string; widgetId: number } & LoadOptions): void
}

// a browser on a busy machine
setDefaultTimeout(60_000)

let world: Embedding
let page: Page

beforeAll(async () => {
  world = await embedding()
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dir, '..', 'react', 'src', 'testing', 'changing-page.tsx')],
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
  const other = await world.app.widgets.create(null, { name: 'Other' })
  for (const widgetId of [other.id, world.widgetId]) {
    await page.evaluate((props) => window.show(props), { url: world.chatUrl, widgetId })
    await eventually(async () =>
      expect(await page.locator('iframe').first().getAttribute('src')).toContain(`/v1/${widgetId}/`),
    )
  }
})
