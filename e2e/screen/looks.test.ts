import { expect } from 'bun:test'
import type { Locator } from 'playwright-core'
import { atRest, eventually } from '../stage/eventually.ts'
import { attach, picture, seesPicture, send } from '../stage/files.ts'
import { type Stage, scene } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import { phrasesIn } from '../stage/phrases-in.ts'
import type { Visitor } from '../stage/visitor.ts'
import { addsAll, signIn } from '../stage/wire.ts'

/** Set to look at what is tested: `SHOTS=folder`. */
const SHOTS = process.env.SHOTS
const shoot = async ({ page }: Visitor, name: string) => {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png` })
}

const button = ({ chat }: Visitor, name: string | RegExp): Locator => chat.getByRole('button', { name, exact: true })
const boxOf = async (place: Locator) => {
  const box = await place.boundingBox()
  if (!box) throw new Error('it is not drawn')
  return box
}

/** A dialog in which the other user has written so many messages. */
async function dialog(stage: Stage, count: number) {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const socket = await signIn(stage, stage.token(boris.id))
  const { room } = (await socket.request('dialog.open', { user_id: anna.id })) as { room: { room_id: number } }
  for (let n = 1; n <= count; n++) {
    const message = { room_id: room.room_id, client_id: crypto.randomUUID(), text: `message ${n}` }
    await socket.request('message.send', message)
  }
  return { anna, boris }
}

scene('CALM-1 a picture opens over the whole page, and the log is where it was when it is closed', async (stage) => {
  const { anna, boris } = await dialog(stage, 30)
  const viewport = { width: 1280, height: 800 }
  const visitor = await stage.openAs(anna, { browser: { viewport } })
  await visitor.openDialogWith(boris)
  await attach(visitor, picture('boat.png', 1200, 800))
  await send(visitor)
  await seesPicture(visitor, 'boat.png')
  // a picture on its way does not open
  await visitor.chat
    .getByRole('article')
    .getByRole('img', { name: /^(Sent|Delivered)$/ })
    .waitFor()
  const frame = visitor.page.locator('iframe')
  const small = await boxOf(frame)
  const image = visitor.log.getByRole('img', { name: 'boat.png' })
  await visitor.isWhole()
  const before = await atRest(() => boxOf(image))
  await button(visitor, 'Open boat.png').click()
  await visitor.chat.getByRole('dialog', { name: 'Photos' }).waitFor()
  await eventually(async () => expect(await boxOf(frame)).toMatchObject({ x: 0, y: 0, ...viewport }))
  await shoot(visitor, 'viewer')
  await visitor.chat.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await eventually(async () => expect(await boxOf(frame)).toEqual(small))
  await eventually(async () => expect(await boxOf(image)).toEqual(before))
  expect(visitor.console).toEqual([])
})

scene('CALM-2 the menu of a message has at most seven lines, and leaves the message in sight', async (stage) => {
  const { anna, boris } = await dialog(stage, 4)
  const visitor = await stage.openAs(anna, { query: 'inline', browser: { viewport: { width: 390, height: 760 } } })
  await visitor.openDialogWith(boris)
  await visitor.write('my own')
  await visitor.seesTick('my own', 'Sent', 'Delivered')
  await visitor.isWhole()
  for (const text of ['message 1', 'message 4', 'my own']) {
    const message = visitor.message(text)
    await message.focus()
    await message.press('Shift+F10')
    const menu = visitor.chat.getByRole('menu')
    await menu.waitFor()
    await eventually(async () => {
      const [over, about] = [await boxOf(menu), await boxOf(message.locator('.bubble'))]
      expect(over.y >= about.y + about.height || over.y + over.height <= about.y).toBe(true)
    })
    const lines = await menu.locator('> [role="menuitem"]').count()
    expect(lines).toBeGreaterThan(3)
    expect(lines).toBeLessThanOrEqual(7)
    await shoot(visitor, `menu of ${text}`)
    await menu.press('Escape')
    await menu.waitFor({ state: 'detached' })
  }
})

scene('CALM-3 beside the heading of the list are a new message and one menu, at every width', async (stage) => {
  const { anna } = await dialog(stage, 1)
  const visitor = await stage.openAs(anna, { query: 'inline', browser: { viewport: { width: 700, height: 700 } } })
  await visitor.conversations.first().waitFor()
  const header = visitor.chat.locator('.conversations .window-header')
  await button(visitor, 'Menu').waitFor()
  for (const width of [690, 860, 390, 320]) {
    await visitor.page.setViewportSize({ width, height: 700 })
    const heading = header.getByRole('heading')
    await eventually(async () =>
      expect(await heading.evaluate((it) => it.scrollWidth - it.clientWidth)).toBeLessThanOrEqual(0),
    )
    await eventually(async () => expect(await header.getByRole('button').filter({ visible: true }).count()).toBe(2))
    await shoot(visitor, `list ${width}`)
  }
})

scene('CALM-4 an empty list offers to write to someone', async (stage) => {
  const visitor = await stage.openAs(stage.person('Anna'), { query: 'inline' })
  await eventually(async () => expect((await boxOf(button(visitor, 'Message someone'))).height).toBeLessThan(50))
  await shoot(visitor, 'empty')
  await button(visitor, 'Message someone').click()
  await visitor.chat.getByRole('dialog', { name: 'New message' }).waitFor()
})

scene('CALM-4 where direct messages are off, an empty list offers the public groups', async (stage) => {
  const { app, widgetId } = stage
  await app.widgets.change('all_widgets', widgetId, { settings: { dialogs: 'permitted' } })
  try {
    const visitor = await stage.openAs(stage.person('Anna'), { query: 'inline' })
    await button(visitor, 'Public groups').click()
    await visitor.chat.getByRole('dialog', { name: 'Public groups' }).waitFor()
  } finally {
    await app.widgets.change('all_widgets', widgetId, { settings: { dialogs: 'open' } })
  }
})

scene('CALM-5 an owner who leaves is asked one question with all that follows, wherever they leave', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const socket = await signIn(stage, stage.token(anna.id))
  const club = { pipe: `left-${anna.id}`, title: 'The club', user_ids: [String(boris.id)] }
  const { room } = await socket.request('room.open', club)
  await addsAll(socket, room.room_id, club.user_ids)
  const visitor = await stage.openAs(anna, { query: 'inline', browser: { viewport: { width: 1100, height: 1100 } } })
  await visitor.openConversation('The club')
  const question = visitor.chat.getByRole('alertdialog')
  const said = async () => {
    await question.getByText('becomes the owner').waitFor()
    const text = await question.textContent()
    await question.getByRole('button', { name: 'Cancel' }).click()
    await question.waitFor({ state: 'detached' })
    return text
  }
  await button(visitor, 'Conversation actions').click()
  await visitor.chat.getByRole('menuitem', { name: 'Leave' }).click()
  const byMenu = await said()
  await button(visitor, /^Show members/).click()
  await button(visitor, 'Leave group').click()
  expect(await said()).toBe(byMenu)
  expect(byMenu).toContain('history will disappear')
})

scene('CALM-6 without a network the line under a title says so, and nothing moves', async (stage) => {
  const { anna, boris } = await dialog(stage, 30)
  const visitor = await stage.openAs(anna, { query: 'inline', browser: { viewport: { width: 1000, height: 700 } } })
  await visitor.openDialogWith(boris)
  await visitor.sees(...Array.from({ length: 30 }, (_, n) => `message ${n + 1}`))
  // the composer gets its buttons with the rest of the chat
  await visitor.isWhole()
  const places = () => Promise.all([visitor.log, visitor.conversations.first(), visitor.composer].map(boxOf))
  const before = await atRest(places)
  await setOffline(visitor.context, true)
  await visitor.isOffline()
  await eventually(async () => expect(await places()).toEqual(before))
  await shoot(visitor, 'offline')
  expect(visitor.console.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([])
})

scene('CALM-7 a waiting message is in the list, with a clock', async (stage) => {
  const { anna, boris } = await dialog(stage, 1)
  const visitor = await stage.openAs(anna, { query: 'inline', browser: { viewport: { width: 1000, height: 700 } } })
  await visitor.openDialogWith(boris)
  await setOffline(visitor.context, true)
  await visitor.isOffline()
  await visitor.write('from the tunnel')
  const row = visitor.conversations.filter({ hasText: 'Boris' })
  await row.getByText('from the tunnel').waitFor()
  await row.getByRole('img', { name: 'Will send when online' }).waitFor()
  await shoot(visitor, 'waits')
  await setOffline(visitor.context, false)
  await row.getByRole('img', { name: /^(Sent|Delivered)$/ }).waitFor()
})

/** Anna asks Boris, who sees it in the list. */
async function request(stage: Stage) {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const { widgetId } = stage
  const ask = { widget_id: widgetId, user_id: String(anna.id), peer_id: String(boris.id), needAccess: true }
  const { room_id } = await stage.app.store.chat.openDialog(ask)
  const message = {
    widget_id: widgetId,
    room_id,
    sender_id: String(anna.id),
    client_id: crypto.randomUUID(),
    text: 'may I?',
  }
  await stage.app.store.chat.appendMessage({ ...message, reply_to: null })
  const [asker, asked] = [await stage.connectAs(anna), await stage.openAs(boris)]
  asker.open(room_id)
  await asked.openChat()
  const row = asked.conversations.filter({ hasText: 'Anna' })
  await row.getByText('may I?').waitFor()
  return { asker, asked, row }
}

scene('CALM-8 a declined request comes back by Undo, and nobody learns of it', async (stage) => {
  const { asker, asked, row } = await request(stage)
  await row.click()
  await asked.chat.getByRole('button', { name: 'Decline', exact: true }).click()
  await asked.chat.getByText('Request declined').waitFor()
  // it stays while the pointer is on it
  await button(asked, 'Undo').hover()
  await row.waitFor({ state: 'detached' })
  await shoot(asked, 'declined')
  await button(asked, 'Undo').click()
  await button(asked, 'Accept').waitFor()
  await row.getByText('Request', { exact: true }).waitFor()
  await button(asked, 'Accept').click()
  await asked.write('yes')
  await asker.message('yes')
  const learned = asker.socket.events.filter((event) => event.t === 'room' && event.room.state === 'declined')
  expect(learned).toEqual([])
})

scene('CALM-8 a page that is left declines what was declined in it', async (stage) => {
  const { asker, asked } = await request(stage)
  await asked.chat.getByRole('button', { name: 'Decline: Anna' }).click()
  await asked.chat.getByText('Request declined').waitFor()
  await asked.page.reload()
  await asker.socket.event('room', ({ room }) => room.state === 'declined')
})

/** Controls of an open panel that the browser draws, and lists to choose from whose words are cut off. */
const plainControls = ({ chat }: Visitor) =>
  chat.locator('dialog[open]').evaluateAll((panels) =>
    panels.flatMap((panel) =>
      [...panel.querySelectorAll<HTMLSelectElement | HTMLInputElement>('select, [type=checkbox], [type=radio]')]
        .filter((control) => control.checkVisibility())
        .flatMap((control) => {
          const { appearance, font, paddingInlineStart, paddingInlineEnd } = getComputedStyle(control)
          if (appearance !== 'none') return [`${control.type} is the browser's own`]
          if (!(control instanceof HTMLSelectElement)) return []
          const drawing = document.createElement('canvas').getContext('2d')
          if (!drawing) throw new Error('no canvas')
          drawing.font = font
          const room = control.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd)
          return [...control.options]
            .filter(({ text }) => drawing.measureText(text).width > room + 1)
            .map(({ text }) => `${text} is cut off`)
        }),
    ),
  )

