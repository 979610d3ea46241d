import { expect } from 'bun:test'
import { devices } from 'playwright-core'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'

declare const window: { imbaApi: ImbaChat }

const title = ({ chat }: Visitor) => chat.getByRole('heading', { level: 2 })
const focused = async (visitor: Visitor) =>
  (await frameOf(visitor)).evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null)
const inPage = ({ page }: Visitor) => page.evaluate(() => document.activeElement?.localName)

async function frameOf({ page }: Visitor) {
  const frame = page.frames().find((one) => one.url().includes('/frame?'))
  if (!frame) throw new Error('the page has no chat in it')
  return frame
}

const refused = ({ page }: Visitor, call: string) =>
  page.evaluate(
    (call) => new Function('api', `return api.${call}.then(() => 'done', (error) => error.code)`)(window.imbaApi),
    call,
  )

scene(
  'PAGE-5 a call of the page that fails says why in the window, with a way back, and shows nobody else',
  async (stage) => {
    const [ann, bob] = [stage.person('Ann'), stage.person('Bob')]
    const anna = await stage.openAs(ann)
    for (const [call, code, reason] of [
      ['openDialog(999)', 'user_unknown', 'We couldn’t find this person.'],
      [`openDialog(${ann.id})`, 'dialog_self', 'You can’t message yourself.'],
      ['openDialog(null)', 'invalid_field', 'Something went wrong.'],
      ["addToRoom({ pipe: 'club', type: 3 })", 'invalid_field', 'Something went wrong.'],
    ] as const) {
      await anna.openDialogWith(bob)
      await title(anna).getByText('Bob').waitFor()
      expect(await refused(anna, call)).toBe(code)
      await anna.chat.getByRole('alert').getByText('Couldn’t open this conversation').waitFor()
      await anna.chat.getByRole('alert').getByText(reason).waitFor()
      await eventually(async () => expect(await anna.composer.count()).toBe(0))
      await eventually(async () => expect(await title(anna).getByText('Bob').count()).toBe(0))
      await anna.chat.getByRole('button', { name: 'Back to conversations' }).click()
      await anna.chat.getByRole('searchbox', { name: 'Search' }).waitFor()
    }
  },
)

scene(
  'PAGE-5 while a call of the page is under way, the user cannot write into the previous conversation',
  async (stage) => {
    const [ann, bob, eve] = [stage.person('Ann'), stage.person('Bob'), stage.person('Eve')]
    const anna = await stage.openAs(ann)
    await anna.openDialogWith(bob)
    const { promise: answer, resolve: goOn } = Promise.withResolvers<void>()
    stage.demo.control.answer = { kind: 'slow', until: answer }
    const opened = refused(anna, `openDialog(${eve.id})`)
    try {
      await anna.composer.waitFor({ state: 'detached' })
      await anna.page.keyboard.type('for Bob alone')
    } finally {
      stage.demo.control.answer = { kind: 'well' }
      goOn()
    }
    expect(await opened).toBe('done')
    await title(anna).getByText('Eve').waitFor()
    await eventually(async () => expect(await anna.composer.inputValue()).toBe(''))
  },
)

async function talk(stage: Stage, words: string) {
  const [ann, bob] = [stage.person('Ann'), stage.person('Bob')]
  const boris = await stage.connectAs(bob)
  await boris.openDialogWith(ann)
  await boris.write(words)
  return { ann, bob, boris }
}

scene(
  'PAGE-6 a reload and the next page have the window open on the same conversation, and the focus stays in the page',
  async (stage) => {
    const { ann } = await talk(stage, 'Hello Ann')
    const anna = await stage.openAs(ann)
    await anna.openChat()
    await anna.openConversation('Bob')
    for (const go of [() => anna.page.reload(), () => anna.page.goto(`${stage.demo.url}/talk/${ann.slug}`)]) {
      await go()
      await anna.message('Hello Ann').waitFor()
      await eventually(async () => expect(await inPage(anna)).toBe('body'))
      expect(await anna.page.url()).not.toContain('room')
    }
    await anna.chat.getByRole('button', { name: 'Close' }).last().click()
    await anna.page.getByRole('button', { name: 'Open chat' }).waitFor()
    await anna.page.reload()
    await anna.page.getByRole('button', { name: 'Open chat' }).waitFor()
    await eventually(async () => expect(await frameOf(anna)).toBeDefined())
    await eventually(async () => expect(await anna.page.getByRole('button', { name: 'Open chat' }).count()).toBe(1))
  },
)

