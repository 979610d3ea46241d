import { expect } from 'bun:test'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { storeMessages } from '../stage/stored-messages.ts'
import type { Visitor } from '../stage/visitor.ts'

/** As a person does it: the link that lies on the clipboard afterwards. */
async function copyLinkTo(visitor: Visitor, text: string): Promise<string> {
  await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await visitor.page.evaluate(() => navigator.clipboard.writeText(''))
  const message = visitor.message(text)
  await message.hover()
  await message.getByRole('button', { name: 'Message actions' }).click()
  await Promise.all([
    visitor.chat.getByRole('status').getByText('Link copied').waitFor(),
    visitor.chat.getByRole('menuitem', { name: 'Copy link' }).click(),
  ])
  return eventually(async () => {
    const copied = await visitor.page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain('#imbachat-m=')
    return copied
  })
}

/** So few fill the window. */
const tall = (n: number) => [`message ${n}`, ...'one two three four five six'.split(' ')].join('\n')

/** The message stands in the middle of the log. */
async function isAt(visitor: Visitor, text: string): Promise<void> {
  const log = visitor.chat.getByRole('log', { name: 'Messages' })
  await eventually(async () => {
    const [box, around] = [await visitor.message(text).boundingBox(), await log.boundingBox()]
    expect(box?.y).toBeGreaterThanOrEqual(around?.y ?? Number.NaN)
    expect((box?.y ?? Number.NaN) + (box?.height ?? 0)).toBeLessThanOrEqual((around?.y ?? 0) + (around?.height ?? 0))
  })
}

scene('LINK-1 a link to a message opens the chat there, for members only', async (stage) => {
  const [anna, boris, eve] = [stage.person('Anna'), stage.person('Boris'), stage.person('Eve')]
  const texts = Array.from({ length: 8 }, (_, n) => tall(n + 1))
  await storeMessages(stage, anna, boris, ['the first of many', ...texts])
  const left = await stage.openAs(anna)
  await left.openDialogWith(boris)
  await left.message('the first of many').scrollIntoViewIfNeeded()
  const link = await copyLinkTo(left, 'the first of many')
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/as\/.*#imbachat-m=\d+\.1$/)

  const asBoris = link.replace(anna.slug, boris.slug)
  const right = await stage.openAs(boris, { url: asBoris })
  await isAt(right, 'the first of many')
  // the same page, another message
  await right.page.evaluate(
    (hash) => {
      location.hash = hash
    },
    new URL(link).hash.replace(/\d+$/, '4'),
  )
  await isAt(right, 'message 3')

  const other = await stage.openAs(eve, { url: link.replace(anna.slug, eve.slug) })
  await other.chat.getByRole('alert').filter({ hasText: 'You don’t have access to this conversation.' }).waitFor()
  await other.chat.getByRole('button', { name: 'Back to conversations' }).click()
  await other.chat.getByText('No conversations yet').waitFor()
  for (const { console } of [left, right]) expect(console).toEqual([])
})

scene('LINK-2 a link to a message that stands in a message is followed in place', async (stage) => {
  const [anna, boris] = [stage.person('Ada'), stage.person('Bert')]
  await storeMessages(stage, anna, boris, ['worth reading'])
  const visitor = await stage.openAs(anna)
  await visitor.openDialogWith(boris)
  const link = await copyLinkTo(visitor, 'worth reading')
  const texts = Array.from({ length: 6 }, (_, n) => tall(n + 1))
  await storeMessages(stage, anna, boris, texts)
  await visitor.write(`see ${link}`)
  await visitor.seesTick('see http', 'Sent', 'Delivered')
  await visitor.message('see http').getByRole('link').click()
  await isAt(visitor, 'worth reading')
  expect(visitor.context.pages()).toHaveLength(1)
})
