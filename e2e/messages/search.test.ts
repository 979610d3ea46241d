import { expect } from 'bun:test'
import { devices } from 'playwright-core'
import type { ImportedMessage } from '../../server/src/chat/ports.ts'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene, toastEnds, withClock } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'

/** Long enough that the first messages are far from what a client loads. */
const LONG = 400

const DAY = 24 * 60 * 60 * 1000

/**
 * A dialog with a long history, whose first messages are about an anchor.
 * @param ages days ago on which the sixth, the fifth and the first message were written
 */
async function longTalk(stage: Stage, ages: readonly number[] = []) {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const { chat } = stage.app.store
  const at = { widget_id: stage.widgetId }
  const [annaId, borisId] = [String(anna.id), String(boris.id)]
  const { room_id } = await chat.openDialog({ ...at, user_id: annaId, peer_id: borisId, needAccess: false })
  const texts = Array.from({ length: LONG }, (_, n) => `message ${n + 1}`)
  texts[0] = 'the very first'
  texts[4] = 'Мы подняли якорь и вышли в море'
  texts[5] = 'Запасные якоря лежат на складе, see https://anchors.example/stock'
  texts[LONG - 3] = 'Где теперь этот якорь?'
  await Promise.all(
    texts.map((text, n) => {
      const sender_id = n % 2 ? borisId : annaId
      return chat.appendMessage({ ...at, room_id, sender_id, client_id: crypto.randomUUID(), text, reply_to: null })
    }),
  )
  const [sixth, fifth, first] = ages
  for (const [seq, age] of [
    [6, sixth],
    [5, fifth],
    [1, first],
  ] as const) {
    if (age === undefined) continue
    await stage.app.store.control
      .updateTable('message')
      .set({ created_at: Date.now() - age * DAY })
      .where('widget_id', '=', stage.widgetId)
      .where('room_id', '=', room_id)
      .where('seq', '<=', seq)
      .execute()
  }
  // The store was written without the chat, so the index is told here.
  stage.app.search.changed(stage.widgetId, room_id)
  const wanted = {
    ...at,
    user_id: annaId,
    room_id,
    from_user: null,
    has: null,
    after: null,
    before: null,
    cursor: null,
  }
  await eventually(async () => {
    expect((await stage.app.search.find({ ...wanted, query: 'якорь', limit: 10 })).count).toBe(3)
  })
  return { anna, boris }
}

async function openSearch({ chat }: Visitor): Promise<void> {
  await chat.getByRole('button', { name: 'Conversation actions' }).click()
  await chat.getByRole('menuitem', { name: 'Search' }).click()
}

const bar = (visitor: Visitor) => visitor.chat.getByRole('searchbox', { name: 'Search messages' })
const isInSight = (visitor: Visitor, text: string) =>
  visitor.message(text).evaluate((article) => {
    const log = article.closest('.log')?.getBoundingClientRect()
    const box = article.getBoundingClientRect()
    return log !== undefined && box.bottom > log.top && box.top < log.bottom
  })
const marked = (visitor: Visitor, name: 'found' | 'found-now') =>
  visitor.chat.locator('body').evaluate((_, highlight) => [...(CSS.highlights.get(highlight) ?? [])].map(String), name)

scene(
  'SEARCH-1 a message is found from the list by another form of its word, and opens where it stands',
  async (stage) => {
    const { anna, boris } = await longTalk(stage)
    const reader = await stage.openAs(anna)
    await reader.openChat()
    await reader.chat.getByRole('searchbox', { name: 'Search' }).fill('якорями')
    const found = reader.chat.getByRole('region', { name: 'Messages' }).getByRole('button')
    await found.first().waitFor()
    await eventually(async () => expect(await found.count()).toBe(3))
    await eventually(async () => expect(await found.nth(1).locator('mark').allInnerTexts()).toEqual(['якоря']))
    await found.nth(2).click()
    await eventually(async () => expect(await isInSight(reader, 'Мы подняли якорь')).toBe(true))
    await eventually(async () => expect(await marked(reader, 'found-now')).toEqual(['якорь']))

    // what comes meanwhile does not move the reader, and one step leads back to it
    const writer = await stage.connectAs(boris)
    await writer.openDialogWith(anna)
    await writer.write('news from today')
    await reader.chat.getByRole('button', { name: /new messages?$/ }).click()
    await reader.message('news from today').waitFor()
    await eventually(async () => expect(await isInSight(reader, 'news from today')).toBe(true))
    await reader.write('I am back')
    await writer.message('I am back')
    expect(reader.console).toEqual([])
  },
)

