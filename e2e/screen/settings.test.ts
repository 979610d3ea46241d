import { expect } from 'bun:test'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import type { PageWithChat, Visitor } from '../stage/visitor.ts'

declare const window: PageWithChat

const theme = ({ chat }: Visitor) => chat.locator('html').getAttribute('data-theme')
const settingsOf = ({ chat }: Visitor) => chat.getByRole('dialog', { name: 'Settings' })

async function openSettings(visitor: Visitor): Promise<void> {
  await visitor.chooseInList('Settings')
  await settingsOf(visitor).waitFor()
}

scene('SAFE-12 settings are the same on all devices, in looks and in privacy, also after a reload', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const phone = { browser: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } }
  const [desk, other, right] = [await stage.openAs(anna), await stage.openAs(anna, phone), await stage.openAs(boris)]
  await right.openDialogWith(anna)
  await right.write('Hello')
  for (const visitor of [desk, other]) await visitor.openChat()
  await desk.conversations.filter({ hasText: 'Boris' }).waitFor()
  await openSettings(desk)
  await eventually(async () => expect(await faults(desk)).toEqual([]))
  const settings = settingsOf(desk)
  await settings.getByRole('combobox', { name: 'Theme' }).selectOption('Dark')
  for (const visitor of [desk, other]) await eventually(async () => expect(await theme(visitor)).toBe('dark'))
  await settings.getByRole('switch', { name: /^Read receipts/ }).uncheck()
  await settings.getByRole('combobox', { name: 'Who can message me' }).selectOption('Only people I already chat with')
  await openSettings(other)
  await eventually(async () => {
    const receipts = settingsOf(other).getByRole('switch', { name: /^Read receipts/ })
    expect(await receipts.isChecked()).toBe(false)
    const writes = settingsOf(other).getByRole('combobox', { name: 'Who can message me' })
    expect(await writes.inputValue()).toBe('nobody')
  })
  await settings.getByRole('button', { name: 'Close' }).click()
  await desk.openConversation('Boris')
  await desk.write('Hi')
  await right.message('Hi').waitFor()
  await right.write('And now?')
  await desk.message('And now?').waitFor()
  await right.seesTick('And now?', 'Sent')

  const eve = await stage.openAs(stage.person('Eve'))
  const refused = eve.page.evaluate((id) => window.imbaApi.openDialog(id).catch(({ code }) => code), anna.id)
  expect(await refused).toBe('not_accepting')
  await desk.page.reload()
  await eventually(async () => expect(await theme(desk)).toBe('dark'))
})

scene('SAFE-5 blocked people are listed in the settings and unblocked there', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const [left, right] = [await stage.openAs(anna), await stage.openAs(boris)]
  await right.openDialogWith(anna)
  await right.write('Hello')
  await left.openChat()
  await left.openConversation('Boris')
  await left.chat.getByRole('button', { name: 'Conversation actions' }).click()
  await left.chat.getByRole('menuitem', { name: 'Block' }).click()
  await left.chat.getByRole('alertdialog').getByRole('button', { name: 'Block' }).click()
  await left.chat.getByRole('button', { name: 'Unblock to write' }).waitFor()
  if (await left.chat.getByRole('button', { name: 'Back' }).isVisible()) {
    await left.chat.getByRole('button', { name: 'Back' }).click()
  }
  await openSettings(left)
  await settingsOf(left)
    .getByRole('button', { name: /^Blocked people/ })
    .click()
  const list = left.chat.getByRole('dialog', { name: 'Blocked people' })
  await list.getByRole('button', { name: 'Unblock Boris' }).click()
  await list.getByText('You haven’t blocked anyone.').waitFor()
  await right.composer.waitFor()
  for (const visitor of [left, right]) expect(visitor.console).toEqual([])
})
