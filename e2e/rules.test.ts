import { expect } from 'bun:test'
import { AxeBuilder } from '@axe-core/playwright'
import { eventually } from './eventually.ts'
import { scene } from './harness.ts'
import { ownerAt } from './owner-at.ts'

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
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').first().waitFor()

    // the server reads a widget's rules anew within a second
    let sent = 0
    await eventually(async () => {
      sent += 1
      await visitor.write(`Quuxing ${sent}`)
      const reports = await stage.app.store.reader
        .selectFrom('report')
        .select('id')
        .where('source', '=', 'patterns')
        .execute()
      expect(reports).not.toEqual([])
    })
    await page.getByRole('link', { name: /^Moderation/ }).click()
    await page
      .getByRole('button', { name: /Innarules/ })
      .first()
      .click()
    await page.getByRole('region', { name: 'Decision' }).getByText('Listed pattern: Quuxing').waitFor()
    await page.getByRole('link', { name: 'Rules', exact: true }).click()
    await page.getByRole('button', { name: 'Remove the list “Prepayment”' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    // the page may still say that the first change was saved
    await eventually(async () => expect((await stage.app.widgets.find(stage.widgetId))?.rules.lists).toEqual([]))
  },
)
