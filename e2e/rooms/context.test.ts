import { expect } from 'bun:test'
import type { ImbaChat } from '../../widget/src/page-types.ts'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import type { PageWithChat, Visitor } from '../stage/visitor.ts'

declare const window: Omit<PageWithChat, 'imbaApi'> & { imbaApi: ImbaChat }

interface Item {
  id: string | number
  title: string
  image?: string
  url?: string
}

const bicycle: Item = { id: 7, title: 'Red bicycle', image: '/things/bicycle.svg', url: '/item/guest/bicycle' }
const lamp: Item = { id: 'lamp', title: 'Brass lamp' }

async function askAbout(visitor: Visitor, userId: number, context: Item): Promise<void> {
  await visitor.page.evaluate(([id, about]) => window.imbaApi.openDialog(id, { context: about }), [
    userId,
    context,
  ] as const)
  await visitor.composer.waitFor()
}

const rowAbout = (visitor: Visitor, title: string) => visitor.conversations.filter({ hasText: title })

scene(
  'DIALOG-4 a buyer asks about two items in two dialogs, and the seller sees which is about what',
  async (stage) => {
    const [buyer, seller] = [stage.person('Bella'), stage.person('Sam')]
    const left = await stage.openAs(buyer)
    const right = await stage.openAs(seller)
    await askAbout(left, seller.id, bicycle)
    const card = left.chat.getByRole('link', { name: 'About: Red bicycle' })
    await card.waitFor()
    await eventually(async () => expect(await card.getAttribute('href')).toBe(`${stage.demo.url}/item/guest/bicycle`))
    await eventually(async () => expect(await card.getAttribute('target')).toBe('_blank'))
    await eventually(async () => expect(await card.getAttribute('rel')).toContain('noopener'))
    await left.write('Is the bicycle still there?')
    await left.seesTick('Is the bicycle still there?', 'Sent', 'Delivered')
    await askAbout(left, seller.id, lamp)
    await left.chat.getByText('Brass lamp').first().waitFor()
    await left.sees()
    await left.write('Does the lamp work?')
    await left.seesTick('Does the lamp work?', 'Sent', 'Delivered')

    await right.openChat()
    await right.chat.getByRole('button', { name: /Bella.*About: Brass lamp.*Does the lamp work/s }).waitFor()
    await rowAbout(right, 'Red bicycle').click()
    await right.sees('Is the bicycle still there?')
    await right.chat.getByRole('link', { name: 'About: Red bicycle' }).waitFor()
    await eventually(async () => expect(await faults(right)).toEqual([]))
    await right.write('It is')
    await askAbout(left, seller.id, bicycle)
    await left.sees('Is the bicycle still there?', 'It is')

    // the same item under another title
    await askAbout(left, seller.id, { ...bicycle, title: 'Red bicycle, reserved' })
    await right.chat.getByRole('link', { name: 'About: Red bicycle, reserved' }).waitFor()
    for (const { console } of [left, right]) expect(console).toEqual([])
  },
)

scene('DIALOG-4 a dialog about an item is found by its title, and is still open after a reload', async (stage) => {
  const [buyer, seller] = [stage.person('Bea'), stage.person('Sid')]
  const visitor = await stage.openAs(buyer)
  await askAbout(visitor, seller.id, lamp)
  await visitor.page.reload()
  // it has no message: it is on no list of the server
  await visitor.chat.getByText('Brass lamp').first().waitFor()
  await visitor.write('Hello')
  await visitor.seesTick('Hello', 'Sent', 'Delivered')
  await visitor.openDialogWith(seller)
  await visitor.write('Something else')
  await visitor.seesTick('Something else', 'Sent', 'Delivered')
  await eventually(async () => expect(await visitor.conversations.count()).toBe(2))
  await visitor.chat.getByRole('button', { name: 'Back' }).click()
  await visitor.chat.getByRole('searchbox', { name: 'Search' }).fill('lamp')
  await visitor.conversations.filter({ hasText: 'Something else' }).waitFor({ state: 'detached' })
  await eventually(async () => expect(await visitor.conversations.count()).toBe(1))
})

