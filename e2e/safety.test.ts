import { expect } from 'bun:test'
import { faults } from './accessibility.ts'
import { scene } from './harness.ts'
import type { PageWithChat, Visitor } from './visitor.ts'

declare const window: PageWithChat

async function choose(visitor: Visitor, name: string): Promise<void> {
  await visitor.chat.getByRole('button', { name: 'Conversation actions' }).click()
  await visitor.chat.getByRole('menuitem', { name }).click()
}

scene('SAFE-1 a blocked person is told that they can not write, and can once they are unblocked', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const [left, right] = [await stage.openAs(anna), await stage.openAs(boris)]
  const device = await stage.openAs(anna)
  await right.openDialogWith(anna)
  await right.write('Buy my watch')
  await left.openChat()
  await left.openConversation('Boris')
  await device.openChat()
  await device.openConversation('Boris')

  await choose(left, 'Block')
  const question = left.chat.getByRole('alertdialog', { name: 'Block Boris?' })
  expect(await faults(left)).toEqual([])
  await question.getByRole('button', { name: 'Block' }).click()
  for (const mine of [left, device]) await mine.chat.getByRole('button', { name: 'Unblock to write' }).waitFor()
  await right.chat.getByText("You can't message this person.").waitFor()
  expect(await right.composer.count()).toBe(0)
  expect(
    await left.chat.getByRole('button', { name: 'Conversation actions' }).evaluate((it) => it.matches(':focus')),
  ).toBe(true)

  await device.chat.getByRole('button', { name: 'Unblock to write' }).click()
  await right.composer.waitFor()
  await right.write('Sorry')
  await left.message('Sorry').waitFor()
  await left.write('Fine')
  await right.message('Fine').waitFor()
  for (const visitor of [left, right, device]) expect(visitor.console).toEqual([])
})

scene(
  'SAFE-4 in a group, the messages of a blocked person are collapsed until the reader asks for one',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const [left, right] = [await stage.openAs(anna), await stage.openAs(boris)]
    const pipe = `room-${crypto.randomUUID()}`
    for (const visitor of [left, right]) {
      const room = { pipe, title: 'The quay', is_public: '1', type: 1, users_ids: [] }
      await visitor.page.evaluate((wish) => window.imbaApi.addToRoom(wish), room)
      await visitor.composer.waitFor()
    }
    await right.write('Look at this')
    await left.message('Look at this').getByText('Boris').click()
    const card = left.chat.getByRole('dialog', { name: 'Boris' })
    await card.getByRole('button', { name: 'Block' }).click()
    await left.chat.getByRole('alertdialog').getByRole('button', { name: 'Block' }).click()
    await card.getByRole('button', { name: 'Unblock' }).waitFor()
    await card.getByRole('button', { name: 'Close' }).click()
    await left.message('Message from a blocked person').waitFor()
    expect(await left.messages()).toEqual([])

    await right.write('And at that')
    await left.chat.getByText('Message from a blocked person').nth(1).waitFor()
    await left.chat.getByRole('button', { name: 'Show' }).last().click()
    await left.sees('And at that')
    await left.write('Seen')
    await right.message('Seen').waitFor()
    for (const visitor of [left, right]) expect(visitor.console).toEqual([])
  },
)