scene('PAGE-6 another user of the same tab finds the window closed', async (stage) => {
  const { ann, bob } = await talk(stage, 'Hello Ann')
  const anna = await stage.openAs(ann)
  await anna.openChat()
  await anna.openConversation('Bob')
  await anna.page.goto(`${stage.demo.url}/as/${bob.slug}`)
  await anna.page.getByRole('button', { name: 'Open chat' }).waitFor()
  await anna.openChat()
  await anna.chat.getByText('Hello Ann').first().waitFor()
  await eventually(async () => expect(await title(anna).count()).toBe(0))
})

scene('PAGE-6 an empty dialog is there again, too', async (stage) => {
  const anna = await stage.openAs(stage.person('Ann'))
  await anna.openDialogWith(stage.person('Bob'))
  await anna.page.reload()
  await title(anna).getByText('Bob').waitFor()
})

scene(
  'PAGE-7 a frame that does not come shows a header with a way out, and after five seconds Retry, which loads it',
  async (stage) => {
    const anna = await stage.openAs(stage.person('Ann'), {
      prepare: async ({ page }) => {
        await page.clock.install()
        await page.route(/\/frame\?/, (route) => route.abort())
      },
    })
    await anna.page.getByRole('button', { name: 'Open chat' }).click()
    const retry = anna.page.getByRole('button', { name: 'Retry' })
    await anna.page.locator('.wait').getByText('Chat', { exact: true }).waitFor()
    await eventually(async () => expect(await retry.isVisible()).toBe(false))
    await anna.page.clock.fastForward(5_500)
    await retry.waitFor()
    await anna.page.getByRole('button', { name: 'Close', exact: true }).click()
    await anna.page.getByRole('button', { name: 'Open chat' }).click()
    await anna.page.unroute(/\/frame\?/)
    await retry.click()
    await anna.chat.getByRole('searchbox').waitFor()
    await eventually(async () => expect(await anna.page.locator('.wait').isVisible()).toBe(false))
  },
)

scene(
  'PAGE-7 a window that stays open through a failure keeps its Retry, and the chat comes with it',
  async (stage) => {
    const anna = await stage.openAs(stage.person('Ann'), {
      prepare: async ({ page }) => {
        await page.clock.install()
        await page.route(/\/frame\?/, (route) => route.abort())
      },
    })
    await anna.page.getByRole('button', { name: 'Open chat' }).click()
    await anna.page.locator('.wait').waitFor()
    // the time begins when the frame is there
    await eventually(async () => {
      await anna.page.clock.fastForward(31_000)
      expect(anna.console.join()).toContain('no answer from')
    })
    await anna.page.unroute(/\/frame\?/)
    await anna.page.getByRole('button', { name: 'Retry' }).click()
    await anna.chat.getByRole('searchbox').waitFor()
  },
)

scene('PAGE-8 a new message is shown beside the closed launcher, and opens its conversation', async (stage) => {
  const { ann, boris } = await talk(stage, 'Hello Ann')
  const anna = await stage.openAs(ann)
  await anna.seesUnread(1)
  await boris.write('<b>Is the kayak</b> still there?')
  const card = anna.chat.locator('.preview-open', { hasText: /Is the kayak/ })
  // it goes after some seconds, unless the pointer is on it
  await card.hover()
  await anna.chat
    .getByRole('status')
    .getByText('New message: Bob, <b>Is the kayak</b> still there?')
    .waitFor({ state: 'attached' })
  await eventually(async () => {
    const box = await anna.page.locator('iframe[title="Chat"]').boundingBox()
    expect(box?.height).toBeLessThan(120)
  })
  await eventually(async () => expect(await inPage(anna)).toBe('body'))
  await card.click()
  await title(anna).getByText('Bob').waitFor()
  await anna.message('Is the kayak').waitFor()
  await anna.page.getByRole('button', { name: 'Close chat' }).waitFor()
  await anna.seesUnread(0)
})

