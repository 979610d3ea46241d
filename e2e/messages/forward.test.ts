import { expect } from 'bun:test'
import type { OwnItem } from '@imbachat/protocol'
import type { Locator } from 'playwright-core'
import { devices } from 'playwright-core'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene, toastEnds, withClock } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import { storeMessages } from '../stage/stored-messages.ts'
import type { Visitor } from '../stage/visitor.ts'

async function choose(visitor: Visitor, text: string, ...entries: string[]): Promise<void> {
  await visitor.message(text).hover()
  await visitor.message(text).getByRole('button', { name: 'Message actions' }).click()
  for (const name of entries) await visitor.chat.getByRole('menuitem', { name, exact: true }).click()
}

const sheet = ({ chat }: Visitor, name: string | RegExp): Locator => chat.getByRole('dialog', { name })

/** What stands above the words of a forwarded message. */
const origin = (visitor: Visitor, text: string): Locator => visitor.message(text).locator('.forwarded')

scene('FWD-1 a message goes to two conversations at once, with a comment, and says who wrote it', async (stage) => {
  const [nora, gleb, rita] = [stage.person('Nora'), stage.person('Gleb'), stage.person('Rita')]
  await storeMessages(stage, nora, gleb, ['The bridge opens on Monday'])
  await storeMessages(stage, gleb, rita, ['hello Rita'])
  const reader = await stage.openAs(gleb)
  await reader.openDialogWith(nora)
  await choose(reader, 'The bridge opens on Monday', 'Forward')
  const picker = sheet(reader, 'Forward 1 message')
  await picker.getByRole('searchbox', { name: 'Search conversations' }).waitFor()
  await eventually(async () => expect(await picker.getByRole('checkbox').count()).toBe(2))
  await picker.getByRole('searchbox', { name: 'Search conversations' }).fill('rit')
  await picker.getByRole('checkbox', { name: 'Rita' }).check()
  await picker.getByRole('searchbox', { name: 'Search conversations' }).fill('')
  await picker.getByRole('checkbox', { name: 'Nora' }).check()
  await picker.getByRole('textbox', { name: 'Add a comment' }).fill('Have you heard?')
  await Promise.all([
    reader.chat.getByText('Forwarded to 2 conversations').waitFor(),
    picker.getByRole('button', { name: 'Send (2)' }).click(),
  ])
  await reader.sees('The bridge opens on Monday', 'Have you heard?', 'The bridge opens on Monday')

  const third = await stage.openAs(rita)
  await third.openChat()
  await third.openConversation('Gleb')
  await third.sees('hello Rita', 'Have you heard?', 'The bridge opens on Monday')
  await eventually(async () => expect(await origin(third, 'The bridge').textContent()).toBe('Forwarded from Nora'))
  await eventually(async () => expect(await third.chat.locator('a.forwarded').count()).toBe(0))
  await third.message('The bridge').hover()
  await eventually(async () => expect(await faults(third)).toEqual([]))
  for (const one of [reader, third]) expect(one.console).toEqual([])
})

scene('FWD-6 a message forwarded without a network is sent when it is back', async (stage) => {
  const [nora, gleb] = [stage.person('Nora'), stage.person('Gleb')]
  const writer = await stage.openAs(nora)
  await storeMessages(stage, nora, gleb, ['for later'])
  await writer.openDialogWith(gleb)
  await writer.message('for later').hover()
  await choose(writer, 'for later')
  await writer.page.keyboard.press('Escape')
  await setOffline(writer.context, true)
  await choose(writer, 'for later', 'Forward')
  const picker = sheet(writer, 'Forward 1 message')
  await picker.getByRole('checkbox', { name: 'Gleb' }).check()
  await Promise.all([
    writer.chat.getByText('Forwarded to Gleb').waitFor(),
    picker.getByRole('button', { name: 'Send', exact: true }).click(),
  ])
  await writer.sees('for later', 'for later')
  await setOffline(writer.context, false)
  const reader = await stage.connectAs(gleb)
  await reader.openDialogWith(nora)
  await reader.sees('for later', 'for later')
  expect((await reader.history()).at(-1)?.forward).toMatchObject({ user_id: String(nora.id) })
  await eventually(async () =>
    expect(await writer.chat.locator('.forwarded').textContent()).toBe('Forwarded from Nora'),
  )
})

