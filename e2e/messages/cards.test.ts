import { expect } from 'bun:test'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import type { Visitor } from '../stage/visitor.ts'
import { siteCall } from './site-call.ts'

declare const window: {
  imbaApi: {
    on(event: string, listener: (detail: unknown) => void): void
    openDialog(userId: number): Promise<unknown>
    createChatbox(element: Element, what: { user: number; title: string }): Promise<unknown>
  }
  pressed: unknown[]
}

interface Sent {
  message: { id: number; room_id: number }
}

const button = (visitor: Visitor, name: string) => visitor.chat.getByRole('button', { name, exact: true })
const isOff = async (visitor: Visitor, name: string) =>
  (await button(visitor, name).getAttribute('aria-disabled')) === 'true'

scene('CARD-9 CARD-10 a press reaches the page by ids and shows on both sides; then no button works', async (stage) => {
  const [shop, cat] = [stage.person('Quayside'), stage.person('Catherine')]
  await stage.app.widgets.change('all_widgets', stage.widgetId, { settings: { card_origins: [stage.demo.url] } })
  const url = `${stage.demo.url}/item/anna/lamp`
  const { message } = await siteCall<Sent>(stage, 'send_msg', {
    user_id: shop.id,
    to_user_id: cat.id,
    message: 'Shall we send your lamp?',
    card: {
      title: 'Order 17',
      picture: `${stage.demo.url}/things/lamp.webp`,
      buttons: [
        { id: 'pay', type: 'event', label: 'Pay', style: 'primary' },
        { label: 'Pick up' },
        { type: 'url', label: 'Order page', url },
      ],
      after_press: 'lock',
    },
  })
  const [left, right] = [await stage.openAs(shop), await stage.openAs(cat)]
  await left.openDialogWith(cat)
  await right.openDialogWith(shop)
  await right.page.evaluate(() => {
    window.pressed = []
    window.imbaApi.on('button.pressed', (detail) => window.pressed.push(detail))
  })
  for (const one of [left, right]) {
    await one.message('Shall we send').getByText('Order 17').waitFor()
    const shown = one.chat.getByRole('img', { name: 'Order 17' })
    await eventually(async () =>
      expect(await shown.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0),
    )
  }
  const link = right.chat.getByRole('link', { name: 'Order page' })
  await eventually(async () =>
    expect([await link.getAttribute('href'), await link.getAttribute('target')]).toEqual([url, '_blank']),
  )
  await eventually(async () => expect(await link.getAttribute('rel')).toContain('noopener'))
  // the author's own buttons are for the others
  await eventually(async () => expect(await isOff(left, 'Pay')).toBe(true))
  for (const one of [left, right]) await eventually(async () => expect(await faults(one)).toEqual([]))

  await setOffline(right.context, true)
  await right.isOffline()
  await eventually(async () => expect(await isOff(right, 'Pay')).toBe(true))
  await setOffline(right.context, false)
  await eventually(async () => expect(await isOff(right, 'Pay')).toBe(false))

  // by keyboard alone
  await right.message('Shall we send').focus()
  await eventually(async () => {
    await right.page.keyboard.press('Tab')
    expect(await button(right, 'Pay').evaluate((one) => one === document.activeElement)).toBe(true)
  })
  await right.page.keyboard.press('Enter')
  const ids = { room_id: message.room_id, seq: message.id, button_id: 'pay' }
  await eventually(async () => expect(await right.page.evaluate(() => window.pressed)).toEqual([ids]))
  for (const one of [left, right]) {
    await eventually(async () => expect(await button(one, 'Pay').getAttribute('aria-pressed')).toBe('true'))
    await eventually(async () => expect(await isOff(one, 'Pick up')).toBe(true))
  }
  await left.chat.getByText('Chosen by Catherine').waitFor()
  await right.chat.getByText('Chosen by you').waitFor()
  await eventually(async () =>
    expect(await button(right, 'Pay').evaluate((one) => one === document.activeElement)).toBe(true),
  )
  for (const one of [left, right]) await eventually(async () => expect(await faults(one)).toEqual([]))

  await siteCall(stage, 'edit_msg', { room_id: message.room_id, message_id: message.id, card: { buttons: [] } })
  for (const one of [left, right]) {
    await button(one, 'Pay').waitFor({ state: 'detached' })
    await eventually(async () => expect(await one.message('Shall we send').getByText('edited').count()).toBe(0))
  }

  // a conversation in the page's own element tells the page too
  const map = { type: 'event', id: 'map', label: 'Map' }
  const { message: second } = await siteCall<Sent>(stage, 'send_msg', {
    user_id: shop.id,
    to_user_id: cat.id,
    message: 'Where is it?',
    card: { buttons: [map] },
  })
  await right.page.evaluate((user) => {
    const element = document.createElement('div')
    document.querySelector('main')?.prepend(element)
    return window.imbaApi.createChatbox(element, { user, title: 'In the page' })
  }, shop.id)
  const box = right.page.frameLocator('iframe[title="In the page"]')
  await box.getByRole('button', { name: 'Map' }).click()
  const inPage = { room_id: message.room_id, seq: second.id, button_id: 'map' }
  await eventually(async () => expect(await right.page.evaluate(() => window.pressed)).toEqual([ids, inPage]))
  expect(left.console).toEqual([])
})

scene(
  'CARD-5 NOTICE-4 quick replies vanish after the answer, on all devices; the site speaks each language',
  async (stage) => {
    const [shop, cat] = [stage.person('Quayside'), stage.person('Catherine')]
    const both = { user_id: shop.id, to_user_id: cat.id }
    await siteCall(stage, 'send_msg', {
      ...both,
      type: 'system',
      message: { en: 'Order 17 is paid', ru: 'Заказ 17 оплачен' },
    })
    await siteCall(stage, 'send_msg', {
      ...both,
      message: 'Was everything all right?',
      card: { buttons: [{ label: 'Yes', text: 'Yes, thank you' }, { label: 'Not quite' }], after_press: 'hide' },
    })
    const one = await stage.openAs(cat)
    const other = await stage.openAs(cat, { query: 'language=ru' })
    await one.openDialogWith(shop)
    await other.page.evaluate((id) => window.imbaApi.openDialog(id), shop.id)
    await one.chat.locator('.notice').getByText('Order 17 is paid').waitFor()
    await other.chat.locator('.notice').getByText('Заказ 17 оплачен').waitFor()
    for (const device of [one, other]) await button(device, 'Not quite').waitFor()

    await button(one, 'Yes').click()
    for (const device of [one, other]) {
      await device.chat.getByRole('article').filter({ hasText: 'Yes, thank you' }).waitFor()
      await button(device, 'Not quite').waitFor({ state: 'detached' })
    }
    // an answer is an ordinary message that quotes the question
    const answer = one.message('Yes, thank you')
    await answer.locator('.quote').getByText('Was everything all right?').waitFor()
    await one.seesTick('Yes, thank you', 'Sent', 'Delivered', 'Read')
    for (const device of [one, other]) expect(device.console).toEqual([])
  },
)