scene('CALM-9 controls look alike in every panel, show their words whole in German, and obey keys', async (stage) => {
  const { anna, boris } = await dialog(stage, 1)
  const words = await phrasesIn('de')
  const query = 'inline&language=de'
  const browser = { viewport: { width: 1000, height: 900 }, locale: 'de' }
  const visitor = await stage.openAs(anna, { query, words, browser })
  await visitor.conversations.first().waitFor()
  const panel = (name: string) => visitor.chat.getByRole('dialog', { name: words(name) })
  const press = (name: string) => button(visitor, words(name)).last().click()

  await visitor.chooseInList('Settings')
  const sound = panel('Settings').getByRole('switch', { name: words('Sound'), exact: true })
  await sound.focus()
  await eventually(async () => expect(await sound.isChecked()).toBe(true))
  await visitor.page.keyboard.press('Space')
  await eventually(async () => expect(await sound.isChecked()).toBe(false))
  const theme = panel('Settings').getByRole('combobox', { name: words('Theme') })
  await theme.focus()
  await visitor.page.keyboard.press('ArrowDown')
  await eventually(async () => expect(await theme.inputValue()).toBe('light'))
  await shoot(visitor, 'controls in settings')
  await eventually(async () => expect(await plainControls(visitor)).toEqual([]))
  await press('Close')

  await press('New message')
  await press('New group')
  await panel('Add people').getByRole('checkbox', { name: boris.name }).press('Space')
  await eventually(async () => expect(await panel('Add people').getByRole('checkbox').first().isChecked()).toBe(true))
  await eventually(async () => expect(await plainControls(visitor)).toEqual([]))
  await press('Next')
  await press('More')
  await panel('New group').getByRole('switch').waitFor()
  await shoot(visitor, 'controls of a new group')
  await eventually(async () => expect(await plainControls(visitor)).toEqual([]))
})

