import { expect } from 'bun:test'
import type { Locator } from 'playwright-core'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene, toastEnds, withClock } from '../stage/harness.ts'
import { addressOfRest } from '../stage/rest-script.ts'
import { storeMessages } from '../stage/stored-messages.ts'
import type { PageWithChat, Visitor } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'

declare const window: PageWithChat
const inline = { query: 'inline', browser: { viewport: { width: 1280, height: 900 } } }
const phone = { browser: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } }

const log = (visitor: Visitor) => visitor.chat.getByRole('log', { name: 'Messages' })
const menuItem = (visitor: Visitor, name: string) => visitor.chat.getByRole('menuitem', { name, exact: true })

/** Where a message stands in the frame's viewport, pixels. */
const heightOf = async (visitor: Visitor, text: string) =>
  Math.round((await visitor.message(text).first().boundingBox())?.y ?? Number.NaN)

const focused = (visitor: Visitor) => visitor.chat.locator(':focus')

scene('markup in a message is shown as text, and only http, https and mailto become links', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const written = [
    '<img src=x onerror="document.body.remove()"><script>alert(1)</script> & <b>bold</b>',
    'javascript:alert(1) data:text/html,<p> file:///etc/passwd',
    'https://shop.example/?a=1&b=2 or mail anna@shop.example, not javascript:alert(1) nor ftp://x.example',
    'https://shop.example/\u202egnp.exe',
    'one\n  two\n\nthree',
  ]
  await storeMessages(stage, anna, boris, written)
  const reader = await stage.openAs(boris)
  await reader.openChat()
  await reader.openConversation('Anna')
  await reader.sees(...written)
  const links = log(reader).getByRole('link')
  await eventually(async () =>
    expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual([
      'https://shop.example/?a=1&b=2',
      'mailto:anna@shop.example',
    ]),
  )
  await eventually(async () => expect(await links.first().getAttribute('rel')).toBe('noopener noreferrer nofollow ugc'))
  await eventually(async () => expect(await links.first().getAttribute('target')).toBe('_blank'))
  await eventually(async () => expect(await log(reader).locator('img, script, b').count()).toBe(0))
})

scene('Enter sends, Shift+Enter begins a line, and Enter of an input method does neither', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const writer = await stage.openAs(anna)
  await writer.openDialogWith(boris)
  await writer.composer.pressSequentially('one')
  await writer.composer.press('Shift+Enter')
  await writer.composer.pressSequentially('two')
  await writer.composer.dispatchEvent('keydown', { key: 'Enter', isComposing: true })
  await writer.composer.dispatchEvent('keydown', { key: 'Enter', keyCode: 229 })
  await eventually(async () => expect(await writer.composer.inputValue()).toBe('one\ntwo'))
  await writer.composer.press('Enter')
  await writer.sees('one\ntwo')
  await eventually(async () => expect(await writer.composer.inputValue()).toBe(''))
})

scene('a message that is too long is not sent and not lost, and the counter says by how much', async (stage) => {
  const writer = await stage.openAs(stage.person('Anna'))
  await writer.openDialogWith(stage.person('Boris'))
  const send = writer.chat.getByRole('button', { name: 'Send' })
  await writer.composer.fill('x'.repeat(9_900))
  await writer.chat.getByText('100 characters left').waitFor()
  await writer.composer.fill('x'.repeat(10_002))
  await writer.chat.getByText('2 characters over the limit').waitFor()
  await eventually(async () => expect(await send.isDisabled()).toBe(true))
  await writer.composer.press('Enter')
  expect((await writer.composer.inputValue()).length).toBe(10_002)
  await writer.composer.fill('  \n ')
  await eventually(async () => expect(await send.isDisabled()).toBe(true))
})

