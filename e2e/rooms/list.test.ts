import { expect } from 'bun:test'
import { devices } from 'playwright-core'
import type { Person } from '../../demo/src/people.ts'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import type { Visitor } from '../stage/visitor.ts'

const inline = { query: 'inline', browser: { viewport: { width: 1280, height: 1000 } } }

/** Conversations of a new user with as many others, who each said hello; the last one is the newest. */
async function conversations({ app: { store }, widgetId, person }: Stage, names: readonly string[]): Promise<Person> {
  const { chat } = store
  const me = person('Nina')
  for (const name of names) {
    const id = String(person(name).id)
    const { room_id } = await chat.openDialog({
      widget_id: widgetId,
      user_id: id,
      peer_id: String(me.id),
      needAccess: false,
    })
    const client_id = crypto.randomUUID()
    await chat.appendMessage({
      widget_id: widgetId,
      room_id,
      sender_id: id,
      client_id,
      text: `Hi from ${name}`,
      reply_to: null,
    })
  }
  return me
}

/** People of the site with this name, the newest first. */
const named = ({ demo }: Stage, name: string) => demo.control.people.filter((one) => one.name === name).reverse()

const row = (visitor: Visitor, name: string) => visitor.conversations.filter({ hasText: name })
const names = async (visitor: Visitor) =>
  (await visitor.conversations.locator('.row-name').allTextContents()).map((name) => name.trim())
const sees = (visitor: Visitor, ...expected: string[]) =>
  eventually(async () => expect(await names(visitor)).toEqual(expected))

/** The menu's script comes a moment after the list: a right click before it is the browser's own. */
async function openMenu(visitor: Visitor, open: () => Promise<void>): Promise<void> {
  const menu = visitor.chat.getByRole('menu')
  await eventually(async () => {
    if (!(await menu.isVisible())) await open()
    expect(await menu.isVisible()).toBe(true)
  })
}

async function choose(visitor: Visitor, name: string, ...acts: string[]): Promise<void> {
  await openMenu(visitor, () => row(visitor, name).click({ button: 'right' }))
  for (const act of acts) await visitor.chat.getByRole('menuitem', { name: act, exact: true }).click()
  await visitor.chat.getByRole('menu').waitFor({ state: 'detached' })
}

const tab = (visitor: Visitor, name: string | RegExp) => visitor.chat.getByRole('tab', { name })

scene(
  'LIST-1 LIST-2 LIST-3 a pin, the archive and a mark are the same on two devices, and survive a reload',
  async (stage) => {
    const nina = await conversations(stage, ['Ann', 'Bob', 'Cid'])
    const laptop = await stage.openAs(nina, inline)
    const other = await stage.openAs(nina, inline)
    for (const device of [laptop, other]) await sees(device, 'Cid', 'Bob', 'Ann')
    await choose(laptop, 'Ann', 'Pin')
    for (const device of [laptop, other]) await sees(device, 'Ann', 'Cid', 'Bob')
    await other.chat.getByRole('button', { name: /Ann.*pinned/ }).waitFor()

    await choose(other, 'Bob', 'Archive')
    for (const device of [laptop, other]) await sees(device, 'Ann', 'Cid')
    await tab(laptop, 'Archive').click()
    await sees(laptop, 'Bob')
    await choose(other, 'Cid', 'Mark as read')
    await choose(other, 'Cid', 'Mark as unread')
    await tab(laptop, 'All').click()
    await laptop.chat.getByRole('button', { name: /Cid.*marked as unread/ }).waitFor()
    await laptop.openConversation('Cid')
    await other.chat.getByRole('button', { name: /Cid.*marked as unread/ }).waitFor({ state: 'detached' })

    await laptop.page.reload()
    await sees(laptop, 'Ann', 'Cid')
    await tab(laptop, 'Archive').click()
    await sees(laptop, 'Bob')
    await eventually(async () => expect(await faults(laptop)).toEqual([]))
    expect([...laptop.console, ...other.console]).toEqual([])
  },
)

