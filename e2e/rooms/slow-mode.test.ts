import { expect } from 'bun:test'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { sceneOfTime } from '../stage/harness.ts'

sceneOfTime(
  'SLOW-3 SLOW-4 a manager slows a group down; a member’s composer counts down and then sends',
  async (stage) => {
    const [alla, egor] = [stage.person('Allaslow'), stage.person('Egorslow')]
    const [left, right] = [
      await stage.openAs(alla),
      await stage.openAs(egor, { prepare: ({ page }) => page.clock.install() }),
    ]
    const founder = await stage.connectAs(alla)
    await founder.createGroup('Slow talk', [egor])
    await right.openChat()
    await left.openChat()
    await left.openConversation('Slow talk')
    await right.conversations.filter({ hasText: 'Slow talk' }).click()

    await left.chat.getByRole('button', { name: /^Show members/ }).click()
    const panel = left.chat.getByRole('dialog', { name: /members?$/ })
    await panel.getByRole('button', { name: 'Edit group' }).click()
    const form = left.chat.getByRole('dialog', { name: 'Edit group' })
    const slowTo = async (label: string) => {
      await form.getByRole('combobox', { name: 'Slow mode' }).selectOption({ label })
      await form.getByRole('button', { name: 'Save' }).click()
      await panel.getByText(`Slow mode: ${label}`).waitFor()
    }
    // longer than what is looked at during the wait takes on any machine
    await slowTo('5 minutes')

    await right.write('One')
    await right.message('One').waitFor()
    await right.chat
      .getByRole('timer')
      .filter({ hasText: /in [45]:/ })
      .waitFor()
    await right.composer.fill('Two')
    const send = right.chat.getByRole('button', { name: 'Send', exact: true })
    await eventually(async () => expect(await send.isDisabled()).toBe(true))
    await right.page.keyboard.press('Enter')
    await eventually(async () => expect(await faults(right)).toEqual([]))
    await panel.getByRole('button', { name: 'Edit group' }).click()
    await slowTo('10 seconds')
    stage.clock.elapse(10_000)
    await right.page.clock.fastForward(10_000)
    await eventually(async () => expect(await send.isEnabled()).toBe(true))
    await eventually(async () => expect(await right.composer.inputValue()).toBe('Two'))
    await send.click()
    await left.message('Two').waitFor()
    for (const visitor of [left, right]) expect(visitor.console).toEqual([])
  },
)