scene('SELECT-1 messages are selected by clicks, Shift and keys, copied and forwarded together', async (stage) => {
  const [nora, gleb] = [stage.person('Nora'), stage.person('Gleb')]
  const writer = await stage.openAs(nora)
  await writer.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await storeMessages(stage, nora, gleb, ['one', 'two', 'three', 'four'])
  await writer.openDialogWith(gleb)
  await choose(writer, 'one', 'Select')
  const bar = writer.chat.getByRole('toolbar', { name: 'Selected messages' })
  await bar.getByText('1 selected').waitFor()
  await eventually(async () => expect(await writer.composer.count()).toBe(0))
  await writer.message('three').click({ modifiers: ['Shift'] })
  await bar.getByText('3 selected').waitFor()
  await writer.message('two').click()
  await bar.getByText('2 selected').waitFor()
  const boxes = writer.chat.getByRole('log').getByRole('checkbox')
  await eventually(async () => expect(await boxes.count()).toBe(4))
  await eventually(async () =>
    expect(await boxes.evaluateAll((all) => all.map((box) => (box as HTMLInputElement).checked))).toEqual([
      true,
      false,
      true,
      false,
    ]),
  )
  for (let n = 0; n < 2; n++) await writer.page.keyboard.press('ArrowDown')
  await writer.page.keyboard.press('Space')
  await bar.getByText('3 selected').waitFor()
  await writer.page.keyboard.press('Space')
  await bar.getByText('2 selected').waitFor()

  await bar.getByRole('button', { name: 'Forward' }).click()
  const picker = sheet(writer, 'Forward 2 messages')
  await picker.getByRole('checkbox', { name: 'Gleb' }).check()
  await picker.getByRole('button', { name: 'Send', exact: true }).click()
  await writer.composer.waitFor()
  await writer.sees('one', 'two', 'three', 'four', 'one', 'three')

  await choose(writer, 'two', 'Select')
  await bar.getByText('1 selected').waitFor()
  // once: a second one would leave the conversation
  await writer.page.keyboard.press('Escape')
  await bar.waitFor({ state: 'detached' })
  await writer.composer.waitFor()
  await eventually(async () => expect(await writer.chat.locator('.pick').count()).toBe(0))
  expect(writer.console).toEqual([])
})

scene('CHANGE-3 a deletion can be undone for a while; then it is sent, for everyone or for oneself', async (stage) => {
  const [nora, gleb] = [stage.person('Nora'), stage.person('Gleb')]
  const writer = await stage.openAs(nora, withClock)
  await storeMessages(stage, nora, gleb, ['keep', 'mine', 'ours'])
  await writer.openDialogWith(gleb)
  const reader = await stage.openAs(gleb)
  await reader.openDialogWith(nora)
  await reader.sees('keep', 'mine', 'ours')

  await choose(writer, 'ours', 'Delete', 'Delete for everyone')
  // it stays while the pointer is on it
  await writer.chat.getByRole('button', { name: 'Undo' }).hover()
  await writer.sees('keep', 'mine')
  await writer.chat.getByRole('button', { name: 'Undo' }).click()
  await writer.sees('keep', 'mine', 'ours')
  await choose(writer, 'ours', 'Delete', 'Delete for everyone')
  // it waits as long as the pointer is on it
  await writer.composer.hover()
  await toastEnds(writer)
  await reader.sees('keep', 'mine')

  await choose(writer, 'mine', 'Delete', 'Delete for me')
  await writer.sees('keep')
  // a page that closes sends what waits
  await writer.page.reload()
  await writer.openDialogWith(gleb)
  await writer.sees('keep')
  const phone = await stage.openAs(nora)
  await phone.openDialogWith(gleb)
  await phone.sees('keep')
  await reader.sees('keep', 'mine')
  expect(writer.console).toEqual([])
})

scene('DRAFT-3 a draft is on the other device, stands in the list, and goes when it is sent', async (stage) => {
  const [nora, gleb] = [stage.person('Nora'), stage.person('Gleb')]
  await storeMessages(stage, nora, gleb, ['first'])
  const desk = await stage.openAs(nora)
  await desk.openDialogWith(gleb)
  const phone = await stage.openAs(nora)
  await phone.openChat()
  await phone.conversations.filter({ hasText: 'Gleb' }).waitFor()
  await desk.composer.fill('I was about to')
  await phone.conversations.filter({ hasText: 'Draft: I was about to' }).waitFor()
  await phone.openConversation('Gleb')
  await eventually(async () => expect(await phone.composer.inputValue()).toBe('I was about to'))
  await phone.write('I was about to say')
  await eventually(async () => expect(await desk.composer.inputValue()).toBe(''))
  await desk.sees('first', 'I was about to say')
  for (const one of [desk, phone]) expect(one.console).toEqual([])
})

