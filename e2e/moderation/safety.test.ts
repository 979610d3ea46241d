import { expect } from 'bun:test'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { ownerAt } from '../stage/owner-page.ts'
import { storeMessages } from '../stage/stored-messages.ts'
import type { PageWithChat, Visitor } from '../stage/visitor.ts'

declare const window: PageWithChat

async function choose(visitor: Visitor, name: string): Promise<void> {
  await visitor.chat.getByRole('button', { name: 'Conversation actions' }).click()
  await visitor.chat.getByRole('menuitem', { name }).click()
}

scene('SAFE-1 a blocked person reads that they can not write, and can once they are unblocked', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const [left, right] = [await stage.openAs(anna), await stage.openAs(boris)]
  const device = await stage.connectAs(anna)
  await right.openDialogWith(anna)
  await right.write('Buy my watch')
  await left.openChat()
  await left.openConversation('Boris')

  await choose(left, 'Block')
  const question = left.chat.getByRole('alertdialog', { name: 'Block Boris?' })
  await eventually(async () => expect(await faults(left)).toEqual([]))
  await question.getByRole('button', { name: 'Block' }).click()
  await left.chat.getByRole('button', { name: 'Unblock to write' }).waitFor()
  await device.socket.event('own', ({ items }) => items.some((item) => item.kind === 'block' && item.at !== null))
  await right.chat.getByText('You can’t message this person.').waitFor()
  await eventually(async () => expect(await right.composer.count()).toBe(0))
  const actions = left.chat.getByRole('button', { name: 'Conversation actions' })
  await eventually(async () => expect(await actions.evaluate((it) => it.matches(':focus'))).toBe(true))

  await left.chat.getByRole('button', { name: 'Unblock to write' }).click()
  await right.composer.waitFor()
  await right.write('Sorry')
  await left.message('Sorry').waitFor()
  await left.write('Fine')
  await right.message('Fine').waitFor()
  for (const visitor of [left, right]) expect(visitor.console).toEqual([])
})

scene(
  'SAFE-4 in a group, the messages of a blocked person are collapsed until the reader asks for one',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const [left, right] = [await stage.openAs(anna), await stage.connectAs(boris)]
    const pipe = `room-${crypto.randomUUID()}`
    await right.openRoom(pipe, { title: 'The quay', is_public: true })
    await left.page.evaluate((pipe) => window.imbaApi.addToRoom({ pipe }), pipe)
    await left.composer.waitFor()
    await right.write('Look at this')
    await left.message('Look at this').getByText('Boris').click()
    const card = left.chat.getByRole('dialog', { name: 'Boris' })
    await card.getByRole('button', { name: 'Block' }).click()
    await left.chat.getByRole('alertdialog').getByRole('button', { name: 'Block' }).click()
    await card.getByRole('button', { name: 'Unblock' }).waitFor()
    await card.getByRole('button', { name: 'Close' }).click()
    await left.message('Message from a blocked person').waitFor()
    await eventually(async () => expect(await left.messages()).toEqual([]))

    await right.write('And at that')
    await left.chat.getByText('Message from a blocked person').nth(1).waitFor()
    await left.chat.getByRole('button', { name: 'Show' }).last().click()
    await left.sees('And at that')
    await left.write('Seen')
    await right.message('Seen')
    expect(left.console).toEqual([])
  },
)

scene(
  'SAFE-8 a reported message comes to the owner with what was said around it, and is deleted for everybody',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    await storeMessages(stage, boris, anna, ['Send me your password', 'Please'])
    const [left, right] = [await stage.openAs(anna), await stage.connectAs(boris)]
    await right.openDialogWith(anna)
    await left.openChat()
    await left.openConversation('Boris')
    await left.isWhole()
    await left.message('Send me your password').click({ button: 'right' })
    await left.chat.getByRole('menuitem', { name: 'Report' }).click()
    const question = left.chat.getByRole('alertdialog', { name: 'Report message' })
    await question.getByRole('radio', { name: 'Fraud' }).check()
    const details = question.getByRole('textbox', { name: /Details/ })
    await details.fill('Asks for my password')
    // a selection that ends beside the sheet does not close it
    const sheet = await question.boundingBox()
    await details.hover()
    await left.page.mouse.down()
    await left.page.mouse.move((sheet?.x ?? 0) + 20, (sheet?.y ?? 0) - 8)
    await left.page.mouse.up()
    await eventually(async () => expect(await details.inputValue()).toBe('Asks for my password'))
    await question.getByRole('button', { name: 'Send report' }).click()
    await left.chat
      .getByRole('alertdialog', { name: 'Thanks for letting us know' })
      .getByRole('button', { name: 'Done' })
      .click()

    const page = await ownerAt(stage, left.context, 'moderation')
    await page.getByRole('button', { name: /Boris.*Send me your password/ }).click()
    const report = page.getByRole('region', { name: 'Decision' })
    await report.getByText('Asks for my password').waitFor()
    await report.getByRole('listitem').filter({ hasText: 'Please' }).waitFor()
    await report.getByRole('button', { name: 'Delete message' }).click()
    await page.getByText('Message deleted').waitFor()
    await page.getByRole('tab', { name: 'Resolved' }).click()
    await page.getByRole('button', { name: /Boris.*Send me your password/ }).waitFor()
    await left.chat.getByRole('log').getByText('Message deleted').waitFor()
    await right.sees('Please')
    expect(left.console).toEqual([])
  },
)

scene('SAFE-14 contact details of a request are hidden, and its sender is notified', async (stage) => {
  const change = (settings: object) => stage.app.widgets.change('all_widgets', stage.widgetId, { settings })
  await change({ dialogs: 'request', mask_contacts: 'until_accepted' })
  try {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const [left, right] = [await stage.openAs(anna), await stage.openAs(boris)]
    await left.openDialogWith(boris)
    await left.write('Call me: 8 916 123-45-67')
    await left.message('Call me: •••').waitFor()
    await left.chat.getByText('Contact details are hidden until they accept').waitFor()
    await eventually(async () => expect(await faults(left)).toEqual([]))
    await right.openChat()
    await right.conversations.filter({ hasText: 'Anna' }).click()
    await right.message('Call me: •••').waitFor()
    await right.chat.getByRole('button', { name: 'Accept' }).click()
    await right.write('Write to boris@mail.ru')
    await left.message('Write to boris@mail.ru').waitFor()
    for (const visitor of [left, right]) expect(visitor.console).toEqual([])
  } finally {
    await change({ dialogs: 'open', mask_contacts: 'off' })
  }
})

scene('DIALOG-11 at another item of the same person the user reads that they sent a request already', async (stage) => {
  const change = (settings: object) => stage.app.widgets.change('all_widgets', stage.widgetId, { settings })
  await change({ dialogs: 'request' })
  try {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const left = await stage.openAs(anna)
    const ask = (id: string) =>
      left.page.evaluate(
        ([peer, item]) => void window.imbaApi.openDialog(peer, { context: { id: item, title: item } }).catch(() => {}),
        [boris.id, id] as const,
      )
    await ask('Boat')
    await left.composer.waitFor()
    await left.write('Is it still there?')
    await left.chat.getByText('Request sent.').waitFor()
    await ask('Oars')
    await left.chat.getByRole('alert').filter({ hasText: 'You already sent this person a request' }).waitFor()
  } finally {
    await change({ dialogs: 'open' })
  }
})