scene('DIALOG-6 a context that makes no sense is refused, and the page learns why', async (stage) => {
  const [buyer, seller] = [stage.person('Ben'), stage.person('Sue')]
  const visitor = await stage.openAs(buyer)
  const refusal = (options: unknown) =>
    visitor.page.evaluate(
      ([id, more]) =>
        window.imbaApi.openDialog(id, more as null).then(
          () => 'opened',
          (error: Error & { code: string }) => `${error.code}: ${error.message}`,
        ),
      [seller.id, options] as const,
    )
  expect(await refusal({ context: { id: 1 } })).toMatch(/^invalid_field.*context\.title must be text of 1 to 200/)
  expect(await refusal({ context: 'bike' })).toMatch(/^invalid_field.*context must be an object/)
  expect(await refusal({ context: { ...lamp, url: 'javascript:alert(1)' } })).toMatch(/context\.url must be an http/)
  expect(await refusal({ context: { ...lamp, url: 'https://evil.example/' } })).toMatch(
    /^invalid_field.*context\.url must be an address of this site/,
  )
  await visitor.chat.getByRole('alert').waitFor()
  expect(await refusal({ context: lamp })).toBe('opened')
})

scene('DIALOG-9 a page puts a text into the composer, and not in place of what the user wrote', async (stage) => {
  const [buyer, seller] = [stage.person('Bea'), stage.person('Sol')]
  const visitor = await stage.openAs(buyer)
  const ask = (text: string) =>
    visitor.page.evaluate(([id, text]) => window.imbaApi.openDialog(id, { text }), [seller.id, text] as const)
  await ask('Is it still available?')
  const { composer } = visitor
  await eventually(async () => expect(await composer.inputValue()).toBe('Is it still available?'))
  await composer.fill('How old is it?')
  await ask('Is it still available?')
  await eventually(async () => expect(await composer.inputValue()).toBe('How old is it?'))
  await composer.press('Enter')
  await eventually(async () => expect(await composer.inputValue()).toBe(''))
  await ask('And the price?')
  await eventually(async () => expect(await composer.inputValue()).toBe('And the price?'))
  expect(await visitor.messages()).toEqual(['How old is it?'])
})

scene('DIALOG-10 a page opens a conversation of the user by its id, and no other', async (stage) => {
  const [buyer, seller, other] = [stage.person('Bob'), stage.person('Sid'), stage.person('Oda')]
  const visitor = await stage.openAs(buyer)
  const { room_id } = await visitor.page.evaluate((id) => window.imbaApi.openDialog(id), seller.id)
  await visitor.page.evaluate((id) => window.imbaApi.openDialog(id), other.id)
  await visitor.chat.getByRole('heading', { name: 'Oda' }).waitFor()
  const opened = await visitor.page.evaluate((room) => window.imbaApi.openDialog({ room }), room_id)
  expect(opened).toEqual({ room_id, user_id: String(seller.id) })
  await visitor.chat.getByRole('heading', { name: 'Sid' }).waitFor()
  const refused = await visitor.page.evaluate(
    () => window.imbaApi.openDialog({ room: 987_654 }).catch((error: Error & { code: string }) => error.code),
    null,
  )
  expect(refused).toBe('room_not_found')
})

scene('DIALOG-4 a phone shows the item above the messages, in Russian too', async (stage) => {
  const [buyer, seller] = [stage.person('Vera'), stage.person('Simon')]
  const browser = { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true }
  const visitor = await stage.openAs(buyer, { query: 'lang=ru&language=ru', browser })
  await visitor.page.evaluate(([id, context]) => window.imbaApi.openDialog(id, { context }), [
    seller.id,
    { ...bicycle, title: 'Красный велосипед' },
  ] as const)
  const card = visitor.chat.getByRole('link', { name: 'Тема: Красный велосипед' })
  await eventually(async () => expect((await card.boundingBox())?.height).toBeGreaterThanOrEqual(44))
  await eventually(async () => expect(await faults(visitor)).toEqual([]))
})
