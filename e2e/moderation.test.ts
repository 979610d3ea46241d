import { expect } from 'bun:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { faults } from './accessibility.ts'
import { scene } from './harness.ts'
import { ownerAt } from './owner-at.ts'
import type { PageWithChat, Visitor } from './visitor.ts'

declare const window: PageWithChat

/** Reports a message that the visitor sees, for fraud. */
async function report(visitor: Visitor, text: string): Promise<void> {
  await visitor.message(text).click({ button: 'right' })
  await visitor.chat.getByRole('menuitem', { name: 'Report' }).click()
  const question = visitor.chat.getByRole('alertdialog', { name: 'Report message' })
  await question.getByRole('radio', { name: 'Fraud' }).check()
  await question.getByRole('button', { name: 'Send report' }).click()
  await visitor.chat.getByRole('alertdialog').getByRole('button', { name: 'Done' }).click()
}

/** axe finds nothing grave. */
async function mustBeAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

const row = (page: Page, text: string) => page.getByRole('button', { name: new RegExp(text) })

scene(
  'QUEUE-4 a moderator mutes the author of a reported message by keyboard within ten seconds, and takes it back',
  async (stage) => {
    const [mona, gleb] = [stage.person('Monalind'), stage.person('Gleborlov')]
    const [left, right] = [await stage.openAs(mona), await stage.openAs(gleb)]
    await right.openDialogWith(mona)
    await right.write('Pay me first')
    await left.openChat()
    await left.openConversation('Gleborlov')
    const page = await ownerAt(stage, left.context, 'moderation')
    await page.getByRole('tab', { name: 'Open' }).waitFor()
    await left.page.bringToFront()
    await report(left, 'Pay me first')

    await page.bringToFront()
    // without a reload: on the list, in the navigation and in the browser's tab
    await row(page, 'Pay me first').waitFor()
    await page.getByRole('link', { name: /Moderation \d+ reports wait/ }).waitFor()
    expect(await page.title()).toMatch(/^\(\d+\) /)
    const start = performance.now()
    while ((await row(page, 'Pay me first').getAttribute('aria-current')) === null) await page.keyboard.press('j')
    await page.getByRole('region', { name: 'Decision' }).getByText('Fraud').waitFor()
    await page.keyboard.press('m')
    await page.getByRole('dialog', { name: 'Mute Gleborlov' }).waitFor()
    await page.keyboard.press('1')
    await page.getByText('Gleborlov is muted').waitFor()
    expect(performance.now() - start).toBeLessThan(10_000)
    await right.chat.getByText(/You can't write until/).waitFor()
    await right.chat.getByRole('log').getByText('Message deleted').waitFor()
    expect(await faults(right)).toEqual([])

    await page.keyboard.press('u')
    await row(page, 'Pay me first').waitFor()
    await right.composer.waitFor()
    await right.message('Pay me first').waitFor()
    await mustBeAccessible(page)
    await page.keyboard.press('d')
    await page.getByText('Report dismissed').waitFor()
    for (const visitor of [left, right]) expect(visitor.console).toEqual([])
  },
)

scene(
  'PEOPLE-6 ERASE-2 a moderator finds a person, warns, bans and erases them, and the chat says so at once',
  async (stage) => {
    const [vera, timur] = [stage.person('Veraholm'), stage.person('Timurbanev')]
    const visitor = await stage.openAs(timur)
    await visitor.openDialogWith(vera)
    await visitor.write('Hello')
    const page = await ownerAt(stage, visitor.context, 'people')
    await page.getByLabel('Search people').fill('timur')
    await page.getByRole('link', { name: /Timurbanev/ }).click()
    await page.getByRole('heading', { name: 'Timurbanev' }).waitFor()
    await mustBeAccessible(page)

    await page.getByRole('button', { name: 'Warn' }).click()
    const warning = page.getByRole('dialog', { name: 'Warn Timurbanev' })
    await warning.getByLabel('Text').fill('No trade here, please')
    await warning.getByRole('button', { name: 'Send warning' }).click()
    const shown = visitor.chat.getByRole('alertdialog', { name: 'Warning from the moderators' })
    await shown.getByText('No trade here, please').waitFor()
    expect(await faults(visitor)).toEqual([])
    await visitor.page.bringToFront()
    await shown.getByRole('button', { name: 'I understand' }).click()
    await shown.waitFor({ state: 'detached' })

    await page.bringToFront()
    await page.getByRole('button', { name: 'Ban', exact: true }).click()
    const ban = page.getByRole('dialog', { name: 'Ban Timurbanev' })
    await ban.getByRole('radio', { name: 'For good' }).check()
    await ban.getByLabel('Reason').fill('Trade')
    await ban.getByRole('button', { name: 'Ban' }).click()
    await visitor.chat.getByText("You can't use this chat").waitFor()
    await visitor.chat.getByText('Reason: Trade').waitFor()
    expect(await faults(visitor)).toEqual([])
    await page.getByRole('button', { name: 'Lift the ban' }).click()
    await page.getByText(/Banned by owner-.*ended by/s).waitFor()

    await page.getByRole('button', { name: 'Erase this person' }).click()
    const erase = page.getByRole('dialog', { name: 'Erase Timurbanev for good?' })
    const button = erase.getByRole('button', { name: 'Erase this person' })
    expect(await button.isDisabled()).toBe(true)
    await erase.getByLabel(/Type .* to confirm/).fill(String(timur.id))
    await button.click()
    await page.getByText(/^Done: \d+ messages deleted$/).waitFor()
  },
)

scene('ROOMS-2 a moderator freezes a room, reads it with a reason, and its member is told at once', async (stage) => {
  const inga = stage.person('Ingastrand')
  const visitor = await stage.openAs(inga)
  const title = `Harbour ${crypto.randomUUID().slice(0, 8)}`
  await visitor.page.evaluate((wish) => window.imbaApi.addToRoom(wish), {
    pipe: crypto.randomUUID(),
    title,
    is_public: '1',
    type: 1,
    users_ids: [],
  })
  await visitor.composer.waitFor()
  await visitor.write('Who buys my boat?')
  const page = await ownerAt(stage, visitor.context, 'rooms')
  await page.getByLabel('Search rooms').fill(title)
  await page.getByRole('link', { name: new RegExp(title) }).click()
  await page.getByRole('heading', { name: title }).waitFor()
  await page.getByRole('switch', { name: 'Frozen' }).check()
  await visitor.chat.getByText('Moderators have paused this conversation.').waitFor()
  await mustBeAccessible(page)
  await page.getByLabel('Reason').fill('Complaint about a boat')
  await page.getByRole('button', { name: 'Read' }).click()
  await page.getByText('Who buys my boat?').waitFor()
  await page.getByRole('switch', { name: 'Frozen' }).uncheck()
  await visitor.composer.waitFor()
  expect(visitor.console).toEqual([])
})