scene('PAGE-8 a preview closes by a button, and by itself after some seconds', async (stage) => {
  const { ann, boris } = await talk(stage, 'Hello Ann')
  const anna = await stage.openAs(ann, { prepare: ({ page }) => page.clock.install() })
  await anna.seesUnread(1)
  await boris.write('The first')
  await anna.chat.getByRole('button', { name: 'Dismiss' }).click()
  await anna.page.locator('iframe[title="Chat"]').waitFor({ state: 'hidden' })
  // a card stays while the pointer is on it
  await anna.page.mouse.move(10, 10)
  await boris.write('The second')
  await anna.chat.locator('.preview-open', { hasText: /The second/ }).waitFor()
  await anna.page.clock.fastForward(10_000)
  await anna.page.locator('iframe[title="Chat"]').waitFor({ state: 'hidden' })
  await anna.seesUnread(1)
})

scene('PAGE-8 on a phone nothing covers the page, and an owner may turn previews off', async (stage) => {
  const { ann, boris } = await talk(stage, 'Hello Ann')
  const onPhone = await stage.openAs(ann, { browser: devices['Pixel 7'] })
  await onPhone.seesUnread(1)
  await boris.write('The first')
  await onPhone.chat.getByText('The first').first().waitFor({ state: 'attached' })
  await eventually(async () => expect(await onPhone.page.locator('iframe[title="Chat"]').isVisible()).toBe(false))

  const { settings } = await stage.app.widgets.get('all_widgets', stage.widgetId)
  await stage.app.widgets.change('all_widgets', stage.widgetId, { settings: { ...settings, preview: false } })
  try {
    const anna = await stage.openAs(ann)
    await anna.seesUnread(1)
    await boris.write('The second')
    await anna.chat.getByText('The second').first().waitFor({ state: 'attached' })
    // the card would have come half a second after the message
    await boris.write('The third')
    await anna.chat.getByText('The third').first().waitFor({ state: 'attached' })
    await eventually(async () => expect(await anna.page.locator('iframe[title="Chat"]').isVisible()).toBe(false))
  } finally {
    await stage.app.widgets.change('all_widgets', stage.widgetId, { settings: { ...settings, preview: true } })
  }
})

const isFull = async ({ page }: Visitor) =>
  eventually(async () => expect((await page.locator('iframe[title="Chat"]').boundingBox())?.x).toBe(0))

scene('PAGE-9 on a phone Back leads from the conversation to the list, to the page, and then off it', async (stage) => {
  const { ann } = await talk(stage, 'Hello Ann')
  const anna = await stage.openAs(ann, { browser: devices['Pixel 7'] })
  const address = anna.page.url()
  await anna.page.evaluate(() => {
    history.replaceState({ router: 'page' }, '')
    addEventListener('popstate', () => document.body.append(`the router moved ${JSON.stringify(history.state)}`))
  })
  await anna.openChat()
  await isFull(anna)
  await anna.openConversation('Bob')
  const depth = () => anna.page.evaluate(() => (history.state as { imbachat?: number } | null)?.imbachat ?? 0)
  await eventually(async () => expect(await depth()).toBe(2))
  await anna.page.goBack()
  await anna.chat.getByRole('searchbox').waitFor()
  await anna.composer.waitFor({ state: 'detached' })
  await eventually(async () => expect(await anna.page.getByRole('button', { name: 'Open chat' }).count()).toBe(0))
  await eventually(async () => expect(await depth()).toBe(1))
  await anna.page.goBack()
  await anna.page.getByRole('button', { name: 'Open chat' }).waitFor()
  expect(anna.page.url()).toBe(address)
  await eventually(async () => expect(await anna.page.evaluate(() => history.state)).toEqual({ router: 'page' }))
  await eventually(async () => expect(await anna.page.getByText('the router moved').allTextContents()).toEqual([]))
  await anna.page.goBack()
  expect(anna.page.url()).toBe('about:blank')
})