scene(
  'SEARCH-5 in a conversation the keyboard goes from hit to hit, filters narrow, and Escape closes',
  async (stage) => {
    const { anna } = await longTalk(stage)
    const reader = await stage.openAs(anna)
    await reader.openChat()
    await reader.openConversation('Boris')
    await reader.isWhole()
    await reader.page.keyboard.press('Control+f')
    await bar(reader).fill('якорь')
    const count = reader.chat.locator('.room-search [role=status]')
    await count.getByText('1 of 3').waitFor()
    await bar(reader).press('Enter')
    await count.getByText('2 of 3').waitFor()
    await eventually(async () => expect(await isInSight(reader, 'Запасные якоря')).toBe(true))
    await eventually(async () =>
      expect(await bar(reader).evaluate((input) => input === document.activeElement)).toBe(true),
    )
    await reader.page.keyboard.press('ArrowUp')
    await count.getByText('3 of 3').waitFor()
    await eventually(async () => expect(await marked(reader, 'found-now')).toEqual(['якорь']))
    await reader.page.keyboard.press('Shift+Enter')
    await count.getByText('2 of 3').waitFor()

    await reader.chat.getByRole('button', { name: 'Filters' }).click()
    await reader.chat.getByRole('button', { name: 'Links' }).click()
    await count.getByText('1 of 1').waitFor()
    await eventually(async () => expect(await faults(reader)).toEqual([]))
    await reader.chat.getByRole('button', { name: 'Links' }).click()
    await reader.chat.getByRole('combobox', { name: 'Sender' }).selectOption({ label: 'Boris' })
    await count.getByText('1 of 2').waitFor()
    await bar(reader).fill('nothing of that')
    await count.getByText('Nothing found').waitFor()
    await bar(reader).press('Escape')
    await bar(reader).waitFor({ state: 'detached' })
    await eventually(async () =>
      expect(await reader.composer.evaluate((input) => input === document.activeElement)).toBe(true),
    )
    await eventually(async () => expect(await marked(reader, 'found')).toEqual([]))
  },
)

scene('SEARCH-4 an edited or deleted message is not found by its old words', async (stage) => {
  const { anna } = await longTalk(stage)
  const writer = await stage.openAs(anna, withClock)
  await writer.openChat()
  await writer.openConversation('Boris')
  await writer.write('a secret passphrase')
  await writer.seesTick('a secret passphrase', 'Sent', 'Delivered', 'Read')
  await openSearch(writer)
  await bar(writer).fill('passphrase')
  const count = writer.chat.locator('.room-search [role=status]')
  await count.getByText('1 of 1').waitFor()
  await bar(writer).press('Escape')
  await writer.message('a secret passphrase').hover()
  await writer.message('a secret passphrase').getByRole('button', { name: 'Message actions' }).click()
  await writer.chat.getByRole('menuitem', { name: 'Delete' }).click()
  await writer.chat.getByRole('menuitem', { name: 'Delete for everyone' }).click()
  await writer.message('Message deleted').waitFor()
  // until then it may be undone, and the server knows nothing of it; it waits while the pointer rests on the offer
  await writer.composer.hover()
  await toastEnds(writer)
  await writer.chat.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' })
  await openSearch(writer)
  // by now it is on its way
  await eventually(async () => {
    await bar(writer).fill('')
    await bar(writer).fill('passphrase')
    await count.getByText('Nothing found').waitFor({ timeout: 3_000 })
  })
})

