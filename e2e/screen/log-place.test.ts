import { expect } from 'bun:test'
import { devices } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene } from '../stage/harness.ts'
import { storeMessages } from '../stage/stored-messages.ts'
import { learnsThatItIsHidden, type Visitor } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'

type How = Parameters<Stage['openAs']>[1]

const { defaultBrowserType: _, ...phone } = devices['Pixel 7'] ?? {}

const log = (visitor: Visitor) => visitor.chat.getByRole('log', { name: 'Messages' })

/** Pixels from the log's edges to those of a message, after what was drawn has been laid out. */
const placeOf = (visitor: Visitor, text: string) =>
  log(visitor).evaluate(async (log, text) => {
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame)
    const article = [...log.querySelectorAll('article')].find((one) => one.textContent?.includes(text))
    if (!article) throw new Error(`no message “${text}”`)
    const [box, pane] = [article.getBoundingClientRect(), log.getBoundingClientRect()]
    const toEnd = log.scrollHeight - log.scrollTop - log.clientHeight
    return { fromTop: Math.round(box.top - pane.top), fromBottom: Math.round(pane.bottom - box.bottom), toEnd }
  }, text)

const textOf = (n: number) => `unread number ${n}. ${'It has some words more. '.repeat(n % 4)}`

/** A dialog in which Boris has read 40 messages of Anna, and not the last `count`. */
async function unread(stage: Stage, count: number) {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const read = Array.from({ length: 40 }, (_, n) => `read ${n}`)
  const roomId = await storeMessages(stage, anna, boris, read)
  const reader = await signIn(stage, stage.token(boris.id))
  await reader.request('receipts.update', { rooms: [{ room_id: roomId, read_seq: read.length }] })
  reader.close()
  await storeMessages(
    stage,
    anna,
    boris,
    Array.from({ length: count }, (_, n) => textOf(n + 1)),
  )
  return { anna, boris, roomId }
}

async function opensAtFirstUnread(stage: Stage, count: number, how: How = {}, place?: (slug: string) => string) {
  const { boris } = await unread(stage, count)
  const reader = await stage.openAs(boris, place ? { ...how, url: place(boris.slug) } : how)
  if (!place && how.query !== 'inline') await reader.openChat()
  await reader.openConversation('Anna')
  const divider = reader.chat.getByText('Unread messages', { exact: true })
  await divider.waitFor()
  const pill = reader.chat.getByRole('button', { name: `${count} new messages` })
  await pill.waitFor()
  // styles and buttons that come later may still move what is below them
  await reader.isWhole()
  await eventually(async () => {
    const first = await placeOf(reader, 'unread number 1.')
    console.info(`${count} unread: the first one is ${first.fromTop} px below the header`)
    expect(first.fromTop).toBeWithin(0, 121)
    expect(((await divider.boundingBox())?.y ?? 0) - ((await log(reader).boundingBox())?.y ?? 0)).toBeWithin(0, 100)
  })
  await pill.click()
  await pill.waitFor({ state: 'detached' })
  await eventually(async () => expect((await placeOf(reader, `unread number ${count}.`)).toEnd).toBeLessThan(2))
}

for (const count of [15, 30, 60]) {
  scene(`PAGE-24 a conversation opens at the first of its ${count} unread messages, in the window`, (stage) =>
    opensAtFirstUnread(stage, count),
  )
}

scene('PAGE-24 a conversation opens at its first unread message, on a phone', (stage) =>
  opensAtFirstUnread(stage, 30, { browser: phone }),
)

scene('PAGE-24 a conversation opens at its first unread message, inline', (stage) =>
  opensAtFirstUnread(stage, 30, { query: 'inline', browser: { viewport: { width: 1280, height: 900 } } }),
)

scene('PAGE-24 a conversation opens at its first unread message, in the inbox of a page', (stage) =>
  opensAtFirstUnread(stage, 30, {}, (slug) => `${stage.demo.url}/embed/inbox/${slug}`),
)

const SENT = {
  '150 characters': 'a sentence of 30 characters ok. '.repeat(5).trim(),
  '9 lines': Array.from({ length: 9 }, (_, n) => `line ${n + 1}`).join('\n'),
  '60 lines': Array.from({ length: 60 }, (_, n) => `verse ${n + 1}`).join('\n'),
}

type Send = (writer: Visitor) => Promise<void>
const byClick: Send = (writer) => writer.chat.getByRole('button', { name: 'Send', exact: true }).click()
const byEnter: Send = (writer) => writer.composer.press('Enter')
const byTouch: Send = (writer) => writer.chat.getByRole('button', { name: 'Send', exact: true }).tap()

