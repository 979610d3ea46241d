import { expect } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { devices } from 'playwright-core'
import { atRest, eventually } from '../stage/eventually.ts'
import { attach, handOver, picture, seesPicture, send, tray } from '../stage/files.ts'
import { scene } from '../stage/harness.ts'
import { storeMessages } from '../stage/stored-messages.ts'
import { signIn } from '../stage/wire.ts'

scene('a picture is sent with a caption, and both see it, also after a reload', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  await attach(left, picture('sea.png', 800, 600))
  await tray(left).getByRole('img', { name: 'sea.png' }).waitFor()
  await left.composer.fill('At the sea')
  await send(left)
  await seesPicture(left, 'sea.png')
  await left.seesTick('At the sea', 'Sent', 'Delivered')
  await right.openChat()
  await right.openConversation('Anna')
  await seesPicture(right, 'sea.png')
  await right.message('At the sea').waitFor()
  await right.page.reload()
  await right.openDialogWith(anna)
  await seesPicture(right, 'sea.png')
  expect(left.console).toEqual([])
  expect(right.console).toEqual([])
})

scene('pictures are pasted and dropped, several make an album, and the list says what came', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  await left.openDialogWith(boris)
  await left.chat.getByRole('button', { name: 'Attach files' }).waitFor()
  await handOver(left.composer, 'paste', [picture('pasted.png')])
  await tray(left).getByRole('img', { name: 'pasted.png' }).waitFor()
  const second = [picture('second.png', 300, 500)]
  await handOver(left.chat.getByRole('log', { name: 'Messages' }), 'dragenter', second)
  await handOver(left.chat.getByText('Drop files to attach them'), 'drop', second)
  await tray(left).getByRole('img', { name: 'second.png' }).waitFor()
  await send(left)
  await seesPicture(left, 'pasted.png')
  await seesPicture(left, 'second.png')
  await left.chat.getByRole('button', { name: 'Back' }).click()
  await left.conversations.filter({ hasText: '2 photos' }).waitFor()
})

scene('a file is dropped anywhere on a conversation, and what shows where goes with every drag', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(stage, boris, anna, ['see https://sea.example'])
  // a page of its own: Chromium's drags do not reach into frames
  const url = `${stage.chatUrl}/imbachat/v1/${stage.widgetId}/chat#token=${stage.token(anna.id)}`
  const viewport = { width: 900, height: 700 }
  const { page } = await stage.openAs(anna, { url, browser: { viewport } })
  await page.getByRole('list', { name: 'Conversations' }).getByRole('button').filter({ hasText: 'Boris' }).click()
  await page.getByRole('button', { name: 'Attach files' }).waitFor()
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-dropped-'))
  const session = await page.context().newCDPSession(page)
  const zone = page.locator('.drop-zone')
  const messages = await atRest(
    async () => (await page.getByRole('log').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 },
  )
  const over = { x: messages.x + messages.width / 2, y: messages.y + messages.height / 3 }
  type Drag = 'dragEnter' | 'dragOver' | 'drop'
  async function drag(name: string, types: Drag[], at = over): Promise<void> {
    const file = join(folder, name)
    await Bun.write(file, picture(name).buffer)
    const data = { items: [], files: [file], dragOperationsMask: 1 }
    for (const type of types) await session.send('Input.dispatchDragEvent', { type, ...at, data })
  }
  try {
    await drag('on-messages.png', ['dragEnter', 'dragOver'])
    await zone.waitFor()
    await eventually(async () =>
      expect(await zone.boundingBox()).toEqual({ ...messages, height: viewport.height - messages.y }),
    )
    await drag('on-messages.png', ['drop'])
    await page.getByRole('img', { name: 'on-messages.png' }).waitFor()
    await zone.waitFor({ state: 'detached' })

    const leavings = {
      'onto the list': () => drag('no.png', ['dragOver'], { x: 40, y: 300 }),
      // Chromium's protocol has no such end of a drag
      'by Escape or out of the window': () => page.getByRole('log').dispatchEvent('dragleave'),
      'without a word': () => page.mouse.move(over.x, over.y + 20, { steps: 2 }),
    }
    for (const leave of Object.values(leavings)) {
      await drag('no.png', ['dragEnter', 'dragOver'])
      await zone.waitFor()
      await leave()
      await zone.waitFor({ state: 'detached' })
    }

    // beside the conversation a drop attaches nothing and does not take the chat's place
    await drag('beside.png', ['dragEnter', 'dragOver', 'drop'], { x: 40, y: 300 })
    await drag('on-composer.png', ['dragEnter', 'dragOver', 'drop'], { x: over.x, y: 680 })
    await page.getByRole('img', { name: 'on-composer.png' }).waitFor()
    await eventually(async () =>
      expect(await page.getByRole('list', { name: 'Attached files' }).getByRole('listitem').count()).toBe(2),
    )
    expect(page.url()).toStartWith(stage.chatUrl)
    await page.getByRole('link', { name: 'sea.example' }).click({ trial: true })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

scene(
  'FILE-23 the keyboard alone opens a picture over the chat and goes to the next, and the focus comes back',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const left = await stage.openAs(anna)
    await left.openDialogWith(boris)
    await attach(left, picture('one.png', 900, 600), picture('two.png', 600, 900), picture('three.png'))
    await left.composer.fill('Three')
    await send(left)
    await left.seesTick('Three', 'Sent')
    await seesPicture(left, 'three.png')
    await left.message('Three').focus()
    await left.page.keyboard.press('Tab')
    await left.page.keyboard.press('Enter')
    const viewer = left.chat.getByRole('dialog', { name: 'Photos' })
    const shows = (name: string) => viewer.getByRole('img', { name, exact: true }).waitFor()
    await shows('one.png')
    await viewer.getByText('1 of 3').waitFor()
    await eventually(async () => expect(await viewer.getByRole('button', { name: 'Previous' }).count()).toBe(0))
    await left.page.keyboard.press('ArrowRight')
    await shows('two.png')
    await viewer.getByText('2 of 3').waitFor()

    await left.page.keyboard.press('+')
    const zoomOut = viewer.getByRole('button', { name: 'Zoom out' })
    await eventually(async () => expect(await zoomOut.isEnabled()).toBe(true))
    await left.page.keyboard.press('0')
    await eventually(async () => expect(await zoomOut.isDisabled()).toBe(true))
    await left.page.keyboard.press('ArrowLeft')
    await shows('one.png')

    const saved = left.page.waitForEvent('download')
    await viewer.getByRole('button', { name: 'Download one.png' }).click()
    expect((await saved).suggestedFilename()).toStartWith('one.')
    await left.page.keyboard.press('Escape')
    await viewer.waitFor({ state: 'detached' })
    const opener = left.chat.getByRole('button', { name: 'Open one.png' })
    await eventually(async () =>
      expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true),
    )
    expect(left.console).toEqual([])
  },
)

