import { expect } from 'bun:test'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'

const MARKDOWN = [
  '**bold**, _italic_, ~~gone~~ and `code_of_mine`',
  '> a quote',
  '```js',
  'if (a < b) { **x** }',
  '```',
  'see [our shop](https://shop.example/lamps)',
].join('\n')

const TEXT = ['bold, italic, gone and code_of_mine', 'a quote', 'if (a < b) { **x** }', 'see our shop'].join('\n')

async function openMenu(visitor: Visitor, text: string, choice: string): Promise<void> {
  await visitor.message(text).hover()
  await visitor.message(text).getByRole('button', { name: 'Message actions' }).click()
  await visitor.chat.getByRole('menuitem', { name: choice }).click()
}

scene('FORMAT-8 typed Markdown is drawn formatted on both sides, and its text has no markup', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  await right.openDialogWith(anna)
  await left.composer.fill(MARKDOWN)
  await left.composer.press('Enter')
  for (const one of [left, right]) {
    const words = one.message('a quote').locator('.words')
    await words.locator('strong', { hasText: /^bold$/ }).waitFor()
    await words.locator('em', { hasText: /^italic$/ }).waitFor()
    await words.locator('s', { hasText: /^gone$/ }).waitFor()
    await words.locator('code', { hasText: /^code_of_mine$/ }).waitFor()
    await words.locator('blockquote', { hasText: 'a quote' }).waitFor()
    await words.locator('pre[data-language=js]', { hasText: 'if (a < b) { **x** }' }).waitFor()
    await eventually(async () => expect(await words.evaluate((element) => element.textContent)).toBe(TEXT))
  }
  await Promise.all([
    right.chat.getByText('Copied').waitFor(),
    right.message('a quote').getByRole('button', { name: 'Copy code' }).click(),
  ])
  expect([...left.console, ...right.console]).toEqual([])
})

scene(
  'FORMAT-11 a link whose text hides its address shows it before it opens, and a script is no link',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const left = await stage.openAs(anna)
    await left.openDialogWith(boris)
    await left.write('[https://bank.example](https://evil.example/login)')
    await left.write('[click](javascript:alert(1))')
    const link = left.message('https://bank.example').getByRole('link')
    await eventually(async () => expect(await link.getAttribute('title')).toBe('https://evil.example/login'))
    await link.click()
    const question = left.chat.getByRole('alertdialog', { name: 'Open this link?' })
    await question.getByText('https://evil.example/login').waitFor()
    await eventually(async () =>
      expect(await question.getByRole('link', { name: 'Open' }).getAttribute('rel')).toContain('noopener'),
    )
    await left.page.keyboard.press('Escape')
    await question.waitFor({ state: 'detached' })
    await eventually(async () => expect(await left.message('click').getByRole('link').count()).toBe(0))
    await left.sees('https://bank.example', '[click](javascript:alert(1))')
  },
)

scene('FORMAT-9 an edit shows the Markdown, and what was formatted stays so', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.connectAs(boris)
  await left.openDialogWith(boris)
  await right.openDialogWith(anna)
  await left.write('the **red** kayak')
  await left.message('kayak').locator('strong', { hasText: 'red' }).waitFor()
  const bold = { type: 'bold' as const, offset: 4, length: 3 }
  expect((await right.message('the red kayak')).entities).toEqual([bold])
  await left.seesTick('kayak', 'Sent', 'Delivered')
  await openMenu(left, 'kayak', 'Edit')
  await eventually(async () => expect(await left.composer.inputValue()).toBe('the **red** kayak'))
  await left.composer.fill('the **red** kayak, _still_')
  await left.composer.press('Enter')
  await left.message('still').locator('em', { hasText: 'still' }).waitFor()
  await left.message('still').locator('strong', { hasText: 'red' }).waitFor()
  await left.message('still').getByText('edited').waitFor()
  const italic = { type: 'italic' as const, offset: 15, length: 5 }
  expect((await right.message('the red kayak, still')).entities).toEqual([bold, italic])
  await left.composer.press('ArrowUp')
  await eventually(async () => expect(await left.composer.inputValue()).toBe('the **red** kayak, _still_'))
})