scene(
  'PAGE-9 closing the chat by its own buttons leaves no entries behind, and the router keeps its state',
  async (stage) => {
    const { ann } = await talk(stage, 'Hello Ann')
    const anna = await stage.openAs(ann, { browser: devices['Pixel 7'] })
    await anna.page.evaluate(() => history.replaceState({ idx: 3 }, ''))
    const state = () => anna.page.evaluate(() => history.state)
    await anna.openChat()
    await anna.openConversation('Bob')
    await eventually(async () => expect(await state()).toEqual({ idx: 3, imbachat: 2 }))
    await anna.chat.getByRole('button', { name: 'Close' }).last().click()
    await eventually(async () => expect(await state()).toEqual({ idx: 3 }))
    // once more, and at once
    await anna.page.evaluate(() => {
      window.imbaApi.openChat()
      window.imbaApi.closeChat()
      window.imbaApi.openChat()
    })
    await isFull(anna)
    await eventually(async () => expect(await state()).toEqual({ idx: 3, imbachat: 2 }))
    // the page's router goes to another address beneath the open chat
    await anna.page.evaluate(() => history.pushState({ idx: 4 }, '', '?page=2'))
    await anna.page.goBack()
    await eventually(async () => expect(await anna.page.evaluate(() => location.search)).not.toContain('page=2'))
  },
)

scene('PAGE-9 on a wide page the chat adds nothing to the history', async (stage) => {
  const anna = await stage.openAs(stage.person('Ann'))
  const before = await anna.page.evaluate(() => history.length)
  await anna.openDialogWith(stage.person('Bob'))
  await eventually(async () => expect(await anna.page.evaluate(() => history.length)).toBe(before))
})

for (const [where, browser] of [
  ['at 1200 px', { viewport: { width: 1200, height: 800 } }],
  ['on a phone', devices['Pixel 7']],
] as const) {
  scene(`PAGE-10 the launcher does not cover Send of a room in the page ${where}`, async (stage) => {
    const ann = stage.person('Ann')
    const anna = await stage.openAs(ann, { browser, url: `${stage.demo.url}/talk/${ann.slug}` })
    // the room's lower edge at the page's, over its whole width
    await anna.page.evaluate(() => {
      const room = document.getElementById('quay-talk') as HTMLElement
      const sheet = new CSSStyleSheet()
      sheet.replaceSync('#quay-talk{position:fixed;inset:auto 0 0;margin:0;height:460px}')
      document.adoptedStyleSheets = [sheet]
      room.scrollIntoView()
    })
    const send = anna.page.locator('#quay-talk iframe').contentFrame().getByRole('button', { name: 'Send' })
    await send.waitFor()
    await eventually(async () => {
      const [one, other] = [await send.boundingBox(), await anna.launcher.boundingBox()]
      if (!one || !other) throw new Error('not there yet')
      expect(other.y + other.height).toBeLessThanOrEqual(one.y)
    })
  })
}

for (const theme of ['default', 'dark']) {
  scene(`PAGE-5 PAGE-8 assistive technology finds no fault in the error and the preview, ${theme}`, async (stage) => {
    const { ann, boris } = await talk(stage, 'Hello Ann')
    const anna = await stage.openAs(ann, { query: `theme=${theme}&position=left` })
    await anna.seesUnread(1)
    await boris.write('Is the kayak still there, the red one with two seats that you showed at the quay in spring?')
    await anna.chat.locator('.preview-open').waitFor()
    await eventually(async () => expect(await faults(anna)).toEqual([]))
    expect(await refused(anna, 'openDialog(999)')).toBe('user_unknown')
    await anna.chat.getByRole('button', { name: 'Back to conversations' }).waitFor()
    await eventually(async () => expect(await faults(anna)).toEqual([]))
  })
}

/** As WCAG counts it, between the first colours of two CSS values. */
function contrast(one: string, other: string): number {
  const luminance = (css: string) => {
    const channels =
      /rgb\((\d+), (\d+), (\d+)\)/
        .exec(css)
        ?.slice(1)
        .map((part) => Number(part) / 255) ?? []
    const [r = 0, g = 0, b = 0] = channels.map((part) =>
      part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

scene('PAGE-10 the launcher’s focus can be seen on it and on the page', async (stage) => {
  const anna = await stage.openAs(stage.person('Ann'))
  await anna.page.keyboard.press('Tab')
  await anna.launcher.focus()
  await eventually(async () => {
    const { outline, shadow, own } = await anna.launcher.evaluate((launcher) => {
      const { outlineColor, boxShadow, backgroundColor } = getComputedStyle(launcher)
      return { outline: outlineColor, shadow: boxShadow, own: backgroundColor }
    })
    // on the launcher the white ring, on a white page the dark one around it
    expect(contrast(outline, own)).toBeGreaterThan(3)
    expect(contrast(shadow, outline)).toBeGreaterThan(3)
  })
  await eventually(async () => expect(await focused(anna)).toBeNull())
})
