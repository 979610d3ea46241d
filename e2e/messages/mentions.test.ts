import { expect } from 'bun:test'
import { devices, type Response } from 'playwright-core'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import { storeMessagesIn } from '../stage/stored-messages.ts'
import type { PageWithChat, Visitor } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'

declare const window: PageWithChat

const openRoom = (visitor: Visitor, pipe: string, people: { id: number }[] = []) =>
  visitor.page.evaluate((room) => window.imbaApi.addToRoom(room) as Promise<{ room_id: number }>, {
    pipe,
    title: pipe,
    users_ids: people.map(({ id }) => ({ user_id: id })),
  })

const suggestions = ({ chat }: Visitor) => chat.getByRole('listbox', { name: 'People to mention' })
const row = ({ conversations }: Visitor, pipe: string) => conversations.filter({ hasText: pipe })

/** Presses keys one by one in the composer, as a person does. */
async function type(visitor: Visitor, text: string): Promise<void> {
  await visitor.composer.pressSequentially(text, { delay: 15 })
}

scene(
  'MENTION-1 MENTION-12 a person is mentioned by keyboard alone, marked in their list, and opened by a press',
  async (stage) => {
    const [anna, boris, clara] = [stage.person('Anna'), stage.person('Ferapont'), stage.person('Feodora')]
    const pipe = `mentions-${anna.id}`
    const left = await stage.openAs(anna)
    const right = await stage.openAs(boris)
    const other = await stage.connectAs(clara)
    const { room_id } = await openRoom(left, pipe, [boris, clara])
    await right.openChat()
    other.open(room_id)
    const socket = await signIn(stage, stage.token(anna.id))
    // the site was asked for their names
    await eventually(async () =>
      expect((await socket.request('members.search', { room_id, query: 'fe' })).users).toHaveLength(2),
    )
    await left.write('Good morning')
    await other.sees('Good morning')

    await type(left, 'Hello @fe')
    await suggestions(left).getByRole('option').nth(1).waitFor()
    await eventually(async () => expect(await left.composer.getAttribute('aria-activedescendant')).not.toBeNull())
    await eventually(async () => expect(await faults(left)).toEqual([]))
    await type(left, 'r')
    await eventually(async () => expect(await suggestions(left).getByRole('option').count()).toBe(1))
    await left.page.keyboard.press('Enter')
    await suggestions(left).waitFor({ state: 'detached' })
    await eventually(async () => expect(await left.composer.inputValue()).toBe('Hello @Ferapont '))
    await type(left, 'and **all** others')
    await left.page.keyboard.press('Enter')

    await left.message('Hello').getByRole('button', { name: '@Ferapont' }).waitFor()
    await row(right, pipe).getByText('You were mentioned or replied to').waitFor({ state: 'attached' })
    const { rooms } = await other.socket.request('rooms.list', {})
    expect(rooms.map(({ unread, mentions }) => ({ unread, mentions }))).toEqual([{ unread: 2, mentions: undefined }])
    await eventually(async () => expect(await faults(right)).toEqual([]))

    await row(right, pipe).click()
    await right.message('Hello').locator('.mention.me', { hasText: '@Ferapont' }).waitFor()
    await row(right, pipe).getByText('You were mentioned or replied to').waitFor({ state: 'detached' })
    await left.message('Hello').getByRole('button', { name: '@Ferapont' }).click()
    await left.chat.getByRole('dialog', { name: 'Ferapont' }).waitFor()
    expect([...left.console, ...right.console]).toEqual([])
  },
)