scene('CALM-10 a new group asks for people, then for its name, and for rights only under More', async (stage) => {
  const { anna, boris } = await dialog(stage, 1)
  const visitor = await stage.openAs(anna, { query: 'inline', browser: { viewport: { width: 1000, height: 900 } } })
  await visitor.conversations.first().waitFor()
  await button(visitor, 'New message').click()
  await button(visitor, 'New group').click()
  const people = visitor.chat.getByRole('dialog', { name: 'Add people' })
  await people.getByRole('checkbox', { name: boris.name }).check()
  await people.getByRole('button', { name: 'Next' }).click()
  const form = visitor.chat.getByRole('dialog', { name: 'New group' })
  await form.getByRole('textbox', { name: 'Group name' }).fill('Crew')
  await form.getByRole('listitem').filter({ hasText: boris.name }).waitFor()
  expect(await form.getByRole('combobox', { name: 'Who can join' }).count()).toBe(0)
  await form.getByRole('button', { name: 'Back' }).click()
  await people.getByRole('button', { name: 'Next' }).click()
  // what was typed stays
  await eventually(async () =>
    expect(await form.getByRole('textbox', { name: 'Group name' }).inputValue()).toBe('Crew'),
  )
  await form.getByRole('button', { name: 'More' }).click()
  await form.getByRole('combobox', { name: 'Who can join' }).selectOption('By request')
  await form.getByRole('button', { name: 'Create group of 2 people' }).click()
  await visitor.chat.getByRole('heading', { name: 'Crew' }).waitFor()
})

