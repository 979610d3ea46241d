import { expect } from 'bun:test'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene } from '../stage/harness.ts'
import type { PageWithChat } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'

declare const window: PageWithChat

/** A visitor reads a room in which many messages come at once. */
async function manyAtOnce(stage: Stage) {
  const reader = stage.person('Watcher')
  const pipe = `cut-${crypto.randomUUID()}`
  const speaker = await signIn(stage, stage.token(stage.person('Anna').id))
  const { room } = (await speaker.request('room.open', { pipe, title: 'The quay', is_public: true })) as {
    room: { room_id: number }
  }
  const visitor = await stage.openAs(reader, { kind: 'whole', query: 'inline' })
  await visitor.page.evaluate((pipe) => window.imbaApi.addToRoom({ pipe, is_public: '1', type: 1 }), pipe)
  const log = visitor.chat.getByRole('log')
  await log.waitFor()
  const frame = visitor.page.frames().find((one) => one.url().includes('/frame'))
  if (!frame) throw new Error('the page has no chat frame')
  let said = 0
  /** The chat frame's thread stands still meanwhile, and draws them together. */
  async function sayAtOnce(count: number, more: { reply_to?: number } = {}): Promise<void> {
    const [stopped, heldUp] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    await visitor.page.route('**/held-up', async (route) => {
      stopped.resolve()
      await heldUp.promise
      await route.fulfill({ body: '' })
    })
    const stands = frame?.evaluate(() => {
      const request = new XMLHttpRequest()
      request.open('GET', '/imbachat/held-up', false)
      request.send()
    })
    await stopped.promise
    // what comes first is drawn alone
    await speaker.request('typing', { room_id: room.room_id, typing: true })
    for (let n = 0; n < count; n++) {
      const text = `message ${++said}, which takes some lines, ${'as its words are many '.repeat(14)}`
      const message = { room_id: room.room_id, client_id: crypto.randomUUID(), text }
      await speaker.request('message.send', { ...message, ...more })
    }
    heldUp.resolve()
    await stands
    await visitor.page.unroute('**/held-up')
    await visitor.message(`message ${said},`).last().waitFor()
  }
  // a scroll event of the cut comes a frame later
  const twoFrames = () =>
    frame.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  const below = () => log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight)
  const drawn = () => log.locator('article').count()
  return { visitor, log, frame, sayAtOnce, twoFrames, below, drawn }
}

scene('PAGE-11 a log that is cut and is as high as before stays at the newest message', async (stage) => {
  const { log, frame, sayAtOnce, twoFrames, below, drawn } = await manyAtOnce(stage)
  // messages out of sight have their real height too, which else depends on what the browser has drawn
  await frame.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('.message { content-visibility: visible !important; }')
    document.adoptedStyleSheets.push(sheet)
  })
  const heights: number[] = []
  for (const count of [121, 61, 61, 61]) {
    await sayAtOnce(count)
    await eventually(async () => expect(await drawn()).toBe(60))
    await twoFrames()
    await eventually(async () => expect(await below()).toBeLessThan(2))
    heights.push(await log.evaluate((log) => log.scrollHeight))
  }
  expect(heights.at(-1)).toBe(heights.at(-2))
})

scene('PAGE-11 a jump to a message that was said shortly before arrives, also while the log is cut', async (stage) => {
  const { visitor, frame, sayAtOnce, twoFrames, below, drawn } = await manyAtOnce(stage)
  await sayAtOnce(100)
  // all of them reply to one that stays drawn
  const follows = frame.evaluate(
    () =>
      new Promise<void>((done) => {
        const watcher = new MutationObserver(() => {
          // not yet cut
          if (document.querySelectorAll('article').length !== 60) return
          const quotes = document.querySelectorAll<HTMLElement>('article .quote')
          if (quotes.length === 0) return
          watcher.disconnect()
          quotes[quotes.length - 1]?.click()
          done()
        })
        watcher.observe(document.body, { childList: true, subtree: true })
      }),
  )
  await sayAtOnce(40, { reply_to: 100 })
  await follows
  await eventually(async () => expect(await drawn()).toBe(60))
  await twoFrames()
  await eventually(async () => expect(await below()).toBeGreaterThan(100))
  const shown = visitor.chat.getByRole('log').locator('article[data-seq="100"]')
  await eventually(async () => expect(await shown.evaluate((one) => one.getBoundingClientRect().bottom > 0)).toBe(true))
})
