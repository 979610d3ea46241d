import { expect } from 'bun:test'
import { devices } from 'playwright-core'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'

const places = [
  ['in a page', { browser: { viewport: { width: 1100, height: 800 } } }],
  ['on a phone', { browser: devices['Pixel 7'] }],
] as const

const RECORD = 'تسجيل رسالة صوتية'

/** Nothing else is painted in the middle of it. */
function isOnTop(it: Element): boolean {
  const { left, top, width, height } = it.getBoundingClientRect()
  return it.contains(document.elementFromPoint(left + width / 2, top + height / 2))
}

for (const [where, how] of places) {
  scene(`LANG-1 in Arabic the chat runs from right to left ${where}, and nothing is cut off`, async (stage) => {
    const { app, widgetId, person, openAs } = stage
    const [reader, writer] = [person('Amira'), person('Yusuf')]
    const user_id = String(writer.id)
    const made = { widget_id: widgetId, user_id, peer_id: String(reader.id), needAccess: false }
    const { room_id } = await app.store.chat.openDialog(made)
    for (const text of ['مرحبا، هل السلعة متوفرة؟', 'Is it still available?']) {
      const message = {
        widget_id: widgetId,
        room_id,
        sender_id: user_id,
        client_id: crypto.randomUUID(),
        text,
        reply_to: null,
      }
      await app.store.chat.appendMessage(message)
    }
    const visitor = await openAs(reader, { query: 'inline&language=ar', ...how })
    const { chat } = visitor
    await chat.getByRole('heading', { name: 'المحادثات' }).waitFor()
    const html = chat.locator('html')
    await eventually(async () =>
      expect(await html.evaluate((root: HTMLElement) => [root.lang.slice(0, 2), root.dir])).toEqual(['ar', 'rtl']),
    )
    await chat.getByRole('list', { name: 'المحادثات' }).getByRole('button').filter({ hasText: 'Yusuf' }).click()
    const log = chat.getByRole('log', { name: 'الرسائل' })
    await log.getByText('مرحبا، هل السلعة متوفرة؟').waitFor()
    // over the button that sends, whose turned arrow would be painted on top
    const record = chat.getByRole('button', { name: RECORD })
    await record.waitFor()
    await eventually(async () => expect(await record.evaluate(isOnTop)).toBe(true))
    await chat.getByRole('textbox', { name: 'رسالة' }).fill('نعم، متوفرة')
    await chat.getByRole('button', { name: 'إرسال', exact: true }).click()
    await log.getByText('نعم، متوفرة').waitFor()
    // the reader's own messages stand at the end of a line, which is on the left
    await eventually(async () => {
      const own = await log.getByText('نعم، متوفرة').boundingBox()
      const other = await log.getByText('مرحبا، هل السلعة متوفرة؟').boundingBox()
      expect(own?.x ?? 0).toBeLessThan(other?.x ?? 0)
    })
    await eventually(async () => expect(await html.evaluate((root) => root.scrollWidth - root.clientWidth)).toBe(0))
    await eventually(async () => expect(await faults(visitor)).toEqual([]))
  })
}

scene('LANG-2 a user chooses a language in the settings, and it is the same after a reload', async (stage) => {
  const visitor = await stage.openAs(stage.person('Greta'), { query: 'inline' })
  const { chat } = visitor
  await visitor.chooseInList('Settings')
  await chat.getByRole('combobox', { name: 'Language' }).selectOption('Deutsch')
  await chat.getByRole('heading', { name: 'Einstellungen' }).waitFor()
  await visitor.page.reload()
  await chat.getByRole('heading', { name: 'Chats', exact: true }).waitFor()
})