scene(
  'MENTION-6 MENTION-13 MENTION-15 unread mentions notify through a mute, and are walked one by one',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Gerasim')]
    const pipe = `walk-${anna.id}`
    const left = await stage.connectAs(anna)
    const right = await stage.openAs(boris)
    const room_id = await left.openRoom(pipe, { title: pipe, user_ids: [boris.id] })
    await left.write('hi')
    await right.openChat()
    await right.openConversation(pipe)
    await right.message('hi').waitFor()
    await right.chat.getByRole('button', { name: 'Conversation actions' }).click()
    await right.chat.getByRole('menuitem', { name: 'Mute' }).click()
    await right.chat.getByRole('menuitem', { name: 'Always' }).click()
    await right.chat.getByRole('button', { name: 'Back', exact: true }).click()
    await right.closeChat()

    const lines = Array.from({ length: 12 }, (_, n) => `line ${n}\nand more\nand more`)
    await storeMessagesIn(stage, room_id, anna, lines)
    const entities = [{ type: 'mention' as const, offset: 4, length: 8, user_id: String(boris.id) }]
    await left.write('one @Gerasim', { entities })
    await right.chat.locator('.preview-open').waitFor()
    await storeMessagesIn(stage, room_id, anna, lines)
    await left.write('two @all', { entities: [{ type: 'mention_all', offset: 4, length: 4 }] })
    await storeMessagesIn(stage, room_id, anna, lines)
    await left.write('the last line')

    await right.seesUnread(1)
    await right.openChat()
    await right.chooseInList('Settings')
    await right.chat.getByRole('switch', { name: /^Mentions and replies in muted chats/ }).uncheck()
    await right.seesUnread(0)
    await right.chat.getByRole('dialog', { name: 'Settings' }).getByRole('button', { name: 'Close' }).click()
    await row(right, pipe).getByText('You were mentioned or replied to').waitFor({ state: 'attached' })
    await right.openConversation(pipe)
    const next = right.chat.getByRole('button', { name: '2 unread mentions' })
    await next.waitFor()
    await eventually(async () => expect(await faults(right)).toEqual([]))
    await next.click()
    const hasFocus = (text: string) => right.message(text).evaluate((it) => it === document.activeElement)
    await eventually(async () => expect(await hasFocus('one')).toBe(true))
    await right.chat.getByRole('button', { name: '1 unread mention' }).click()
    await eventually(async () => expect(await hasFocus('two')).toBe(true))
    await right.chat.getByRole('button', { name: /unread mention/ }).waitFor({ state: 'detached' })
    await right.chat.getByRole('button', { name: /new messages|Jump to latest/ }).click()
    await row(right, pipe).getByText('You were mentioned or replied to').waitFor({ state: 'detached' })
    expect(right.console).toEqual([])
  },
)

scene('MENTION-15 MENTION-16 a reply to the user notifies through a mute, and other messages do not', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Yefim')]
  const pipe = `replies-${anna.id}`
  const left = await stage.connectAs(anna)
  const right = await stage.openAs(boris)
  const room_id = await left.openRoom(pipe, { title: pipe, user_ids: [boris.id] })
  await storeMessagesIn(stage, room_id, boris, ['who comes?'])
  await left.write('hi')
  await right.openChat()
  await right.openConversation(pipe)
  await right.message('hi').waitFor()
  await right.chat.getByRole('button', { name: 'Conversation actions' }).click()
  await right.chat.getByRole('menuitem', { name: 'Mute' }).click()
  await right.chat.getByRole('menuitem', { name: 'Always' }).click()
  await right.chat.getByRole('button', { name: 'Back', exact: true }).click()
  await right.closeChat()

  await left.write('for nobody in particular')
  await left.seesTick('for nobody in particular', 'Delivered')
  await right.seesUnread(0)
  await left.write('I do', { reply_to: (await left.message('who comes?')).seq })
  await right.chat.locator('.preview-open').waitFor()
  await right.seesUnread(1)
  await right.openChat()
  await row(right, pipe).getByText('You were mentioned or replied to').waitFor({ state: 'attached' })
})

scene(
  'MENTION-14 an edit keeps a mention; on a phone a tap chooses, and Escape closes the suggestions',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Zinovia')]
    const pipe = `edit-${anna.id}`
    const left = await stage.openAs(anna, { browser: devices['Pixel 7'] ?? {} })
    await openRoom(left, pipe, [boris])
    await type(left, '@z')
    await suggestions(left).getByRole('option', { name: 'Zinovia' }).tap()
    await eventually(async () => expect(await left.composer.inputValue()).toBe('@Zinovia '))
    await eventually(async () => expect(await left.composer.evaluate((it) => it === document.activeElement)).toBe(true))
    await type(left, 'come at five')
    await left.chat.getByRole('button', { name: 'Send', exact: true }).tap()
    await left.message('come at five').getByRole('button', { name: '@Zinovia' }).waitFor()

    await left.seesTick('come at five', 'Sent', 'Delivered', 'Read')
    await left.message('come at five').click({ button: 'right' })
    await left.chat.getByRole('menuitem', { name: 'Edit' }).click()
    // the formatting is read by a script on demand
    await eventually(async () => expect(await left.composer.inputValue()).toBe('@Zinovia come at five'))
    await left.composer.fill('@Zinovia come at _six_')
    await left.chat.getByRole('button', { name: 'Save' }).tap()
    await left.message('come at six').getByRole('button', { name: '@Zinovia' }).waitFor()

    await type(left, '@')
    await suggestions(left).waitFor()
    await left.page.keyboard.press('Escape')
    await suggestions(left).waitFor({ state: 'detached' })
    await eventually(async () => expect(await left.composer.inputValue()).toBe('@'))
    expect(left.console).toEqual([])
  },
)

