import { expect } from 'bun:test'
import { devices } from 'playwright-core'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import type { Visitor } from '../stage/visitor.ts'

const says = (visitor: Visitor, text: string) =>
  eventually(async () => expect(await visitor.composer.inputValue()).toBe(text))

const select = (visitor: Visitor, from: number, to: number) =>
  visitor.composer.evaluate((box, range) => (box as HTMLTextAreaElement).setSelectionRange(...range), [from, to] as [
    number,
    number,
  ])

const bar = (visitor: Visitor) => visitor.chat.getByRole('toolbar', { name: 'Formatting' })

async function openDialog(visitor: Visitor, other: Parameters<Visitor['openDialogWith']>[0]): Promise<void> {
  await visitor.openDialogWith(other)
  await visitor.isWhole()
}

/** As the browser hands over what was copied elsewhere. */
const paste = (visitor: Visitor, data: Record<string, string>) =>
  visitor.composer.evaluate((box, given) => {
    const clipboardData = new DataTransfer()
    for (const [type, text] of Object.entries(given)) clipboardData.setData(type, text)
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, data)

scene('FORMAT-12 selected text is formatted by the bar and by keys, and undo takes it back', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  await openDialog(left, boris)
  await left.composer.fill('a red kayak')
  await select(left, 2, 5)
  await bar(left).getByRole('button', { name: 'Bold' }).click()
  await says(left, 'a **red** kayak')
  await eventually(async () =>
    expect(await bar(left).getByRole('button', { name: 'Bold' }).getAttribute('aria-pressed')).toBe('true'),
  )
  await left.page.keyboard.press('ControlOrMeta+KeyI')
  await says(left, 'a **_red_** kayak')
  await left.page.keyboard.press('ControlOrMeta+KeyZ')
  await says(left, 'a **red** kayak')
  await select(left, 10, 15)
  await left.page.keyboard.press('ControlOrMeta+Shift+KeyX')
  await says(left, 'a **red** ~~kayak~~')
  await left.page.keyboard.press('ControlOrMeta+KeyE')
  await says(left, 'a **red** ~~`kayak`~~')
  await eventually(async () => expect(await faults(left)).toEqual([]))
  await left.page.keyboard.press('ArrowRight')
  await bar(left).waitFor({ state: 'detached' })
  await left.page.keyboard.press('Enter')
  await left.message('kayak').locator('s code', { hasText: 'kayak' }).waitFor()
  expect(left.console).toEqual([])
})

scene('FORMAT-14 text typed after Enter is not part of the message, however slow the network', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna, {
    async prepare({ page }) {
      await page.route(/assets\/frame-chunk-/, async (route) => {
        const script = await (await route.fetch()).text()
        if (!script.includes('readTyped')) await route.fallback()
      })
    },
  })
  // the button for emoji comes with that script, too
  await left.openDialogWith(boris)
  await left.composer.fill('the **red** kayak')
  await left.composer.press('Enter')
  await left.composer.pressSequentially('and more')
  await left.sees('the **red** kayak')
  await says(left, 'and more')
  await left.composer.press('Enter')
  await left.sees('the **red** kayak', 'and more')
})

scene('FORMAT-13 pasted rich text keeps its formatting, and nothing in it runs or is fetched', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  await openDialog(left, boris)
  const fetched: string[] = []
  left.page.on('request', (request) => fetched.push(request.url()))
  await eventually(async () => {
    await left.composer.fill('')
    await paste(left, {
      'text/plain': 'Offer red & shop',
      'text/html': `<style>b{}</style><h2>Offer</h2><p style="color: red">a <b style="font-weight: normal"><span style="font-weight:700">red</span></b> <i>kayak</i> &amp; <a href="https://shop.example/a">shop</a>
        <a href="javascript:alert(1)">bad</a><img src="https://evil.example/x.png" onerror="alert(1)"></p>
        <ul><li>one</li><li><s>two</s></li></ul><pre>x = 1\ny = 2</pre><blockquote>so **it** is</blockquote>
        <table><tr><th>Item</th><th>Price</th></tr><tr><td>Kayak</td><td>240</td></tr></table><script>alert(1)</script>`,
    })
    expect(await left.composer.inputValue()).toBe(
      [
        '**Offer**',
        'a **red** _kayak_ & [shop](https://shop.example/a) bad',
        '• one',
        '• ~~two~~',
        '```',
        'x = 1',
        'y = 2',
        '```',
        '> so \u2060*\u2060*it\u2060*\u2060* is',
        '**Item** **Price**',
        'Kayak 240',
      ].join('\n'),
    )
  })
  expect(fetched.filter((url) => url.includes('evil'))).toEqual([])
  await left.composer.fill('our shop')
  await select(left, 4, 8)
  await paste(left, { 'text/plain': 'https://shop.example/b' })
  await says(left, 'our [shop](https://shop.example/b)')
  expect(left.console).toEqual([])
})