scene('SEARCH-11 on a phone the search fits the screen, and a date leads to its first message', async (stage) => {
  const { anna } = await longTalk(stage)
  const reader = await stage.openAs(anna, {
    browser: { ...devices['iPhone 13'], defaultBrowserType: undefined } as never,
  })
  await reader.openChat()
  await reader.openConversation('Boris')
  await openSearch(reader)
  await bar(reader).fill('якорь')
  await reader.chat.getByText('1 of 3').waitFor()
  await reader.chat.getByRole('button', { name: 'Older message' }).tap()
  await reader.chat.getByText('2 of 3').waitFor()
  await reader.chat.getByRole('button', { name: 'Filters' }).tap()
  const wide = await reader.chat.locator('body').evaluate((body) => body.scrollWidth > innerWidth)
  expect(wide).toBe(false)
  await reader.chat.getByRole('button', { name: 'Older message' }).evaluate((button) => {
    const { width, height } = button.getBoundingClientRect()
    if (width < 44 || height < 44) throw new Error(`a target of ${width} by ${height}`)
  })
  await reader.chat.getByRole('button', { name: 'Jump to date' }).tap()
  const days = reader.chat.getByRole('dialog', { name: 'Jump to date' })
  await eventually(async () => expect(await faults(reader)).toEqual([]))
  const today = days.locator('[aria-current=date]')
  const { width, height } = (await today.boundingBox()) ?? { width: 0, height: 0 }
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(44)
  await today.tap()
  await days.waitFor({ state: 'detached' })
  await eventually(async () => expect(await isInSight(reader, 'the very first')).toBe(true))
})

scene('SEARCH-11 the label of a day leads to any other day, by mouse and by keyboard', async (stage) => {
  const { anna } = await longTalk(stage, [10, 40, 300])
  const reader = await stage.openAs(anna)
  await reader.openChat()
  await reader.openConversation('Boris')
  await reader.chat.getByRole('button', { name: 'Today' }).last().dispatchEvent('click')
  const days = reader.chat.getByRole('dialog', { name: 'Jump to date' })
  await days.waitFor()
  // a week back, then the month before: the day that has the focus says its date
  await reader.page.keyboard.press('ArrowUp')
  await reader.page.keyboard.press('PageUp')
  const wanted = new Date()
  wanted.setDate(wanted.getDate() - 7)
  const [day, month] = [wanted.getDate(), wanted.getMonth()]
  wanted.setMonth(month - 1, 1)
  wanted.setDate(Math.min(day, new Date(wanted.getFullYear(), wanted.getMonth() + 1, 0).getDate()))
  const name = new Intl.DateTimeFormat('en', { dateStyle: 'full' }).format(wanted)
  await eventually(async () =>
    expect(await days.getByRole('button', { name }).evaluate((it) => it === document.activeElement)).toBe(true),
  )
  await eventually(async () => expect(await faults(reader)).toEqual([]))
  await reader.page.keyboard.press('Escape')
  await days.waitFor({ state: 'detached' })

  // nothing before the first message may be chosen; its day may
  await reader.page.keyboard.press('Control+f')
  await reader.chat.getByRole('button', { name: 'Filters' }).click()
  await reader.chat.getByRole('button', { name: 'Jump to date' }).click()
  await days.getByRole('button', { name: 'Previous month' }).waitFor()
  const first = new Date(Date.now() - 300 * DAY)
  await days.getByRole('combobox', { name: 'Year' }).selectOption(String(first.getFullYear()))
  await days.getByRole('combobox', { name: 'Month' }).selectOption(String(first.getMonth()))
  await days.getByRole('button', { name: new Intl.DateTimeFormat('en', { dateStyle: 'full' }).format(first) }).click()
  await eventually(async () => expect(await isInSight(reader, 'the very first')).toBe(true))
  await reader.chat.getByRole('button', { name: /\d/ }).first().waitFor()
  expect(reader.console).toEqual([])
})

scene('SEARCH-5 a range of days narrows the search', async (stage) => {
  const { anna } = await longTalk(stage, [10, 40, 300])
  const reader = await stage.openAs(anna)
  await reader.openChat()
  await reader.openConversation('Boris')
  await reader.isWhole()
  await reader.page.keyboard.press('Control+f')
  await bar(reader).fill('якорь')
  const count = reader.chat.locator('.room-search [role=status]')
  await count.getByText('1 of 3').waitFor()
  await reader.chat.getByRole('button', { name: 'Filters' }).click()
  await reader.chat.getByRole('button', { name: 'Start date' }).click()
  await reader.chat.getByRole('dialog').locator('[aria-current=date]').click()
  await count.getByText('1 of 1').waitFor()
  await reader.chat.getByRole('button', { name: 'Since: Today' }).click()
  await reader.chat.getByRole('dialog').getByRole('button', { name: 'Any date' }).click()
  await count.getByText('1 of 3').waitFor()
  await reader.chat.getByRole('button', { name: 'End date', exact: true }).click()
  const dialog = reader.chat.getByRole('dialog', { name: 'End date' })
  const last = new Date(Date.now() - 9 * DAY)
  await dialog.getByRole('combobox', { name: 'Year' }).selectOption(String(last.getFullYear()))
  await dialog.getByRole('combobox', { name: 'Month' }).selectOption(String(last.getMonth()))
  await dialog.getByRole('button', { name: new Intl.DateTimeFormat('en', { dateStyle: 'full' }).format(last) }).click()
  await count.getByText('1 of 2').waitFor()
  expect(reader.console).toEqual([])
})