scene('each conversation keeps its draft, also through a reload', async (stage) => {
  const [anna, boris, clara] = [stage.person('Anna'), stage.person('Boris'), stage.person('Clara')]
  await storeMessages(stage, boris, anna, ['hello from Boris'])
  await storeMessages(stage, clara, anna, ['hello from Clara'])
  const writer = await stage.openAs(anna)
  await writer.openChat()
  await writer.openConversation('Boris')
  await writer.composer.fill('half a sentence')
  await writer.chat.getByRole('button', { name: 'Back' }).click()
  await writer.conversations.filter({ hasText: 'half a sentence' }).waitFor()
  await writer.openConversation('Clara')
  await eventually(async () => expect(await writer.composer.inputValue()).toBe(''))

  await writer.page.reload()
  await writer.chat.getByRole('button', { name: 'Back' }).click()
  await writer.openConversation('Boris')
  await eventually(async () => expect(await writer.composer.inputValue()).toBe('half a sentence'))
})

/** What the entries of the open menu are called, drawings included. */
const entries = (visitor: Visitor) =>
  visitor.chat
    .getByRole('menuitem')
    .evaluateAll((all) => all.map((entry) => entry.getAttribute('aria-label') ?? entry.textContent))

scene('a message is answered, changed and deleted from the keyboard alone', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(stage, boris, anna, ['shall we meet?'])
  const reader = await stage.connectAs(boris)
  await reader.openDialogWith(anna)
  const writer = await stage.openAs(anna, withClock)
  await writer.openDialogWith(boris)
  await writer.message('shall we meet?').waitFor()
  await writer.isWhole()
  const keys = writer.page.keyboard

  await log(writer).focus()
  await keys.press('ArrowUp')
  await keys.press('Enter')
  await menuItem(writer, 'Reply').waitFor()
  await keys.press('Enter')
  await writer.composer.and(focused(writer)).waitFor()
  await keys.type('at noon')
  await keys.press('Enter')
  await writer.message('at noon').getByRole('button', { name: 'shall we meet?' }).waitFor()
  await writer.seesTick('at noon', 'Sent')
  await reader.sees('shall we meet?', 'at noon')
  expect((await reader.message('at noon')).reply_to).toBe((await reader.message('shall we meet?')).seq)
  await keys.press('ArrowUp')
  await eventually(async () => expect(await writer.composer.inputValue()).toBe('at noon'))
  await keys.type(' sharp')
  await keys.press('Enter')
  await writer.message('at noon sharp').getByText('edited').waitFor()
  await reader.sees('shall we meet?', 'at noon sharp')

  await log(writer).focus()
  await keys.press('ArrowUp')
  await keys.press('Enter')
  await eventually(async () => {
    if (await menuItem(writer, 'Delete').evaluate((entry) => entry === document.activeElement)) return
    await keys.press('ArrowDown')
    throw new Error('the focus is not on Delete yet')
  })
  await keys.press('Enter')
  await menuItem(writer, 'Delete for everyone').waitFor()
  await keys.press('End')
  await keys.press('Enter')
  await writer.message('Message deleted').waitFor()
  await toastEnds(writer)
  await reader.sees('shall we meet?')
})

scene('CHANGE-4 an edit is kept while the user reads another conversation or replies', async (stage) => {
  const [anna, boris, clara] = [stage.person('Anna'), stage.person('Boris'), stage.person('Clara')]
  await storeMessages(stage, anna, clara, ['hello'])
  await storeMessages(stage, boris, anna, ['which day?'])
  await storeMessages(stage, anna, boris, ['on Monday'])
  const writer = await stage.openAs(anna)
  await writer.openDialogWith(boris)
  await writer.message('on Monday').waitFor()
  await writer.isWhole()
  const says = (text: string) => eventually(async () => expect(await writer.composer.inputValue()).toBe(text))
  await writer.composer.press('ArrowUp')
  await says('on Monday')
  await writer.composer.fill('on Tuesday')

  await writer.openDialogWith(clara)
  await writer.message('hello').waitFor()
  await says('')
  await writer.openDialogWith(boris)
  await writer.message('on Monday').waitFor()
  await says('on Tuesday')

  await writer.message('which day?').click({ button: 'right' })
  await menuItem(writer, 'Reply').click()
  await says('')
  await writer.write('wait')
  await writer.message('wait').getByRole('button', { name: 'which day?' }).waitFor()
  await says('on Tuesday')
  await writer.chat.getByRole('button', { name: 'Save' }).click()
  await writer.message('on Tuesday').getByText('edited').waitFor()
  await says('')
})