/** In a dialog that is longer than its window. */
async function sendsAll(stage: Stage, send: Send, how: How = {}, prepare?: (writer: Visitor) => Promise<void>) {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(
    stage,
    anna,
    boris,
    Array.from({ length: 40 }, (_, n) => `before ${n}`),
  )
  const writer = await stage.openAs(anna, how)
  await writer.openDialogWith(boris)
  await writer.message('before 39').waitFor()
  // with the buttons that come later, and wrap the text otherwise
  await writer.isWhole()
  await prepare?.(writer)
  const below: Record<string, number> = {}
  for (const [name, text] of Object.entries(SENT)) {
    await writer.composer.fill(text)
    await send(writer)
    const last = text.split('\n').at(-1) ?? ''
    await writer.seesTick(last, 'Sent', 'Delivered')
    // the tick itself may make the message higher, which the log follows a frame later
    await eventually(async () => {
      below[name] = -(await placeOf(writer, last)).fromBottom
      expect(below[name]).toBeLessThanOrEqual(0)
    })
  }
  console.info(`px of what was sent below the edge: ${JSON.stringify(below)}`)
  await eventually(async () => expect(await writer.chat.locator('.to-bottom').count()).toBe(0))
}

scene('PAGE-25 all of what a user sends by a click is in sight', (stage) => sendsAll(stage, byClick))

scene('PAGE-25 all of what a user sends by Enter is in sight', (stage) => sendsAll(stage, byEnter))

scene('PAGE-25 all of what a user sends at a zoom of 200 % is in sight', (stage) =>
  sendsAll(stage, byClick, { query: 'inline', browser: { viewport: { width: 640, height: 360 } } }),
)

scene('PAGE-25 all of what a user sends with a phone’s keyboard open is in sight', (stage) =>
  sendsAll(stage, byTouch, { browser: phone }, async ({ page }) => {
    // as iOS does it: the keyboard covers the page and makes only the visual viewport smaller
    await page.evaluate(() => {
      const seen = visualViewport as VisualViewport
      Object.defineProperty(seen, 'height', { configurable: true, value: Math.round(seen.height * 0.5) })
      seen.dispatchEvent(new Event('resize'))
    })
  }),
)

scene(
  'PAGE-24 messages that came while the chat was closed begin with the divider, and are not read yet',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const roomId = await storeMessages(stage, anna, boris, ['before'])
    const reader = await stage.openAs(boris)
    await reader.openDialogWith(anna)
    await reader.sees('before')
    await reader.seesUnread(0)
    await reader.closeChat()
    const speaker = await signIn(stage, stage.token(anna.id))
    for (let n = 1; n <= 30; n++)
      await speaker.request('message.send', { room_id: roomId, client_id: crypto.randomUUID(), text: textOf(n) })
    await reader.seesUnread(1)
    await reader.openChat()
    const pill = reader.chat.getByRole('button', { name: '30 new messages' })
    await pill.waitFor()
    await eventually(async () => expect((await placeOf(reader, 'unread number 1.')).fromTop).toBeWithin(0, 121))
    await reader.seesUnread(1)
    await pill.click()
    await reader.seesUnread(0)
    speaker.close()
  },
)

scene('PAGE-24 messages that came while the page had hidden its inbox begin with the divider', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const before = Array.from({ length: 40 }, (_, n) => `before ${n}`)
  const roomId = await storeMessages(stage, boris, anna, before)
  const reader = await stage.openAs(boris, { url: `${stage.demo.url}/embed/inbox/${boris.slug}` })
  await reader.openConversation('Anna')
  await reader.message('before 39').waitFor()
  const show = (shown: boolean) =>
    reader.page.evaluate((display) => document.body.style.setProperty('display', display), shown ? 'block' : 'none')
  await show(false)
  await learnsThatItIsHidden(reader.chat)
  const speaker = await signIn(stage, stage.token(anna.id))
  for (let n = 1; n <= 30; n++)
    await speaker.request('message.send', { room_id: roomId, client_id: crypto.randomUUID(), text: textOf(n) })
  await reader.chat.locator('article', { hasText: 'unread number 30.' }).waitFor({ state: 'attached' })
  await show(true)
  await reader.chat.getByRole('button', { name: '30 new messages' }).waitFor()
  await eventually(async () => expect((await placeOf(reader, 'unread number 1.')).fromTop).toBeWithin(0, 121))
  speaker.close()
})
