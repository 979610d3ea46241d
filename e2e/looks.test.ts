import { expect } from 'bun:test'
import type { Locator } from 'playwright-core'
import { eventually } from './eventually.ts'
import { attach, picture, seesPicture, send } from './files.ts'
import { type Stage, scene } from './harness.ts'
import { setOffline } from './network.ts'
import type { Visitor } from './visitor.ts'
import { signIn } from './wire.ts'

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
  const frame = visitor.page.locator('iframe')
  const small = await boxOf(frame)
  const image = visitor.log.getByRole('img', { name: 'boat.png' })
  const before = await boxOf(image)
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
  for (const text of ['message 1', 'message 4', 'my own']) {
    const message = visitor.message(text)
    await message.focus()
    await message.press('Shift+F10')
    const menu = visitor.chat.getByRole('menu')
    await menu.waitFor()
    const [over, about] = [await boxOf(menu), await boxOf(message.locator('.bubble'))]
    expect(over.y >= about.y + about.height || over.y + over.height <= about.y).toBe(true)
    const lines = await menu.locator('> [role="menuitem"]').count()
    expect(lines).toBeGreaterThan(3)
    expect(lines).toBeLessThanOrEqual(7)
    await shoot(visitor, `menu of ${text}`)
    await menu.press('Escape')
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
    expect(await header.getByRole('button').filter({ visible: true }).count()).toBe(2)
    await shoot(visitor, `list ${width}`)
  }
})

scene('CALM-4 an empty list offers to write to someone', async (stage) => {
  const visitor = await stage.openAs(stage.person('Anna'), { query: 'inline' })
  expect((await boxOf(button(visitor, 'Message someone'))).height).toBeLessThan(50)
  await shoot(visitor, 'empty')
  await button(visitor, 'Message someone').click()
  await visitor.chat.getByRole('dialog', { name: 'New message' }).waitFor()
})

scene('CALM-5 an owner who leaves is asked one question with all that follows, wherever they leave', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const socket = await signIn(stage, stage.token(anna.id))
  await socket.request('room.open', { pipe: `left-${anna.id}`, title: 'The club', user_ids: [String(boris.id)] })
  const visitor = await stage.openAs(anna, { query: 'inline', browser: { viewport: { width: 1100, height: 1100 } } })
  await visitor.openConversation('The club')
  const question = visitor.chat.getByRole('alertdialog')
  const said = async () => {
    await question.waitFor()
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
  expect(byMenu).toContain('becomes the owner')
  expect(byMenu).toContain('history will disappear')
})

scene('CALM-6 without a network the line under a title says so, and nothing moves', async (stage) => {
  const { anna, boris } = await dialog(stage, 30)
  const visitor = await stage.openAs(anna, { query: 'inline', browser: { viewport: { width: 1000, height: 700 } } })
  await visitor.openDialogWith(boris)
  await visitor.sees(...Array.from({ length: 30 }, (_, n) => `message ${n + 1}`))
  const places = () => Promise.all([visitor.log, visitor.conversations.first(), visitor.composer].map(boxOf))
  const before = await places()
  await setOffline(visitor.context, true)
  await visitor.isOffline()
  expect(await places()).toEqual(before)
  await shoot(visitor, 'offline')
  expect(visitor.console.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([])
})

scene('CALM-7 what waits to be sent is in the list, with a clock', async (stage) => {
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
  const ask = { widgetId, userId: String(anna.id), peerId: String(boris.id), needAccess: true }
  const { roomId } = await stage.app.store.chat.openDialog(ask)
  const message = { widgetId, roomId, senderId: String(anna.id), clientId: crypto.randomUUID(), text: 'may I?' }
  await stage.app.store.chat.appendMessage({ ...message, replyTo: null })
  const [asker, asked] = [await stage.openAs(anna), await stage.openAs(boris)]
  await asker.openChat()
  await asker.conversations.filter({ hasText: 'Boris' }).click()
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
  await row.waitFor({ state: 'detached' })
  await shoot(asked, 'declined')
  await button(asked, 'Undo').click()
  await button(asked, 'Accept').waitFor()
  await row.getByText('Request', { exact: true }).waitFor()
  await button(asked, 'Accept').click()
  await asked.write('yes')
  await asker.message('yes').waitFor()
})

scene('CALM-8 a page that is left declines what was declined in it', async (stage) => {
  const { asker, asked } = await request(stage)
  await asked.chat.getByRole('button', { name: 'Decline: Anna' }).click()
  await asked.chat.getByText('Request declined').waitFor()
  await asked.page.reload()
  await asker.chat.getByText('Boris declined your request.').waitFor()
})