scene('a double click on a message’s menu button chooses nothing in the menu that opens under it', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(stage, anna, boris, ['kept'])
  const writer = await stage.openAs(anna)
  await writer.openDialogWith(boris)
  await writer.message('kept').hover()
  await writer.message('kept').locator('.more').hover()
  const press = async (clickCount: number) => {
    await writer.page.mouse.down({ clickCount })
    await writer.page.mouse.up({ clickCount })
  }
  await press(1)
  await menuItem(writer, 'Delete').waitFor()
  await press(2)
  await press(3)
  expect(await menuItem(writer, 'Delete for me').count()).toBe(0)
  // the presses above may have closed it
  await eventually(async () => {
    if ((await menuItem(writer, 'Delete').count()) === 0) await press(1)
    await menuItem(writer, 'Delete').hover({ timeout: 1_000 })
  })
  await press(1)
  await menuItem(writer, 'Delete for me').waitFor()
  await press(2)
  await press(3)
  await eventually(async () => expect(await menuItem(writer, 'Delete for me').count()).toBe(1))
  await writer.sees('kept')
})

scene('CHANGE-1 the arrow up edits neither what was just hidden nor what is too old to be edited', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const setMinutes = (edit_minutes: number) =>
    stage.app.widgets.change('all_widgets', stage.widgetId, { settings: { edit_minutes } })
  await storeMessages(stage, anna, boris, ['first', 'second'])
  await setMinutes(1)
  const writer = await stage.openAs(anna)
  await writer.openDialogWith(boris).finally(() => setMinutes(0))
  await writer.isWhole()
  await writer.message('second').click({ button: 'right' })
  await menuItem(writer, 'Delete').click()
  await menuItem(writer, 'Delete for me').click()
  await writer.sees('first')
  await writer.composer.press('ArrowUp')
  await eventually(async () => expect(await writer.composer.inputValue()).toBe('first'))
  await writer.composer.press('Escape')
  await eventually(async () => expect(await writer.composer.inputValue()).toBe(''))
  await writer.context.clock.setFixedTime(Date.now() + 120_000)
  await writer.composer.press('ArrowUp')
  await writer.write('third')
  await writer.sees('first', 'third')
})

scene('a user cannot edit or delete another user’s message', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(stage, anna, boris, ['mine'])
  const reader = await stage.openAs(boris)
  await reader.openDialogWith(anna)
  await reader.isWhole()
  await reader.message('mine').click({ button: 'right' })
  await menuItem(reader, 'Reply').waitFor()
  const others = await eventually(async () => {
    const found = await entries(reader)
    expect(found).toEqual(expect.arrayContaining(['Reply', 'React', 'Copy', 'Report']))
    return found
  })
  expect(others).not.toContain('Edit')
  expect(others).not.toContain('Delete for everyone')
  await reader.page.keyboard.press('Escape')
  await reader.chat.getByRole('menu').waitFor({ state: 'detached' })
})