scene('MSG-9 a text without a visible character cannot be sent', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  await openDialog(left, boris)
  const send = left.chat.getByRole('button', { name: 'Send', exact: true })
  for (const unseen of [' \u200b', '\u2800', '\u3164', '\u{e0041}']) {
    await left.composer.fill('seen')
    await eventually(async () => expect(await send.isEnabled()).toBe(true))
    await left.composer.fill(unseen)
    await eventually(async () => expect(await send.isEnabled()).toBe(false))
  }
})

scene('EMOJI-2 the picker is searched and walked by keyboard, and what was used is there again', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  await openDialog(left, boris)
  const { chat, page } = left
  await left.composer.fill('go ')
  await chat.getByRole('button', { name: 'Emoji', exact: true }).click()
  const search = chat.getByRole('searchbox', { name: 'Search emoji' })
  await chat.getByRole('button', { name: 'grinning face', exact: true }).waitFor()
  await eventually(async () => expect(await faults(left)).toEqual([]))
  await search.pressSequentially('ракета')
  await chat.getByRole('button', { name: 'rocket' }).waitFor()
  await page.keyboard.press('Enter')
  await says(left, 'go 🚀')
  await search.fill('')
  await chat.getByRole('button', { name: 'grinning face', exact: true }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  const focused = () => left.chat.locator('.emoji-grid :focus').getAttribute('aria-label')
  const before = await focused()
  await page.keyboard.press('ArrowDown')
  await eventually(async () => expect(await focused()).not.toBe(before))
  await page.keyboard.type('waving')
  await eventually(async () => expect(await search.inputValue()).toBe('waving'))
  await chat.getByRole('button', { name: 'waving hand' }).waitFor()
  await chat.getByRole('button', { name: 'Skin tone: Default' }).click()
  await chat.getByRole('button', { name: 'Dark', exact: true }).click()
  await chat.getByRole('button', { name: 'waving hand' }).click()
  await says(left, 'go 🚀👋🏿')
  await page.keyboard.press('Escape')
  await search.waitFor({ state: 'detached' })
  await eventually(async () => expect(await left.composer.evaluate((box) => box === document.activeElement)).toBe(true))
  await page.reload()
  await openDialog(left, boris)
  await chat.getByRole('button', { name: 'Emoji', exact: true }).click()
  await chat.getByRole('heading', { name: 'Recently used' }).waitFor()
  await eventually(async () =>
    expect(await chat.locator('.emoji-all section').first().getByRole('button').allInnerTexts()).toEqual([
      '👋🏿',
      '🚀',
    ]),
  )
  expect(left.console).toEqual([])
})

scene('EMOJI-3 a word after a colon suggests emoji: Enter takes one, a second colon the named one', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  await openDialog(left, boris)
  await left.composer.pressSequentially('nice :rocke')
  const list = left.chat.getByRole('listbox', { name: 'Emoji suggestions' })
  await list.getByRole('option', { name: 'rocket' }).waitFor()
  await eventually(async () => expect(await faults(left)).toEqual([]))
  await left.page.keyboard.press('Enter')
  await says(left, 'nice 🚀 ')
  await left.composer.pressSequentially(':tada:')
  await says(left, 'nice 🚀 🎉 ')
  await left.composer.pressSequentially(':smi')
  await list.getByRole('option').first().waitFor()
  await left.page.keyboard.press('Escape')
  await list.waitFor({ state: 'detached' })
  // a busy browser tells of the selection after the key
  await left.chat
    .locator('html')
    .evaluate(({ ownerDocument }) => ownerDocument.dispatchEvent(new Event('selectionchange')))
  await left.page.keyboard.press('Enter')
  await left.sees('nice 🚀 🎉 :smi')
  expect(left.console).toEqual([])
})

scene('EMOJI-5 a phone shows the picker in the place of the keyboard, also without a network', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const phone = await stage.openAs(anna, { browser: devices['Pixel 7'] })
  await openDialog(phone, boris)
  const button = phone.chat.getByRole('button', { name: 'Emoji', exact: true })
  await button.tap()
  await phone.chat.getByRole('button', { name: 'grinning face', exact: true }).waitFor()
  await button.tap()
  await setOffline(phone.context, true)
  await button.tap()
  await phone.chat.getByRole('button', { name: 'grinning face', exact: true }).tap()
  await says(phone, '😀')
  await eventually(async () =>
    expect(await phone.composer.evaluate((box) => box === document.activeElement)).toBe(false),
  )
  const size = await phone.chat.getByRole('button', { name: 'grinning face', exact: true }).boundingBox()
  expect(Math.min(size?.width ?? 0, size?.height ?? 0)).toBeGreaterThanOrEqual(40)
})