scene('FILE-23 the arrows lead on to pictures that are further up than what is loaded', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const writer = await stage.openAs(anna)
  await writer.openDialogWith(boris)
  await attach(writer, picture('first.png'))
  await send(writer)
  await seesPicture(writer, 'first.png')
  await writer.chat.getByRole('article').getByRole('img', { name: 'Sent' }).waitFor()
  const texts = Array.from({ length: 149 }, (_, index) => `${index + 1}: ${'and so on '.repeat(9)}`)
  await storeMessages(stage, boris, anna, texts)
  const other = await stage.connectAs(boris)
  await other.openDialogWith(anna)
  await other.write('That was all')
  await writer.message('That was all').waitFor()
  await attach(writer, picture('last.png'))
  await writer.composer.fill('The last one')
  await send(writer)
  await writer.seesTick('The last one', 'Sent')
  // otherwise the room opens at the first unread message
  await other.seesTick('That was all', 'Read')

  await writer.page.reload()
  await writer.openDialogWith(boris)
  await seesPicture(writer, 'last.png')
  await writer.chat.getByRole('button', { name: 'Open last.png' }).click()
  const viewer = writer.chat.getByRole('dialog', { name: 'Photos' })
  const shows = (name: string) => viewer.getByRole('img', { name, exact: true }).waitFor()
  await shows('last.png')
  await writer.page.keyboard.press('ArrowLeft')
  await shows('first.png')
  await viewer.getByText('1 of 2').waitFor()
  await viewer.getByRole('button', { name: 'Next' }).click()
  await shows('last.png')
  // nothing follows: the button that had the focus is gone
  await viewer.getByRole('button', { name: 'Next' }).waitFor({ state: 'detached' })
  await writer.page.keyboard.press('ArrowLeft')
  await shows('first.png')
})