scene('after a quote or a pin the way down leads back to where it was followed, then to the newest', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const filler = (name: string) => Array.from({ length: 30 }, (_, n) => `${name} ${n}`)
  const room_id = await storeMessages(stage, boris, anna, ['the plan', ...filler('early')])
  const said = { widget_id: stage.widgetId, room_id, sender_id: String(boris.id), client_id: crypto.randomUUID() }
  await stage.app.store.chat.appendMessage({ ...said, text: 'see there', reply_to: 1 })
  await storeMessages(stage, boris, anna, [...filler('late'), 'the newest'])
  const reader = await stage.openAs(anna)
  await reader.openDialogWith(boris)
  const words = (text: string) => log(reader).locator('article .words').filter({ hasText: text })
  const isShown = (text: string) =>
    eventually(async () => {
      const box = await words(text).boundingBox()
      const pane = await log(reader).boundingBox()
      expect(box && pane && box.y > pane.y && box.y + box.height < pane.y + pane.height).toBe(true)
    })
  const down = () => reader.chat.getByRole('button', { name: /new messages|Jump to latest/ }).click()
  await reader.chat.getByRole('button', { name: /new messages|Jump to latest/ }).click()
  await isShown('the newest')

  await reader.message('see there').locator('.quote').click()
  await isShown('the plan')
  await down()
  await isShown('see there')
  await down()
  await isShown('the newest')

  await reader.message('see there').locator('.quote').click()
  await isShown('the plan')
  await words('the plan').click({ button: 'right' })
  await menuItem(reader, 'Pin').click()
  await down()
  await isShown('see there')
  await reader.chat.getByRole('region', { name: 'Pinned messages' }).getByRole('button').first().click()
  await isShown('the plan')
  await down()
  await isShown('see there')
  await log(reader).press('End')
  await isShown('the newest')
  await reader.message('late 3').scrollIntoViewIfNeeded()
  await reader.message('early 3').scrollIntoViewIfNeeded()
  await down()
  await isShown('the newest')
})

scene('a finger that rests on a message gets its menu', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(stage, anna, boris, ['touch me'])
  const reader = await stage.openAs(boris, phone)
  await reader.openDialogWith(anna)
  await reader.isWhole()
  const bubble = reader.message('touch me').locator('.bubble')
  // waits until it stands still
  await bubble.tap({ trial: true })
  const box = await bubble.boundingBox()
  const session = await reader.context.newCDPSession(reader.page)
  const touch = (type: 'touchStart' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints })
  await touch('touchStart', [{ x: (box?.x ?? 0) + 10, y: (box?.y ?? 0) + 10 }])
  await menuItem(reader, 'Copy').waitFor()
  await touch('touchEnd', [])
  await eventually(async () =>
    expect(await entries(reader)).toEqual(expect.arrayContaining(['Reply', 'React', 'Copy', 'Copy link', 'Report'])),
  )
})

for (const count of [70, 340]) {
  scene(`a dialog opens at the first of its ${count} unread messages`, async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const [reader, writer] = [await stage.openAs(boris), await stage.connectAs(anna)]
    await writer.openDialogWith(boris)
    await writer.write('already read')
    await reader.openDialogWith(anna)
    await reader.sees('already read')
    await writer.seesTick('already read', 'Read')
    await reader.chat.getByRole('button', { name: 'Back' }).click()
    const texts = Array.from({ length: count }, (_, index) => `unread number ${index + 1}.`)
    await storeMessages(stage, anna, boris, texts)
    await reader.page.reload()
    await reader.seesUnread(1)
    await reader.openConversation('Anna')
    await reader.chat.getByText('Unread messages', { exact: true }).waitFor()
    await eventually(async () => expect(await reader.message('unread number 1.').first().isVisible()).toBe(true))
    await eventually(async () => {
      const divider = await reader.chat.getByText('Unread messages', { exact: true }).boundingBox()
      const pane = await log(reader).boundingBox()
      expect((divider?.y ?? 0) - (pane?.y ?? 0)).toBeWithin(0, 120)
    })
    await reader.chat.getByRole('button', { name: `${count} new messages` }).click()
    await reader.seesUnread(0)
  })
}

scene('if the history cannot be had, unread messages stay unread, with a divider', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(
    stage,
    anna,
    boris,
    Array.from({ length: 340 }, (_, index) => `unread number ${index + 1}.`),
  )
  // the script that jumps in the history never comes
  const rest = await addressOfRest(stage)
  const reader = await stage.openAs(boris, {
    async prepare({ page }) {
      await page.route(rest, (route) => route.abort())
    },
  })
  await reader.openChat()
  await reader.openConversation('Anna')
  await reader.chat.getByText('Unread messages', { exact: true }).waitFor()
  await eventually(async () => expect(await reader.message('unread number 291.').first().isVisible()).toBe(true))
  await reader.seesUnread(1)
})