scene('LIST-2 archiving is undone, and a new message brings a conversation back', async (stage) => {
  const nina = await conversations(stage, ['Ann', 'Bob'])
  const reader = await stage.openAs(nina, inline)
  await choose(reader, 'Ann', 'Archive')
  // it stays while the pointer is on it
  await reader.chat.getByRole('button', { name: 'Undo' }).hover()
  await sees(reader, 'Bob')
  await reader.chat.getByRole('button', { name: 'Undo' }).click()
  await sees(reader, 'Bob', 'Ann')
  await choose(reader, 'Ann', 'Archive')
  await sees(reader, 'Bob')
  const [ann] = named(stage, 'Ann')
  const her = await stage.connectAs(ann as Person)
  await her.openDialogWith(nina)
  await her.write('are you there?')
  await sees(reader, 'Ann', 'Bob')
  expect(reader.console).toEqual([])
})

scene(
  'LIST-4 LIST-5 a cleared history stays with the others; a deleted dialog comes back without it',
  async (stage) => {
    const nina = await conversations(stage, ['Ann', 'Bob'])
    const [reader, device] = [await stage.openAs(nina, inline), await stage.openAs(nina, inline)]
    await device.openConversation('Ann')
    await device.sees('Hi from Ann')
    await reader.openConversation('Ann')
    await reader.chat.getByRole('button', { name: 'Conversation actions' }).click()
    await reader.chat.getByRole('menuitem', { name: 'Clear history' }).click()
    const question = reader.chat.getByRole('alertdialog', { name: 'Clear history in “Ann”?' })
    await eventually(async () => expect(await question.textContent()).toContain('Nothing changes for anyone else.'))
    await question.getByRole('button', { name: 'Clear' }).click()
    await question.waitFor({ state: 'detached' })
    for (const one of [reader, device]) await one.sees()
    await reader.page.reload()
    await reader.openConversation('Ann')
    await reader.sees()
    const [ann] = named(stage, 'Ann')
    const her = await stage.connectAs(ann as Person)
    await her.openDialogWith(nina)
    await her.sees('Hi from Ann')

    await choose(reader, 'Ann', 'Delete')
    await reader.chat.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    for (const one of [reader, device]) await sees(one, 'Bob')
    await her.write('me again')
    for (const one of [reader, device]) await sees(one, 'Ann', 'Bob')
    await reader.openConversation('Ann')
    await reader.sees('me again')
    expect([...reader.console, ...device.console]).toEqual([])
  },
)

scene('LIST-1 a flag set offline shows at once, and is sent when the network is back', async (stage) => {
  const nina = await conversations(stage, ['Ann', 'Bob', 'Cid'])
  const [here, there] = [await stage.openAs(nina, inline), await stage.connectAs(nina)]
  await sees(here, 'Cid', 'Bob', 'Ann')
  await choose(here, 'Bob', 'Mark as read')
  await row(here, 'Bob').getByText('1 unread').waitFor({ state: 'detached' })
  await setOffline(here.context, true)
  await here.isOffline()
  await choose(here, 'Ann', 'Pin')
  await choose(here, 'Cid', 'Archive')
  await sees(here, 'Ann', 'Bob')
  const list = async () => (await there.socket.request('rooms.list', {})).rooms.map(({ peer }) => peer?.name)
  expect(await list()).toEqual(['Cid', 'Bob', 'Ann'])
  await setOffline(here.context, false)
  await eventually(async () => expect(await list()).toEqual(['Ann', 'Bob']))
})

scene('LIST-6 with many conversations the parts are tabs, walked by arrow keys, right to left too', async (stage) => {
  const people = Array.from({ length: 12 }, (_, n) => `Pal ${'ABCDEFGHIJKL'[n]}`)
  const nina = await conversations(stage, people)
  const reader = await stage.openAs(nina, inline)
  await tab(reader, /Unread.*12 conversations/).waitFor()
  await eventually(async () =>
    expect(await reader.chat.getByRole('tab').allTextContents()).toEqual([
      'All',
      'Unread12, 12 conversations',
      'Requests',
      'Archive',
    ]),
  )
  // a key in the first moment of a chat may reach nothing
  await eventually(async () => {
    await tab(reader, 'All').focus()
    await reader.page.keyboard.press('ArrowRight')
    expect(await tab(reader, 'Unread').getAttribute('aria-selected')).toBe('true')
  })
  await openMenu(reader, () => row(reader, 'Pal L').press('Shift+F10'))
  await reader.chat.getByRole('menuitem', { name: 'Mark as read' }).press('Enter')
  await tab(reader, /Unread.*11 conversations/).waitFor()
  await eventually(async () => expect(await names(reader)).not.toContain('Pal L'))
  await tab(reader, 'Unread').press('End')
  await reader.chat.getByText('The archive is empty').waitFor()
  await eventually(async () => expect(await faults(reader)).toEqual([]))
  await reader.chat.locator('html').evaluate((html) => html.setAttribute('dir', 'rtl'))
  await tab(reader, 'Archive').press('ArrowRight')
  await eventually(async () => expect(await tab(reader, 'Requests').getAttribute('aria-selected')).toBe('true'))
  await reader.chat.getByText('No requests').waitFor()
  await eventually(async () =>
    expect(await tab(reader, 'Unread').evaluate((one) => one.getBoundingClientRect().x)).toBeGreaterThan(
      await tab(reader, 'Requests').evaluate((one) => one.getBoundingClientRect().x),
    ),
  )
})

