import { expect } from 'bun:test'
import { readFileSync } from 'node:fs'
import { devices } from 'playwright-core'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { attach, film, picture, plainFile, seesPicture, send, tray } from '../stage/files.ts'
import { scene, toastEnds, withClock } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import type { Visitor } from '../stage/visitor.ts'

async function openMenu(visitor: Visitor, text: string): Promise<void> {
  const message = visitor.message(text).first()
  await message.hover()
  await message.getByRole('button', { name: 'Message actions' }).click()
}

scene('a file is sent and saved by the other under its name, byte by byte', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  const report = plainFile('Report of the year.bin', 300_000)
  await attach(left, report, plainFile('empty.txt', 0))
  await tray(left).getByText('Report of').waitFor()
  const refusal = left.chat.getByRole('alert').filter({ hasText: 'empty.txt' })
  await refusal.waitFor()
  await send(left)
  // it stays with its reason
  await refusal.waitFor()
  await left.chat.getByRole('button', { name: 'Remove empty.txt' }).click()
  await refusal.waitFor({ state: 'detached' })

  await right.openChat()
  await right.conversations.filter({ hasText: 'Report of the year.bin' }).waitFor()
  await right.openConversation('Anna')
  const download = right.page.waitForEvent('download')
  await right.chat.getByRole('button', { name: 'Download Report of the year.bin' }).click()
  const saved = await download
  expect(saved.suggestedFilename()).toBe('Report of the year.bin')
  expect(readFileSync(await saved.path()).equals(report.buffer)).toBe(true)
  await eventually(async () => expect(await faults(right)).toEqual([]))
})

scene(
  'FILE-21 files attached offline go out when the network is back, and text does not wait for them',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const left = await stage.openAs(anna)
    const right = await stage.connectAs(boris)
    await right.openDialogWith(anna)
    await right.write('first')
    await left.openDialogWith(boris)
    await left.message('first').waitFor()
    await left.isWhole()
    await setOffline(left.context, true)
    await left.isOffline()
    await attach(left, picture('offline.png', 600, 400))
    await left.composer.fill('from the tunnel')
    await send(left)
    await seesPicture(left, 'offline.png')
    await left.write('text meanwhile')
    await setOffline(left.context, false)
    await right.message('text meanwhile')
    const { attachments } = await right.message('from the tunnel')
    expect(attachments).toMatchObject([{ kind: 'image', name: 'offline.png', width: 600, height: 400 }])
  },
)

scene(
  'FILE-27 a page that closes amid an upload leaves the message to the next page, which sends the rest',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const left = await stage.openAs(anna)
    await left.openDialogWith(boris)
    const parts: string[] = []
    const uploads = /\/uploads\//
    await left.page.route(uploads, (route) => {
      if (route.request().method() !== 'PATCH') return route.continue()
      parts.push(route.request().headers()['upload-offset'] ?? '')
      // the second part stays on its way
      return parts.length === 2 ? undefined : route.continue()
    })
    await attach(left, plainFile('Atlas.bin', 2_200_000))
    await eventually(() => expect(parts).toEqual(['0', '1000000']))
    await left.composer.fill('the atlas')
    await send(left)
    // the browser asks no more whether to leave: the next page has all it needs
    const frame = left.page.frames().find((one) => one.url().includes('/frame?'))
    await eventually(async () =>
      expect(await frame?.evaluate(() => dispatchEvent(new Event('beforeunload', { cancelable: true })))).toBe(true),
    )
    await left.page.goto('about:blank')
    await left.page.goto(`${stage.demo.url}/as/${anna.slug}`)
    await eventually(() => expect(parts.length).toBeGreaterThan(2))
    expect(Number(parts[2])).toBeGreaterThanOrEqual(1_000_000)

    const right = await stage.connectAs(boris)
    await right.openDialogWith(anna)
    const { attachments } = await right.message('the atlas')
    expect(attachments).toMatchObject([{ name: 'Atlas.bin', size: 2_200_000 }])
    await right.sees('the atlas')
  },
)

scene('a message with files is answered, its caption is edited, and it is deleted for both', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna, withClock)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  await attach(left, picture('cat.png'))
  await left.composer.fill('a dog')
  await send(left)
  await left.seesTick('a dog', 'Sent', 'Delivered')
  await right.openChat()
  await right.openConversation('Anna')
  await openMenu(left, 'a dog')
  await left.chat.getByRole('menuitem', { name: 'Edit' }).click()
  await left.composer.fill('a cat')
  await left.chat.getByRole('button', { name: 'Save' }).click()
  await right.message('a cat').waitFor()
  await openMenu(right, 'a cat')
  await right.chat.getByRole('menuitem', { name: 'Reply' }).click()
  await right.write('lovely')
  await left.message('lovely').getByText('a cat').waitFor()
  await openMenu(left, 'a cat')
  await left.chat.getByRole('menuitem', { name: 'Delete', exact: true }).click()
  await left.chat.getByRole('menuitem', { name: 'Delete for everyone' }).click()
  await left.chat.getByRole('button', { name: 'Undo' }).waitFor()
  await left.composer.hover()
  await toastEnds(left)
  await right.chat.getByRole('img', { name: 'cat.png' }).waitFor({ state: 'detached' })
})

scene('a video is sent with a still picture and plays in the viewer', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  await attach(left, await film(left, 'rain.webm'))
  await tray(left).getByRole('img', { name: 'rain.webm' }).waitFor()
  await send(left)
  await right.openChat()
  await right.conversations.filter({ hasText: 'Video' }).waitFor()
  await right.openConversation('Anna')
  await seesPicture(right, 'rain.webm')
  await right.chat.getByRole('button', { name: 'Play rain.webm' }).click()
  const video = right.chat.getByRole('dialog', { name: 'Photos' }).locator('video')
  await eventually(async () => {
    if (!(await video.evaluate((film: HTMLVideoElement) => film.currentTime > 0))) throw new Error('it does not play')
  })

  // it is stopped, and its address ends
  const place = await video.evaluate((film: HTMLVideoElement) => {
    film.pause()
    return film.currentTime
  })
  await eventually(async () => expect(await video.evaluate((film: HTMLVideoElement) => film.seeking)).toBe(false))
  await video.dispatchEvent('error')
  await eventually(async () => expect(await video.getAttribute('src')).toContain('again=1'))
  await eventually(async () => {
    // browsers round the place that they are sent to
    const now = await video.evaluate((film: HTMLVideoElement) => [film.readyState > 1, film.paused, film.currentTime])
    expect(now).toEqual([true, true, expect.closeTo(place, 2)])
  })
  expect(right.console).toEqual([])
})

scene('on a phone files are attached and seen, and nothing is wider than the screen', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const phone = await stage.openAs(anna, { browser: devices['Pixel 7'] ?? {} })
  await phone.openDialogWith(boris)
  await attach(
    phone,
    picture('one.png', 900, 600),
    picture('two.png', 600, 900),
    plainFile('A rather long name of a file.bin'),
  )
  await send(phone)
  await seesPicture(phone, 'two.png')
  await phone.chat
    .getByRole('article')
    .getByRole('img', { name: /^(Sent|Delivered)$/ })
    .waitFor()
  await phone.chat.getByRole('button', { name: 'Open one.png' }).tap()
  const viewer = phone.chat.getByRole('dialog', { name: 'Photos' })
  await viewer.getByRole('img', { name: 'one.png' }).waitFor()
  const overflow = await phone.chat.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)
  expect(overflow).toBe(0)
})