scene('a message counts as read only when the open window shows it', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(stage, anna, boris, ['first'])
  const reader = await stage.openAs(boris)
  await reader.openDialogWith(anna)
  await reader.seesUnread(0)
  await reader.closeChat()
  const writer = await stage.connectAs(anna)
  await writer.openDialogWith(boris)
  await writer.write('are you there?')
  await reader.seesUnread(1)
  await writer.seesTick('are you there?', 'Delivered')
  await reader.openChat()
  await writer.seesTick('are you there?', 'Read')
  await reader.chat.getByText('Unread messages', { exact: true }).waitFor()
})

scene('a long history scrolls back without a jump and with few messages in the document', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(
    stage,
    anna,
    boris,
    Array.from({ length: 450 }, (_, index) => `number ${index + 1}: ${'and so on '.repeat(index % 7)}`),
  )
  await storeMessages(stage, boris, anna, ['that was long'])
  const reader = await stage.openAs(anna)
  await reader.openDialogWith(boris)
  await reader.message('that was long').waitFor()
  // what comes later may still move the messages
  await reader.isWhole()

  const seen = await log(reader).evaluate(async (element) => {
    const numbers = new Set<number>()
    const jumps: number[] = []
    let most = 0
    const end = performance.now() + 60_000
    for (let first = ''; first !== '1' && performance.now() < end; ) {
      const messages = [...element.querySelectorAll('article')]
      first = messages[0]?.dataset.seq ?? ''
      most = Math.max(most, messages.length)
      for (const { textContent } of messages) numbers.add(Number(/number (\d+)/.exec(textContent ?? '')?.[1] ?? 0))
      const middle = element.getBoundingClientRect().top + element.clientHeight / 2
      const watched = messages.find((message) => message.getBoundingClientRect().top > middle)
      const before = watched?.getBoundingClientRect().top ?? 0
      const step = Math.min(600, element.scrollTop)
      element.scrollTop -= step
      const moved = () => (watched?.getBoundingClientRect().top ?? 0) - before - step
      await new Promise(requestAnimationFrame)
      // a busy browser measures messages that came into sight some frames later, and the log follows
      for (let frames = 0; frames < 10; frames++) {
        await new Promise(requestAnimationFrame)
        if (Math.abs(moved()) <= 2) break
      }
      if (watched?.isConnected && Math.abs(moved()) > 2) jumps.push(moved())
    }
    return { seen: numbers.size, most, jumps }
  })
  // and the one without a number
  expect(seen).toEqual({ seen: 451, most: 300, jumps: [] })

  const height = await heightOf(reader, 'number 5:')
  await storeMessages(stage, boris, anna, ['news'])
  const writer = await stage.connectAs(boris)
  await writer.openDialogWith(anna)
  await writer.write('more news')
  await reader.chat.getByRole('button', { name: /new message/ }).waitFor()
  await eventually(async () => expect(await heightOf(reader, 'number 5:')).toBe(height))
  await reader.chat.getByRole('button', { name: /new message/ }).click()
  await eventually(async () => expect((await reader.messages()).at(-1)).toBe('more news'))
  await writer.seesTick('more news', 'Read')
})

scene('the day over the messages is shown while the user scrolls, and not at rest', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const texts = Array.from({ length: 60 }, (_, index) => `line ${index}`)
  await storeMessages(stage, anna, boris, texts)
  const reader = await stage.openAs(boris)
  await reader.openDialogWith(anna)
  await reader.message('line 59').waitFor()
  await reader.isWhole()
  const day = reader.chat.locator('.floats > *').first()
  // it stays for a second, which a busy machine may take between two looks: the page itself looks at each frame
  await log(reader).evaluate(async (element) => {
    element.scrollTo(0, 400)
    const isShown = () => document.querySelector('.floats > *')?.checkVisibility({ visibilityProperty: true })
    while (!isShown()) await new Promise(requestAnimationFrame)
  })
  await day.waitFor({ state: 'hidden' })
})