scene('LIST-2 on a phone a long press archives, and nothing is wider than the screen', async (stage) => {
  const nina = await conversations(stage, ['Ann', 'Bob'])
  const phone = await stage.openAs(nina, { query: 'lang=ru', browser: devices['Pixel 7'] ?? {} })
  await phone.page.getByRole('button', { name: 'Открыть чат' }).click()
  const ann = phone.chat.getByRole('list', { name: 'Чаты' }).getByRole('button').filter({ hasText: 'Ann' })
  await ann.waitFor()
  await openMenu(phone, () => ann.dispatchEvent('contextmenu', { clientX: 120, clientY: 200, bubbles: true }))
  const item = phone.chat.getByRole('menuitem', { name: 'В архив' })
  await eventually(async () => expect((await item.boundingBox())?.height).toBeGreaterThanOrEqual(44))
  await eventually(async () => expect(await faults(phone)).toEqual([]))
  await item.tap()
  await ann.waitFor({ state: 'detached' })
  await phone.chat.getByText('Чат в архиве').waitFor()
  const width = await phone.chat.locator('html').evaluate((html) => [html.scrollWidth, html.clientWidth])
  expect(width[0]).toBe(width[1] as number)
  await eventually(async () => expect(await faults(phone)).toEqual([]))
})

scene('LIST-7 of hundreds of conversations only those in sight are drawn, and each says its place', async (stage) => {
  const nina = await conversations(
    stage,
    Array.from({ length: 220 }, (_, n) => `Pal ${n + 1}.`),
  )
  const reader = await stage.openAs(nina, inline)
  await row(reader, 'Pal 220.').waitFor()
  const list = reader.chat.locator('#list')
  const items = reader.chat.getByRole('list', { name: 'Conversations' }).getByRole('listitem')
  await eventually(async () => {
    await list.evaluate((one) => one.scrollTo({ top: one.scrollHeight }))
    await row(reader, 'Pal 1.').waitFor({ timeout: 500 })
  })
  await eventually(async () => expect(await items.count()).toBeLessThan(40))
  const last = items.filter({ hasText: 'Pal 1.' })
  await eventually(async () => expect(await last.getAttribute('aria-posinset')).toBe('220'))
  await eventually(async () => expect(await last.getAttribute('aria-setsize')).toBe('220'))

  await list.evaluate((one) => one.scrollTo({ top: 0 }))
  await row(reader, 'Pal 220.').focus()
  const focused = reader.chat.locator('#list :focus')
  // once: each press moves the focus when the end is drawn
  await reader.page.keyboard.press('End')
  await eventually(async () => expect(await focused.textContent()).toContain('Pal 1.'))
  for (let pal = 2; pal <= 13; pal++) {
    await reader.page.keyboard.press('ArrowUp')
    await eventually(async () => expect(await focused.textContent()).toContain(`Pal ${pal}.`))
  }
  // the row with the focus stays, however far the list is scrolled
  await list.evaluate((one) => one.scrollTo({ top: 0 }))
  await row(reader, 'Pal 220.').waitFor()
  await eventually(async () => expect(await focused.textContent()).toContain('Pal 13.'))
  await reader.page.keyboard.press('Home')
  await eventually(async () => expect(await focused.textContent()).toContain('Pal 220.'))
  await eventually(async () => expect(await faults(reader)).toEqual([]))
  expect(reader.console).toEqual([])
})
