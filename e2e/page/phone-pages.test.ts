import { expect } from 'bun:test'
import { devices, type Page } from 'playwright-core'
import { embedding } from '../stage/embedding.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'

const phone = devices['iPhone 13']
const SCREEN = 390

/** A site's page from the time before phones: nothing says how wide it is. */
async function openWidePage(stage: Stage, name: string): Promise<Visitor> {
  const visitor = stage.person(name)
  const { serve, script } = await embedding()
  const options = JSON.stringify({ token: stage.token(visitor.id) })
  const url = await serve(
    `<!doctype html><html lang="en"><title>Old</title><body><h1>Since 1999</h1>
    <script src="${script}"></script><script>ImbaChat.load(${options})</script>`,
  )
  return stage.openAs(visitor, { url, browser: phone })
}

const zoomOf = (page: Page) => page.evaluate(() => visualViewport?.scale ?? 1)

scene('PAGE-19 in a page without a viewport meta a phone shows launcher and chat in their own size', async (stage) => {
  const visitor = await openWidePage(stage, 'Wide')
  const { page } = visitor
  await eventually(async () => expect(await page.evaluate(() => innerWidth)).toBeGreaterThan(900))
  await eventually(async () => {
    const launcher = await visitor.launcher.boundingBox()
    expect((launcher?.width ?? 0) * (await zoomOf(page))).toBeGreaterThan(50)
  })
  await visitor.launcher.tap()
  await visitor.chat.getByRole('heading', { name: 'Conversations' }).waitFor()
  const frame = page.frames().find((one) => one.url().includes('/frame?'))
  await eventually(async () => expect(await frame?.evaluate(() => innerWidth)).toBe(SCREEN))
  await eventually(async () => {
    const [zoom, box] = [await zoomOf(page), await page.locator('iframe[title="Chat"]').boundingBox()]
    expect([Math.round((box?.x ?? 1) * zoom), Math.round((box?.width ?? 0) * zoom)]).toEqual([0, SCREEN])
    const seen = await page.evaluate(() => visualViewport?.height ?? 0)
    expect(Math.abs((box?.height ?? 0) - seen)).toBeLessThan(3)
  })
  await page.goBack()
  await visitor.page.getByRole('button', { name: 'Open chat' }).waitFor()
})

scene("PAGE-19 the composer stays above a phone's keyboard in a page without a viewport meta", async (stage) => {
  const [reader, boris] = [await openWidePage(stage, 'Widely'), stage.person('Boris of keyboards')]
  const { page } = reader
  await reader.openDialogWith(boris)
  // as iOS does it: the keyboard covers the page and makes only the visual viewport smaller
  const keyboard = await page.evaluate(() => {
    const seen = visualViewport as VisualViewport
    const height = Math.round(seen.height * 0.55)
    Object.defineProperty(seen, 'height', { configurable: true, value: height })
    return height
  })
  const frame = page.locator('iframe[title="Chat"]')
  await eventually(async () => {
    // as a keyboard that is still opening does
    await page.evaluate(() => visualViewport?.dispatchEvent(new Event('resize')))
    const box = await frame.boundingBox()
    expect(Math.abs((box?.height ?? 0) - keyboard)).toBeLessThan(3)
    const below = await reader.composer.evaluate((one) => innerHeight - one.getBoundingClientRect().bottom)
    expect(below).toBeGreaterThanOrEqual(0)
    expect(below).toBeLessThan(30)
  })
})

scene('PAGE-20 on a phone what fingers touch is at least 44 px, and fields have 16 px', async (stage) => {
  const [thea, boris] = [stage.person('Thea'), stage.person('Boris of targets')]
  const socket = await signIn(stage, stage.token(boris.id))
  const { room } = (await socket.request('dialog.open', { user_id: thea.id })) as { room: { room_id: number } }
  await socket.request('message.send', { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'tap me' })
  const reader = await stage.openAs(thea, { browser: phone })
  await reader.openChat()
  const small = () =>
    reader.chat.locator('body').evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, a[href], input, textarea')].flatMap((element) => {
        // a field's label is touched as well
        const mine = element.closest('label') ?? element
        const box = mine.getBoundingClientRect()
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
        const takes = (dx: number, dy: number) => mine.contains(document.elementFromPoint(x + dx, y + dy))
        // links in a line of words are as high as the line
        if (box.width === 0 || !takes(0, 0) || element.closest('article, h2')) return []
        const isSmall = ![-21, 21].every((by) => takes(0, by) && takes(by, 0))
        const words = element.matches('input:not([type=checkbox], [type=radio]), textarea')
        const zooms = words && Number.parseFloat(getComputedStyle(element).fontSize) < 16
        const name = element.ariaLabel ?? element.textContent ?? element.className
        return isSmall || zooms ? [`${name}: ${box.width} x ${box.height}`] : []
      }),
    )
  await reader.chat.getByRole('button', { name: 'New message' }).waitFor()
  await eventually(async () => expect(await small()).toEqual([]))
  await reader.openConversation('Boris of targets')
  await reader.message('tap me').waitFor()
  // the conversation slides in, and covers the list meanwhile
  await eventually(async () => expect(await small()).toEqual([]))
  await reader.chat.getByRole('button', { name: 'Back' }).tap()
  await reader.chat.getByRole('button', { name: 'New message' }).tap()
  await reader.chat.getByRole('button', { name: 'New group' }).tap()
  await reader.chat.getByRole('button', { name: 'Next' }).tap()
  await reader.chat.getByRole('dialog', { name: 'New group' }).getByRole('textbox').first().waitFor()
  await eventually(async () => expect(await small()).toEqual([]))
})

scene(
  'PAGE-21 on a phone pulling a conversation aside leads back to the list, a short pull does not',
  async (stage) => {
    const [pia, boris] = [stage.person('Pia'), stage.person('Boris of pulls')]
    const socket = await signIn(stage, stage.token(boris.id))
    const { room } = (await socket.request('dialog.open', { user_id: pia.id })) as { room: { room_id: number } }
    await socket.request('message.send', { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'pull aside' })
    const { defaultBrowserType: _, ...pixel } = devices['Pixel 7'] ?? {}
    const reader = await stage.openAs(pia, { url: `${stage.demo.url}/embed/react/${pia.slug}`, browser: pixel })
    await reader.openConversation('Boris of pulls')
    const message = reader.message('pull aside')
    const session = await reader.context.newCDPSession(reader.page)
    const pullBy = async (pixels: number) => {
      const box = await message.locator('.bubble').boundingBox()
      const [x, y] = [(box?.x ?? 0) + 40, (box?.y ?? 0) + 12]
      const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
        session.send('Input.dispatchTouchEvent', { type, touchPoints })
      await touch('touchStart', { x, y })
      for (let moved = 10; moved <= pixels; moved += 10) await touch('touchMove', { x: x + moved, y: y + 1 })
      await touch('touchEnd')
    }
    await pullBy(50)
    await message.waitFor()
    await eventually(async () =>
      expect(await reader.chat.locator('.room').evaluate((one) => one.style.translate)).toBe(''),
    )
    await eventually(async () => {
      if (await message.count()) await pullBy(140)
      expect(await message.count()).toBe(0)
    })
    await reader.chat.getByRole('heading', { name: 'Conversations' }).waitFor()
  },
)