scene('arrow keys walk messages with links, and Tab reaches the links of the message with the focus', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(stage, anna, boris, ['first', 'see https://one.example and https://two.example', 'last'])
  const reader = await stage.openAs(boris)
  await reader.openDialogWith(anna)
  await reader.chat.getByRole('link', { name: 'https://two.example' }).waitFor()
  await reader.isWhole()
  const { keyboard } = reader.page
  await log(reader).focus()
  await keyboard.press('Tab')
  await eventually(async () => expect(await focused(reader).getAttribute('aria-label')).not.toStartWith('http'))
  await log(reader).focus()
  for (const key of ['ArrowUp', 'ArrowUp', 'Tab']) await keyboard.press(key)
  await eventually(async () => expect(await focused(reader).textContent()).toBe('https://one.example'))
  await keyboard.press('Tab')
  await eventually(async () => expect(await focused(reader).textContent()).toBe('https://two.example'))
  await keyboard.press('ArrowUp')
  await eventually(async () => expect(await focused(reader).textContent()).toContain('first'))
})

scene('while the reader is at the bottom, new messages keep the timeline there', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(
    stage,
    anna,
    boris,
    Array.from({ length: 40 }, (_, index) => `line ${index}`),
  )
  const reader = await stage.openAs(anna)
  await reader.openDialogWith(boris)
  const writer = await stage.connectAs(boris)
  await writer.openDialogWith(anna)
  await writer.write('a tall one\n\n\n\n\n\n\nwith its end here')
  await eventually(async () => {
    await reader.message('with its end here').waitFor()
    const below = await log(reader).evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight)
    expect(below).toBeLessThan(2)
  })
})

scene('a request waits for an answer, and acceptance lets both write', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const { widgetId } = stage
  await stage.app.store.chat.openDialog({
    widget_id: widgetId,
    user_id: String(anna.id),
    peer_id: String(boris.id),
    needAccess: true,
  })
  const asker = await stage.openAs(anna)
  await asker.openDialogWith(boris)
  await asker.chat.getByText('Boris will receive your first message as a request.').waitFor()
  await asker.write('may I?')
  await asker.chat.getByText('You can continue once Boris accepts.').waitFor()

  const asked = await stage.openAs(boris)
  await asked.openChat()
  await asked.conversations.filter({ hasText: 'Anna' }).click()
  await asked.chat.getByText('Anna wants to message you').waitFor()
  await asked.chat.getByRole('button', { name: 'Accept' }).click()
  await asked.write('of course')
  await asker.message('of course').waitFor()
  await asker.write('thank you')
  await asked.sees('may I?', 'of course', 'thank you')
})

scene('a request is marked in the list, and answered there', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const { widgetId } = stage
  const dialog = { widget_id: widgetId, user_id: String(anna.id), peer_id: String(boris.id), needAccess: true }
  const { room_id } = await stage.app.store.chat.openDialog(dialog)
  const message = {
    widget_id: widgetId,
    room_id,
    sender_id: String(anna.id),
    client_id: crypto.randomUUID(),
    text: 'may I?',
  }
  await stage.app.store.chat.appendMessage({ ...message, reply_to: null })
  const reader = await stage.openAs(boris)
  await reader.openChat()
  const row = reader.conversations.filter({ hasText: 'Anna' })
  await row.getByText('Request', { exact: true }).waitFor()
  await reader.chat.getByRole('button', { name: 'Accept: Anna' }).click()
  await row.getByText('Request', { exact: true }).waitFor({ state: 'detached' })
  await row.click()
  await reader.composer.waitFor()
})

