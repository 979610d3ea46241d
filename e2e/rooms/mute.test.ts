import { expect } from 'bun:test'
import { scene } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'

async function choose(visitor: Visitor, ...names: string[]): Promise<void> {
  await visitor.chat.getByRole('button', { name: 'Conversation actions' }).click()
  for (const name of names) await visitor.chat.getByRole('menuitem', { name }).click()
}

scene(
  'OWN-1 a muted conversation is muted in every tab, keeps off the launcher, and is unmuted again',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const left = await stage.openAs(anna)
    const device = await stage.openAs(anna)
    const right = await stage.connectAs(boris)
    await right.openDialogWith(anna)
    await right.write('one')
    await left.openChat()
    await left.openConversation('Boris')
    await choose(left, 'Mute', 'For 8 hours')
    await left.chat.getByRole('button', { name: /Boris.*muted/ }).waitFor()
    await device.openChat()
    await device.chat.getByRole('button', { name: /Boris.*muted/ }).waitFor()
    await left.closeChat()
    await device.closeChat()

    await right.write('two')
    await device.chat.getByRole('button', { name: /Boris.*muted.*1 unread/ }).waitFor({ state: 'attached' })
    await left.seesUnread(0)
    await device.seesUnread(0)

    await device.openChat()
    await device.openConversation('Boris')
    await choose(device, 'Unmute')
    await device.chat.getByRole('button', { name: /Boris.*muted/ }).waitFor({ state: 'detached' })
    await device.closeChat()
    await right.write('three')
    await left.seesUnread(1)
    expect(left.console).toEqual([])
  },
)