scene('PAGE-24 closing a picture that filled the page leaves unread what was below it', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const reader = await stage.openAs(boris, { browser: { viewport: { width: 1280, height: 1000 } } })
  await reader.openDialogWith(anna)
  await attach(reader, picture('sea.png', 300, 200))
  await reader.composer.fill('At the sea')
  await send(reader)
  await reader.seesTick('At the sea', 'Sent', 'Delivered')
  const opener = reader.chat.getByRole('button', { name: 'Open sea.png' })
  await seesPicture(reader, 'sea.png')
  const speaker = await signIn(stage, stage.token(anna.id))
  const { room } = (await speaker.request('dialog.open', { user_id: String(boris.id) })) as {
    room: { room_id: number }
  }
  const say = (text: string) =>
    speaker.request('message.send', { room_id: room.room_id, client_id: crypto.randomUUID(), text })
  for (let n = 1; n <= 10; n++) await say(`read ${n}`)
  await reader.message('read 10').waitFor()
  await reader.seesUnread(0)
  // the log may still be following the newest message to its end
  await eventually(async () => {
    await opener.evaluate((button) => button.scrollIntoView({ block: 'start' }))
    await reader.chat.getByRole('button', { name: /Jump to latest message|new message/ }).waitFor({ timeout: 1_000 })
  })
  await say('not seen')
  await reader.seesUnread(1)

  await opener.click()
  const viewer = reader.chat.getByRole('dialog', { name: 'Photos' })
  await eventually(async () => expect((await viewer.boundingBox())?.height ?? 0).toBeGreaterThan(900))
  const boxOf = () => reader.log.evaluate((log) => log.clientHeight)
  const grown = await boxOf()
  await reader.page.keyboard.press('Escape')
  await viewer.waitFor({ state: 'detached' })
  await eventually(async () => expect(await boxOf()).toBeLessThan(grown))
  await say('not seen either')
  await reader.chat.getByRole('button', { name: '2 new messages' }).waitFor()
  speaker.close()
})

scene('a swipe leads to the next picture on a phone, and a swipe down closes', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const phone = await stage.openAs(anna, { browser: devices['Pixel 7'] ?? {} })
  await phone.openDialogWith(boris)
  await attach(phone, picture('one.png', 900, 600), picture('two.png', 600, 900))
  await send(phone)
  await seesPicture(phone, 'two.png')
  await phone.chat
    .getByRole('article')
    .getByRole('img', { name: /^(Sent|Delivered)$/ })
    .waitFor()
  await phone.chat.getByRole('button', { name: 'Open one.png' }).tap()
  const viewer = phone.chat.getByRole('dialog', { name: 'Photos' })
  await viewer.getByRole('img', { name: 'one.png', exact: true }).waitFor()
  const session = await phone.context.newCDPSession(phone.page)
  const swipe = async (from: [number, number], to: [number, number]) => {
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints })
    const point = (share: number) => ({
      x: from[0] + (to[0] - from[0]) * share,
      y: from[1] + (to[1] - from[1]) * share,
    })
    await touch('touchStart', [point(0)])
    for (const share of [0.3, 0.6, 1]) await touch('touchMove', [point(share)])
    await touch('touchEnd', [])
  }
  await swipe([320, 400], [100, 400])
  await viewer.getByRole('img', { name: 'two.png', exact: true }).waitFor()
  await swipe([200, 300], [200, 560])
  await viewer.waitFor({ state: 'detached' })
})

scene('in right-to-left text an album fills its place, and the arrow to the left leads on', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  await left.openDialogWith(boris)
  await left.chat.locator('html').evaluate((root) => {
    root.setAttribute('dir', 'rtl')
  })
  await attach(left, picture('one.png', 900, 600), picture('two.png', 600, 900), picture('three.png'))
  await send(left)
  for (const name of ['one.png', 'two.png', 'three.png']) await seesPicture(left, name)
  const [album] = await left.chat.locator('.seen').all()
  const outside = await album?.evaluate((seen) => {
    const box = seen.getBoundingClientRect()
    return [...seen.querySelectorAll('img')].filter((image) => {
      const { left, right } = image.getBoundingClientRect()
      return left < box.left - 1 || right > box.right + 1
    }).length
  })
  expect(outside).toBe(0)
  await left.chat
    .getByRole('article')
    .getByRole('img', { name: /^(Sent|Delivered)$/ })
    .waitFor()
  await left.chat.getByRole('button', { name: 'Open one.png' }).click()
  await left.page.keyboard.press('ArrowLeft')
  await left.chat.getByRole('dialog').getByRole('img', { name: 'two.png', exact: true }).waitFor()
})

scene('FILE-22 nothing moves when a picture comes', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  await left.openDialogWith(boris)
  await attach(left, picture('wide.png', 1200, 500))
  await left.composer.fill('Look')
  await send(left)
  await left.seesTick('Look', 'Sent', 'Delivered')

  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const right = await stage.openAs(boris, {
    async prepare({ page }) {
      await page.route(/\/files\//, async (route) => {
        await held
        await route.continue()
      })
    },
  })
  await right.openChat()
  await right.openConversation('Anna')
  const box = () =>
    right
      .message('Look')
      .locator('.bubble')
      .evaluate((bubble: HTMLElement) => [bubble.offsetWidth, bubble.offsetHeight, bubble.offsetTop])
  await right.chat.getByRole('button', { name: 'Open wide.png' }).waitFor()
  // the styles of the rest of the chat have come
  await right.chat.getByRole('button', { name: 'Attach files' }).waitFor()
  const before = await atRest(box)
  release()
  await seesPicture(right, 'wide.png')
  await eventually(async () => expect(await box()).toEqual(before))
  expect(before[1]).toBeGreaterThan(120)
})