scene('a declined request leaves the list, and its sender sees that it was declined', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const { widgetId } = stage
  await stage.app.store.chat.openDialog({
    widget_id: widgetId,
    user_id: String(anna.id),
    peer_id: String(boris.id),
    needAccess: true,
  })
  const asker = await stage.openAs(anna)
  await asker.openDialogWith(boris)
  await asker.write('may I?')
  const asked = await stage.openAs(boris, withClock)
  await asked.openChat()
  await asked.conversations.filter({ hasText: 'Anna' }).click()
  await asked.chat.getByRole('button', { name: 'Decline' }).click()
  // the toast with Undo waits as long as the pointer is on it
  await asked.chat.getByText('No conversations yet').hover()
  await toastEnds(asked)
  await asker.chat.getByText('Boris declined your request.').waitFor()
})

scene('a visitor who is not signed in reads how to chat', async (stage) => {
  const guest = await stage.openAs({ ...stage.person('Guest'), slug: 'guest' })
  await guest.page.waitForFunction(() => window.imbaApi)
  await guest.page.evaluate(() => window.imbaApi.openChat())
  await guest.chat.getByText('Sign in to chat').waitFor()
  expect(guest.console).toEqual([])
})

scene('an invalid token: a plain text for the visitor, the reason for the developer', async (stage) => {
  const visitor = await stage.openAs({ ...stage.person('Guest'), slug: 'guest' })
  // the page's own load comes first; after this one it would sign the visitor out again
  await visitor.chat.locator('body').waitFor({ state: 'attached' })
  const code = await visitor.page.evaluate(() =>
    window.imbaApi.load({ user_id: 5, token: 'not.a.token' }).then(
      () => 'ready',
      (error: { code: string }) => error.code,
    ),
  )
  expect(code).toBe('token_malformed')
  await visitor.openChat()
  await visitor.chat.getByText('Chat is unavailable').waitFor()
  await eventually(async () => expect(await visitor.chat.getByRole('alert').textContent()).not.toContain('token'))
})

scene('arrow keys walk the list, and Escape leads back to the previous place', async (stage) => {
  const anna = stage.person('Anna')
  for (const name of ['Boris', 'Clara', 'Dmitri'])
    await storeMessages(stage, stage.person(name), anna, [`from ${name}`])
  const reader = await stage.openAs(anna)
  await reader.openChat()
  await reader.conversations.nth(2).waitFor()
  const { keyboard } = reader.page
  // a key in the first moment of a chat may reach nothing
  await eventually(async () => {
    await reader.conversations.first().focus()
    await keyboard.press('ArrowDown')
    expect(await focused(reader).textContent()).toContain('Clara')
  })
  await keyboard.press('Enter')
  await reader.sees('from Clara')
  await eventually(async () => expect(await focused(reader).getAttribute('aria-label')).toBe('Message'))
  await keyboard.press('Escape')
  await eventually(async () => expect(await focused(reader).textContent()).toContain('Clara'))
  await keyboard.press('Escape')
  await reader.page.getByRole('button', { name: 'Open chat' }).waitFor()
})

scene('PAGE-12 search finds a conversation that the list has not loaded', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris Distant')]
  await storeMessages(stage, boris, anna, ['long ago'])
  // the chat knows the names of users that it has seen
  await signIn(stage, stage.token(boris.id))
  for (let n = 0; n < 55; n++) await storeMessages(stage, stage.person(`Person ${n}`), anna, ['hello'])
  const reader = await stage.openAs(anna)
  await reader.openChat()
  await reader.conversations.nth(40).waitFor()
  await eventually(async () => expect(await reader.conversations.filter({ hasText: 'Boris Distant' }).count()).toBe(0))
  await reader.chat.getByRole('searchbox', { name: 'Search' }).fill('dist')
  await reader.conversations.filter({ hasText: 'Boris Distant' }).click()
  await reader.sees('long ago')
  await reader.chat.getByRole('button', { name: 'Back' }).click()
  await reader.chat.getByRole('searchbox', { name: 'Search' }).fill('no such name')
  await reader.chat.getByText('Nothing found').waitFor()
})