scene('DRAFT-3 a draft that is written without a network reaches the other device when it is back', async (stage) => {
  const [nora, gleb] = [stage.person('Nora'), stage.person('Gleb')]
  const desk = await stage.openAs(nora)
  await storeMessages(stage, nora, gleb, ['first'])
  await desk.openDialogWith(gleb)
  await desk.message('first').waitFor()
  const phone = await stage.connectAs(nora)
  const room_id = await phone.openDialogWith(gleb)
  await setOffline(desk.context, true)
  await desk.isOffline()
  await desk.composer.fill('written in a tunnel')
  await desk.page.reload().catch(() => {})
  await setOffline(desk.context, false)
  await desk.page.reload()
  const isIt = (item: OwnItem) => item.kind === 'draft' && item.text === 'written in a tunnel'
  const { items } = await phone.socket.event('own', ({ items }) => items.some(isIt))
  const rev = items.find(isIt)?.rev ?? 0
  await phone.socket.request('draft.set', { room_id, text: '', reply_to: null, rev })
  await desk.openDialogWith(gleb)
  await eventually(async () => expect(await desk.composer.inputValue()).toBe(''))
})

scene('DRAFT-3 a draft that the server takes slowly does not come back once it is sent', async (stage) => {
  const [nora, gleb] = [stage.person('Nora'), stage.person('Gleb')]
  /** what the server says while the network is slow; null: it is quick */
  let late: { frame: string; pass(): void }[] | null = null
  const drafts: string[] = []
  const prepare = async ({ page }: Visitor) => {
    // the connection is in the page then, where its frames can be held up
    await page.addInitScript(() => Reflect.deleteProperty(window, 'SharedWorker'))
    await page.routeWebSocket('**', (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((frame) => {
        if (String(frame).includes('"draft.set"')) drafts.push(String(frame))
        server.send(frame)
      })
      server.onMessage((frame) => {
        if (late) late.push({ frame: String(frame), pass: () => socket.send(frame) })
        else socket.send(frame)
      })
    })
  }
  await storeMessages(stage, nora, gleb, ['first'])
  const desk = await stage.openAs(nora, { prepare })
  await desk.openDialogWith(gleb)
  await desk.message('first').waitFor()
  late = []
  await desk.composer.fill('on my way')
  await eventually(() => expect(drafts).toHaveLength(1))
  await desk.composer.press('Enter')
  await eventually(async () => expect(await desk.composer.inputValue()).toBe(''))
  // the draft is stored, and so is the message
  await eventually(() => expect(late?.some(({ frame }) => frame.includes('"client_id"'))).toBe(true))
  const held = late
  late = null
  for (const { pass } of held) pass()
  await desk.seesTick('on my way', 'Sent', 'Delivered')
  expect(await desk.composer.inputValue()).toBe('')
  await eventually(() => expect(drafts).toHaveLength(2))
  expect(await desk.composer.inputValue()).toBe('')
})

scene('STAR-1 STAR-3 a starred message is marked, listed, and found again in its place', async (stage) => {
  const [nora, gleb] = [stage.person('Nora'), stage.person('Gleb')]
  const writer = await stage.openAs(nora)
  await storeMessages(stage, nora, gleb, ['the door code is 4711'])
  await writer.openDialogWith(gleb)
  await choose(writer, 'the door code', 'Star')
  await writer.chat.locator('article[data-starred]').waitFor()
  const second = await stage.openAs(nora)
  await second.openChat()
  await second.chooseInList('Starred messages')
  const panel = sheet(second, 'Starred messages')
  await eventually(async () => expect(await faults(second)).toEqual([]))
  await panel.getByText('the door code is 4711').click()
  await second.chat.locator('article[data-starred]').waitFor()
  await eventually(async () =>
    expect(await second.message('the door code').evaluate((article) => article === document.activeElement)).toBe(true),
  )
  await choose(second, 'the door code', 'Unstar')
  await writer.chat.locator('article[data-starred]').waitFor({ state: 'detached' })
  await second.chat.getByRole('button', { name: 'Back' }).click()
  await second.chooseInList('Starred messages')
  await panel.getByText('No starred messages yet').waitFor()
})

scene('CHANGE-2 where the widget keeps them, the mark of an edit shows what a message said before', async (stage) => {
  const { app, widgetId } = stage
  await app.widgets.change('all_widgets', widgetId, { settings: { edit_history: true } })
  try {
    const [nora, gleb] = [stage.person('Nora'), stage.person('Gleb')]
    const writer = await stage.connectAs(nora)
    await writer.openDialogWith(gleb)
    await writer.write('at five')
    await writer.edit('at five', 'at six')
    const reader = await stage.openAs(gleb, { browser: devices['iPhone 14'] ?? {} })
    await reader.openDialogWith(nora)
    await reader.message('at six').getByText('edited').tap()
    const history = sheet(reader, 'Edit history')
    await history.getByText('at five').waitFor()
    await eventually(async () => expect(await history.getByRole('listitem').allInnerTexts()).toHaveLength(2))
    await eventually(async () => expect(await faults(reader)).toEqual([]))
  } finally {
    await app.widgets.change('all_widgets', widgetId, { settings: { edit_history: false } })
  }
})