scene('CALM-11 the composer says in a line of words why it does not send', async (stage) => {
  const { anna, boris } = await dialog(stage, 1)
  const visitor = await stage.openAs(anna, { query: 'inline', browser: { viewport: { width: 400, height: 700 } } })
  await visitor.openDialogWith(boris)
  await visitor.composer.fill('x'.repeat(10_050))
  const line = visitor.chat.getByText('50 characters over the limit')
  await eventually(async () => {
    const [said, box] = [await boxOf(line), await boxOf(visitor.composer)]
    expect(said.y + said.height).toBeLessThanOrEqual(box.y)
    expect(said.width).toBeGreaterThan(150)
  })
  await shoot(visitor, 'too long')
})

scene('CALM-12 on a phone on its side with its keyboard up, pinned messages leave the log its place', async (stage) => {
  const { anna, boris } = await dialog(stage, 3)
  const visitor = await stage.openAs(anna, { query: 'inline', browser: { viewport: { width: 800, height: 700 } } })
  await visitor.openDialogWith(boris)
  await visitor.isWhole()
  const message = visitor.message('message 3')
  await message.focus()
  await message.press('Shift+F10')
  await visitor.chat.getByRole('menuitem', { name: 'Pin', exact: true }).click()
  const pins = visitor.chat.getByRole('region', { name: 'Pinned messages' })
  await pins.waitFor()
  await visitor.page.locator('iframe').evaluate((frame) => {
    for (const side of ['height', 'min-height']) frame.style.setProperty(side, '190px', 'important')
  })
  await pins.waitFor({ state: 'hidden' })
  await eventually(async () => expect((await boxOf(visitor.log)).height).toBeGreaterThan(60))
  await shoot(visitor, 'on its side')
})

scene('LANG-6 a user without a name is called in the language of each reader', async (stage) => {
  const anna = stage.person('Anna')
  const unknown = 700_000 + anna.id
  const socket = await signIn(stage, stage.token(unknown))
  const { room } = (await socket.request('dialog.open', { user_id: anna.id })) as { room: { room_id: number } }
  const message = { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'who am I?' }
  await socket.request('message.send', message)
  const words = await phrasesIn('ru')
  const visitor = await stage.openAs(anna, { query: 'inline&language=ru', words })
  await visitor.conversations.filter({ hasText: `Пользователь ${unknown}` }).click()
  await visitor.chat.getByRole('heading', { name: `Пользователь ${unknown}` }).waitFor()
  await visitor.chat.getByRole('article', { name: `Пользователь ${unknown}` }).waitFor()
})
