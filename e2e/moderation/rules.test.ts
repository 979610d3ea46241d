import { expect } from 'bun:test'
import type { Person } from '../../demo/src/people.ts'
import { violations } from '../dashboard/dashboard-stage.ts'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene, toastEnds, withClock } from '../stage/harness.ts'
import { ownerAt, ownerOf, pressUntilCurrent } from '../stage/owner-page.ts'
import { storeMessages } from '../stage/stored-messages.ts'

scene(
  'RULE-1 RULE-10 a moderator tries a list before it is saved; then what it flags comes into the queue',
  async (stage) => {
    const [inna, oleg] = [stage.person('Innarules'), stage.person('Olegrules')]
    const visitor = await stage.openAs(inna)
    await visitor.openDialogWith(oleg)
    const page = await ownerAt(stage, visitor.context, 'rules')
    await page.getByRole('button', { name: 'Add a pattern list' }).click()
    await page.getByLabel('Name of the list').fill('Prepayment')
    await page.getByLabel('Patterns', { exact: true }).fill('quux(ing\nquuxpay')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Line 1: missing closing )').waitFor()
    await page.getByLabel('Patterns', { exact: true }).fill('quux(ing)?\nquux-?pay')
    await page.getByLabel('Text', { exact: true }).fill('Please QUUX-pay first')
    await page.getByText('The message would be sent and put into the queue.').waitFor()
    await page.locator('mark', { hasText: 'QUUX-pay' }).waitFor()
    await eventually(async () => expect(await violations(page)).toEqual([]))
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').first().waitFor()

    await visitor.write('Quuxing today')
    await visitor.seesTick('Quuxing today', 'Sent', 'Delivered')
    await page.getByRole('link', { name: /^Moderation/ }).click()
    await page
      .getByRole('button', { name: /Innarules/ })
      .first()
      .click()
    await page.getByRole('region', { name: 'Decision' }).getByText('Quuxing', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Rules', exact: true }).click()
    await page.getByRole('button', { name: 'Remove the list “Prepayment”' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    // the page may still say that the first change was saved
    await eventually(async () => expect((await stage.app.widgets.find(stage.widgetId))?.rules.lists).toEqual([]))
  },
)

scene(
  'HOLD-3 HOLD-8 a held message waits for its author alone until a moderator publishes it by keyboard',
  async (stage) => {
    const [nina, egor] = [stage.person('Ninaholds'), stage.person('Egorheld')]
    const [reader, author] = [await stage.connectAs(nina), await stage.openAs(egor)]
    await reader.openDialogWith(egor)
    await reader.write('Good evening')
    await author.openDialogWith(nina)
    const page = await ownerAt(stage, author.context, 'rules')
    await page.getByRole('button', { name: 'Add a word list' }).click()
    await page.getByLabel('What happens', { exact: true }).first().selectOption('hold')
    await page.getByLabel('Words and phrases').fill('zzqheld')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').first().waitFor()

    await author.page.bringToFront()
    await author.write('Zzqheld for Nina')
    const held = author.message('Zzqheld for Nina')
    await held.getByText('Waiting for review').waitFor()
    await author.write('Zzqheld no more')
    const withdrawn = author.message('Zzqheld no more')
    await withdrawn.getByRole('button', { name: 'Withdraw' }).click()
    await withdrawn.waitFor({ state: 'detached' })
    const again = await stage.openAs(egor)
    await again.openChat()
    await again.openConversation('Ninaholds')
    await again.message('Zzqheld for Nina').getByText('Waiting for review').waitFor()
    await eventually(async () => expect(await faults(again)).toEqual([]))
    await reader.sees('Good evening')
    expect(reader.heard()).not.toContain('Zzqheld')

    await page.bringToFront()
    await page.getByRole('link', { name: /^Moderation/ }).click()
    await page.getByLabel('Source').selectOption('held')
    const row = page.getByRole('button', { name: /Zzqheld for Nina/ })
    await row.waitFor()
    await pressUntilCurrent(page, 'j', row)
    await page.getByText(/Others don’t see this message/).waitFor()
    await eventually(async () => expect(await violations(page)).toEqual([]))
    await page.keyboard.press('p')
    await page.getByText('Message published').waitFor()
    await reader.sees('Good evening', 'Zzqheld for Nina')
    await held.getByText('Waiting for review').waitFor({ state: 'detached' })
    await eventually(async () => expect(await held.count()).toBe(1))
    for (const visitor of [author, again]) expect(visitor.console).toEqual([])
    await stage.app.store.control.updateTable('widget').set({ rules: null }).where('id', '=', stage.widgetId).execute()
  },
)

/** Others do not see what this user writes from now on. */
async function hideMessagesOf(stage: Stage, { id }: Person): Promise<void> {
  const owner = await ownerOf(stage)
  const body = { user_id: String(id), kind: 'shadow', minutes: null, reason: '' }
  await owner.ask('people.restrict', { params: { widget_id: stage.widgetId }, body })
}

scene('SHADOW-4 acts on an own message that others do not see end as on any other', async (stage) => {
  const [vera, gleb] = [stage.person('Verareads'), stage.person('Glebhidden')]
  const [reader, author] = [await stage.connectAs(vera), await stage.openAs(gleb, withClock)]
  await storeMessages(stage, gleb, vera, ['Good evening'])
  await reader.openDialogWith(gleb)
  await author.openDialogWith(vera)
  await author.isWhole()
  await hideMessagesOf(stage, gleb)
  for (const text of ['Lanterns one', 'Lanterns two', 'Lanterns three']) {
    await author.write(text)
    await author.message(text).locator('.more').waitFor({ state: 'attached' })
  }
  const choose = async (text: string, name: string) => {
    // the answer quotes it
    const message = author.message(text).first()
    await message.focus()
    await message.press('Shift+F10')
    const menu = author.chat.getByRole('menu')
    await menu.getByRole('menuitem', { name, exact: true }).click()
    await menu.waitFor({ state: 'detached' })
  }

  await choose('Lanterns one', 'Reply')
  await author.write('An answer')
  await author.message('An answer').locator('.quote', { hasText: 'Lanterns one' }).waitFor()
  await choose('Lanterns two', 'Edit')
  await author.composer.fill('Lanterns 2')
  await author.chat.getByRole('button', { name: 'Save', exact: true }).click()
  await author.message('Lanterns 2').getByText('edited').waitFor()
  await author.message('Lanterns 2').focus()
  await author.message('Lanterns 2').press('Shift+F10')
  await author.chat.locator('.menu .emoji').first().click()
  await author.message('Lanterns 2').locator('.reaction').waitFor()
  await choose('Lanterns 2', 'Pin')
  await author.chat.getByRole('region', { name: 'Pinned messages' }).getByText('Lanterns 2').waitFor()
  await author.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await author.page.bringToFront()
  await Promise.all([author.chat.getByText('Link copied').waitFor(), choose('Lanterns one', 'Copy link')])
  await eventually(async () => {
    const [, seq] = /m=\d+\.([\d.]+)$/.exec(await author.page.evaluate(() => navigator.clipboard.readText())) ?? []
    expect(await author.message('Lanterns one').first().getAttribute('data-seq')).toBe(seq ?? '')
  })
  await author.message('Lanterns three').focus()
  await author.message('Lanterns three').press('Shift+F10')
  await author.chat.getByRole('menuitem', { name: 'Delete', exact: true }).click()
  await author.chat.getByRole('menuitem', { name: 'Delete for everyone' }).click()
  await author.chat.locator('.deleted').waitFor()
  // it is sent when the toast with Undo ends, which waits as long as the pointer is on it
  await author.page.mouse.move(1, 1)
  await toastEnds(author)
  await author.chat.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' })

  const again = await stage.openAs(gleb)
  await again.openChat()
  await again.openConversation('Verareads')
  await again.message('Lanterns 2').locator('.reaction').waitFor()
  await again.message('An answer').locator('.quote', { hasText: 'Lanterns one' }).waitFor()
  await again.chat.locator('.deleted').waitFor()
  await again.chat.getByRole('region', { name: 'Pinned messages' }).getByText('Lanterns 2').waitFor()
  await reader.write('Are you there?')
  // no message, and no notice of one
  await reader.sees('Good evening', 'Are you there?')
  expect(await reader.history()).toHaveLength(2)
  expect(reader.heard()).not.toContain('Lanterns')
  for (const visitor of [author, again]) expect(visitor.console).toEqual([])
})

scene("SHADOW-1 a shadow-banned user's message looks sent to them, and nobody else sees it", async (stage) => {
  const [dora, ivar] = [stage.person('Dorareads'), stage.person('Ivarhidden')]
  await storeMessages(stage, ivar, dora, ['Good evening'])
  const [reader, author] = [await stage.connectAs(dora), await stage.openAs(ivar)]
  await author.openDialogWith(dora)
  await reader.openDialogWith(ivar)
  const page = await ownerAt(stage, author.context, `people?user=${ivar.id}`)
  await page.getByRole('button', { name: 'Hide their messages' }).click()
  const dialog = page.getByRole('dialog', { name: 'Hide what Ivarhidden writes' })
  await dialog.getByRole('button', { name: 'Hide their messages' }).click()
  await page.getByRole('button', { name: 'Show their messages again' }).waitFor()
  await author.page.bringToFront()
  await author.write('Nobody reads this')
  await author.message('Nobody reads this').getByRole('img', { name: 'Sent' }).waitFor()
  const entriesOf = async (text: string) => {
    await author.message(text).focus()
    await author.message(text).press('Shift+F10')
    const menu = author.chat.getByRole('menu')
    await menu.getByRole('menuitem').first().waitFor()
    const names = await menu
      .getByRole('menuitem')
      .evaluateAll((all) => all.map((one) => one.ariaLabel || one.textContent))
    const reactions = await menu.getByRole('button').count()
    await menu.press('Escape')
    await menu.waitFor({ state: 'detached' })
    return [reactions, ...names]
  }
  await author.isWhole()
  await eventually(async () => expect(await entriesOf('Nobody reads this')).toEqual(await entriesOf('Good evening')))
  await reader.write('Are you there?')
  // above what was written later, as if it had been sent
  await eventually(async () =>
    expect((await author.messages()).slice(-2)).toEqual(['Nobody reads this', 'Are you there?']),
  )
  await reader.sees('Good evening', 'Are you there?')
  expect(reader.heard()).not.toContain('Nobody reads this')
  expect(author.console).toEqual([])
})

scene('SHADOW-1 the list shows an author what only they see, in its place and after a reload', async (stage) => {
  const [dora, emil, ivar] = [stage.person('Doralists'), stage.person('Emillists'), stage.person('Ivarlisted')]
  await storeMessages(stage, ivar, dora, ['Good evening'])
  await storeMessages(stage, ivar, emil, ['Newer than that'])
  const author = await stage.openAs(ivar)
  await author.openDialogWith(dora)
  await hideMessagesOf(stage, ivar)
  await author.write('Nobody reads this')
  await author.seesTick('Nobody reads this', 'Sent')
  // a dialog in which nobody else sees a message
  const fred = stage.person('Fredlists')
  await author.openDialogWith(fred)
  await author.write('Nor this')
  await author.seesTick('Nor this', 'Sent')
  const rows = async () => (await author.conversations.allTextContents()).map((text) => text.replace(/\d.*[AP]M/, ' '))
  const look = async () =>
    eventually(async () =>
      expect(await rows()).toEqual([
        expect.stringMatching(/Fredlists.*Nor this/),
        expect.stringMatching(/Doralists.*Nobody reads this/),
        expect.stringMatching(/Emillists.*Newer than that/),
      ]),
    )
  await look()
  await author.page.reload()
  await look()
  await author.sees('Nor this')
  expect(author.console).toEqual([])
})
