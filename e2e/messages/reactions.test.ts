import { expect } from 'bun:test'
import { devices } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import { storeMessages } from '../stage/stored-messages.ts'
import type { Visitor } from '../stage/visitor.ts'

const chip = (visitor: Visitor, text: string, emoji: string) =>
  visitor.message(text).getByRole('button', { name: new RegExp(`^${emoji} `) })

async function openMenu(visitor: Visitor, text: string): Promise<void> {
  await visitor.message(text).hover()
  await visitor.message(text).getByRole('button', { name: 'Message actions' }).click()
}

scene('REACT-1 a reaction shows on both sides at once, counts, and goes again', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  await left.write('We won!')
  await right.openChat()
  await right.openConversation('Anna')

  await openMenu(right, 'We won!')
  await right.chat.getByRole('menuitemcheckbox', { name: '🔥' }).click()
  for (const one of [left, right]) await chip(one, 'We won!', '🔥').waitFor()
  await eventually(async () => expect(await chip(right, 'We won!', '🔥').getAttribute('aria-pressed')).toBe('true'))
  await eventually(async () => expect(await chip(left, 'We won!', '🔥').getAttribute('aria-pressed')).toBe('false'))

  await chip(left, 'We won!', '🔥').click()
  for (const one of [left, right]) await chip(one, 'We won!', '🔥').getByText('2').waitFor()
  await right.page.reload()
  await right.openDialogWith(anna)
  await chip(right, 'We won!', '🔥').getByText('2').waitFor()

  await openMenu(left, 'We won!')
  await left.chat.getByRole('menuitem', { name: 'Who reacted' }).click()
  await left.chat.getByRole('dialog', { name: 'Who reacted' }).getByText('Boris').waitFor()
  await left.page.keyboard.press('Escape')

  for (const one of [left, right]) await chip(one, 'We won!', '🔥').click()
  for (const one of [left, right]) await chip(one, 'We won!', '🔥').waitFor({ state: 'detached' })
  expect(left.console).toEqual([])
})

scene(
  'REACT-1 the keyboard alone picks any emoji of the grid, and the focus comes back to the message',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    await storeMessages(stage, anna, boris, ['by hand'])
    const left = await stage.openAs(anna)
    await left.openDialogWith(boris)
    await left.isWhole()
    await left.message('by hand').focus()
    await left.page.keyboard.press('Enter')
    await left.chat.getByRole('menuitem', { name: 'React' }).focus()
    await left.page.keyboard.press('Enter')
    await left.chat.getByRole('searchbox', { name: 'Search emoji' }).pressSequentially('rocket')
    await left.chat.getByRole('button', { name: 'rocket' }).waitFor()
    await left.page.keyboard.press('Enter')
    await chip(left, 'by hand', '🚀').waitFor()
    await eventually(async () =>
      expect(await left.message('by hand').evaluate((article) => article === document.activeElement)).toBe(true),
    )
  },
)

scene('a reaction that is made offline shows at once and is sent when the network is back', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.connectAs(anna)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  await left.write('hello')
  await right.openChat()
  await right.openConversation('Anna')
  await openMenu(right, 'hello')
  await right.page.keyboard.press('Escape')
  await setOffline(right.context, true)
  await openMenu(right, 'hello')
  await right.chat.getByRole('menuitemcheckbox', { name: '👍' }).click()
  await chip(right, 'hello', '👍').waitFor()
  await setOffline(right.context, false)
  await eventually(async () =>
    expect((await left.message('hello')).reactions).toMatchObject([{ emoji: '👍', count: 1 }]),
  )
})

scene('on a phone a long press offers reactions, and nothing is wider than the screen', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const phone = await stage.openAs(anna, { browser: devices['Pixel 7'] ?? {} })
  await phone.openDialogWith(boris)
  await phone.write('from the phone')
  await phone.seesTick('from the phone', 'Sent', 'Delivered')
  await phone.isWhole()
  await phone.message('from the phone').dispatchEvent('contextmenu', { clientX: 200, clientY: 300 })
  await phone.chat.getByRole('menuitemcheckbox', { name: '❤️' }).tap()
  await chip(phone, 'from the phone', '❤️').waitFor()
  await phone.message('from the phone').dispatchEvent('contextmenu', { clientX: 200, clientY: 300 })
  await phone.chat.getByRole('menuitem', { name: 'React', exact: true }).tap()
  await phone.chat.getByRole('searchbox', { name: 'Search emoji' }).fill('rocket')
  await phone.chat.getByRole('button', { name: 'rocket' }).tap()
  await chip(phone, 'from the phone', '🚀').waitFor()
  const overflow = await phone.chat.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)
  expect(overflow).toBe(0)
})