scene('FORMAT-14 a mention and formatting written offline go out as such', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Akulina')]
  const pipe = `offline-${anna.id}`
  let reader: Promise<string> | undefined
  const left = await stage.openAs(anna, {
    async prepare({ page }) {
      const isReader = async (response: Response) =>
        response.url().includes('/frame-chunk-') && (await response.text().catch(() => '')).includes('readTyped')
      // the page has not begun to load
      reader = page.waitForResponse(isReader, { timeout: 50_000 }).then((response) => response.url())
    },
  })
  const right = await stage.connectAs(boris)
  const { room_id } = await openRoom(left, pipe, [boris])
  right.open(room_id)
  await type(left, 'Dear @ak')
  await suggestions(left).getByRole('option', { name: 'Akulina' }).click()
  // with all that it imports
  await left.chat.locator('html').evaluate((_, url) => import(url).then(() => null), await reader)
  await setOffline(left.context, true)
  await left.isOffline()
  await type(left, '**now**')
  await left.page.keyboard.press('Enter')
  await left.sees('Dear @Akulina now')
  await setOffline(left.context, false)
  const { entities } = await right.message('Dear @Akulina now')
  expect(entities).toEqual([
    { type: 'mention', offset: 5, length: 8, user_id: String(boris.id) },
    { type: 'bold', offset: 14, length: 3 },
  ])
})

scene('READ-3 the menu of one’s own message says who of a group has read it', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Yefim')]
  const pipe = `readers-${anna.id}`
  const left = await stage.openAs(anna)
  const right = await stage.connectAs(boris)
  const { room_id } = await openRoom(left, pipe, [boris])
  await left.write('Who is there?')
  await left.seesTick('Who is there?', 'Sent')
  right.open(room_id)
  await right.reads()
  await right.write('I am')
  await left.seesTick('Who is there?', 'Read')
  await left.isWhole()
  await left.message('Who is there?').click({ button: 'right' })
  await left.chat.getByRole('menuitem', { name: 'Read by 1' }).click()
  const list = left.chat.getByRole('dialog', { name: 'Read by' })
  await eventually(async () => expect(await list.getByRole('listitem').allInnerTexts()).toEqual(['Y\nYefim']))
  await eventually(async () => expect(await faults(left)).toEqual([]))
  await left.page.keyboard.press('Escape')

  await left.message('I am').click({ button: 'right' })
  await left.chat.getByRole('menuitem', { name: 'Copy', exact: true }).waitFor()
  await eventually(async () => expect(await left.chat.getByRole('menuitem', { name: /Read by/ }).count()).toBe(0))
})

scene('A11Y-1 arrow keys bring each suggested person into sight', async (stage) => {
  const people = Array.from({ length: 8 }, (_, n) => stage.person(`Fomaida ${n}`))
  const anna = stage.person('Anna')
  const pipe = `crowd-${anna.id}`
  const writer = await stage.openAs(anna, { browser: { viewport: { width: 700, height: 500 } } })
  await openRoom(writer, pipe, people)
  await type(writer, '@fomaida')
  await suggestions(writer).getByRole('option').nth(7).waitFor()
  for (let n = 0; n < 8; n++) {
    const active = suggestions(writer).getByRole('option', { selected: true })
    await eventually(async () => {
      const [list, option] = [await suggestions(writer).boundingBox(), await active.boundingBox()]
      expect((list?.y ?? 0) - 1).toBeLessThan(option?.y ?? -1)
      expect((list?.y ?? 0) + (list?.height ?? 0) + 1).toBeGreaterThan((option?.y ?? 0) + (option?.height ?? 0))
    })
    await writer.page.keyboard.press('ArrowDown')
  }
})