/** Messages of a room whose ends are far apart. */
const MANY = 50_000

scene(
  'SEARCH-11 in a room of 50,000 messages a quote, a link, a hit and a date lead to their message, and back',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const { chat } = stage.app.store
    const { widgetId } = stage
    const [user_id, peer_id] = [String(anna.id), String(boris.id)]
    const { room_id } = await chat.openDialog({ widget_id: widgetId, user_id, peer_id, needAccess: false })
    const created_at = Date.now()
    const said = (n: number): ImportedMessage => ({
      ...{ client_id: crypto.randomUUID(), sender_id: peer_id, created_at, edited_at: null, reply_to: null },
      ...{ text: n === 20_000 ? 'the hidden harbour' : `message ${n}`, parts: {}, reactions: [], uploads: [] },
    })
    for (let done = 0; done < MANY; done += 1_000) {
      const messages = Array.from({ length: 1_000 }, (_, n) => said(done + n + 1))
      await chat.importMessages({ widget_id: widgetId, room_id, messages })
    }
    // what is imported counts as read
    await stage.app.store.control
      .updateTable('member')
      .set({ read_seq: 0, delivered_seq: 0 })
      .where('widget_id', '=', widgetId)
      .where('room_id', '=', room_id)
      .execute()
    const last = {
      widget_id: widgetId,
      room_id,
      sender_id: peer_id,
      client_id: crypto.randomUUID(),
      text: 'as I said first',
      reply_to: 1,
    }
    await chat.appendMessage(last)
    stage.app.search.changed(widgetId, room_id)

    const reader = await stage.openAs(anna)
    await reader.openChat()
    await reader.openConversation('Boris')
    const exact = (text: string) =>
      reader.chat.getByRole('article').filter({ has: reader.chat.getByText(text, { exact: true }) })
    const isShown = (text: string) =>
      eventually(async () => {
        const box = await exact(text).boundingBox()
        const log = await reader.chat.getByRole('log').boundingBox()
        expect(box && log && box.y + box.height > log.y && box.y < log.y + log.height).toBe(true)
      })
    const back = async () => {
      await reader.chat.getByRole('button', { name: 'Jump to latest message' }).click()
      await isShown('as I said first')
    }
    const articles = () => reader.chat.getByRole('article').count()

    // it opens at the first of all the unread messages
    await isShown('message 1')
    await reader.chat.getByRole('button', { name: /new messages$/ }).click()
    await isShown('as I said first')
    await reader.message('as I said first').locator('.quote').click()
    await isShown('message 1')
    await back()

    await reader.page.evaluate((hash) => {
      location.hash = hash
    }, `imbachat-m=${room_id}.25000`)
    await isShown('message 25000')
    await eventually(async () => expect(await articles()).toBeLessThan(200))
    await back()

    const wanted = {
      widget_id: widgetId,
      user_id,
      room_id,
      from_user: null,
      has: null,
      after: null,
      before: null,
      cursor: null,
    }
    await eventually(async () => {
      expect((await stage.app.search.find({ ...wanted, query: 'harbour', limit: 1 })).count).toBe(1)
    }, 60_000)
    await reader.page.keyboard.press('Control+f')
    await bar(reader).fill('harbour')
    await isShown('the hidden harbour')
    await bar(reader).press('Escape')
    await back()

    await reader.page.keyboard.press('Control+f')
    await reader.chat.getByRole('button', { name: 'Filters' }).click()
    await reader.chat.getByRole('button', { name: 'Jump to date' }).click()
    const days = reader.chat.getByRole('dialog', { name: 'Jump to date' })
    await days.locator('[aria-current=date]').click()
    await days.waitFor({ state: 'detached' })
    await isShown('message 1')
    await eventually(async () => expect(await articles()).toBeLessThan(200))
    expect(reader.console).toEqual([])
  },
)