scene('search filters by name', async (stage) => {
  const anna = stage.person('Anna')
  for (const name of ['Boris Orlov', 'Clara Maas']) await storeMessages(stage, stage.person(name), anna, ['hi'])
  const reader = await stage.openAs(anna)
  await reader.openChat()
  await reader.conversations.nth(1).waitFor()
  await reader.chat.getByRole('searchbox', { name: 'Search' }).fill('orl')
  await eventually(async () => expect(await reader.conversations.count()).toBe(1))
  await reader.chat.getByRole('searchbox', { name: 'Search' }).fill('nobody')
  await reader.chat.getByText('Nothing found').waitFor()
})

scene('a typing user is shown in the dialog and in the list', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(stage, anna, boris, ['hi'])
  const writer = await stage.connectAs(anna)
  await writer.openDialogWith(boris)
  const reader = await stage.openAs(boris)
  await reader.openDialogWith(anna)
  /** It is shown for six seconds. */
  const whileAnnaTypes = (shown: Locator) =>
    eventually(async () => {
      await writer.types()
      expect(await shown.count()).toBeGreaterThan(0)
    })
  await whileAnnaTypes(reader.chat.getByRole('paragraph').filter({ hasText: 'typing…' }))
  await reader.chat.getByRole('button', { name: 'Back' }).click()
  await whileAnnaTypes(reader.conversations.filter({ hasText: 'typing…' }))
})

scene('initials replace a picture that does not load', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris Orlov')]
  boris.avatar = '/avatars/none.svg'
  await storeMessages(stage, boris, anna, ['hi'])
  const reader = await stage.openAs(anna)
  await reader.openChat()
  await reader.conversations.first().getByText('BO', { exact: true }).waitFor()
})

scene('scrollbars have the colours of their window, in Firefox too', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const reader = await stage.openAs(anna)
  await reader.openDialogWith(boris)
  const bars = async (theme: 'default' | 'dark') => {
    await reader.page.evaluate((to) => window.imbaApi.setTheme(to), theme)
    await reader.chat.locator(`html[data-theme="${theme}"]`).waitFor()
    return log(reader).evaluate((scrolls) => getComputedStyle(scrolls).scrollbarColor)
  }
  const [light, dark] = [await bars('default'), await bars('dark')]
  expect(light).not.toBe(dark)
  for (const colours of [light, dark]) expect(colours).toEndWith('rgba(0, 0, 0, 0)')
})

scene('the chat is Russian where the page is Russian', async (stage) => {
  const reader = await stage.openAs(stage.person('Anna'), { query: 'language=ru' })
  await reader.page.getByRole('button', { name: 'Открыть чат' }).click()
  await reader.chat.getByRole('heading', { name: 'Чаты' }).waitFor()
  await reader.chat.getByText('Чатов пока нет').waitFor()
})

// `access.test.ts` checks a window, in both themes
for (const [where, how] of [
  ['inline, wide and dark', { ...inline, query: 'inline&theme=dark' }],
  ['on a phone', phone],
] as const) {
  scene(`assistive technology finds no fault ${where}`, async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    boris.badge = 'Seller'
    await storeMessages(stage, boris, anna, ['hello', 'see https://shop.example'])
    await storeMessages(stage, anna, boris, ['look: https://shop.example', 'an answer'])
    await storeMessages(stage, stage.person('Clara'), anna, ['unread'])
    const reader = await stage.openAs(anna, how)
    if (!('query' in how)) await reader.openChat()
    await reader.conversations.first().waitFor()
    await eventually(async () => expect(await faults(reader)).toEqual([]))
    await reader.openConversation('Boris')
    await log(reader).getByRole('link').nth(1).waitFor()
    await eventually(async () => expect(await faults(reader)).toEqual([]))
    await reader.isWhole()
    await reader.message('an answer').focus()
    await reader.page.keyboard.press('Enter')
    await menuItem(reader, 'Copy').waitFor()
    await eventually(async () => expect(await faults(reader)).toEqual([]))
  })
}
