import { expect } from 'bun:test'
import { faults } from '../stage/accessibility.ts'
import { atRest, eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import type { PageWithChat, Visitor } from '../stage/visitor.ts'

/** `played`: in the frame, what played when. */
declare const window: PageWithChat & { played: string[] }

const WHOLE = { kind: 'whole' } as const
const MICROPHONE = { ...WHOLE, browser: { permissions: ['microphone'] } }
const record = (visitor: Visitor) => visitor.chat.getByRole('button', { name: 'Record voice message' })
const button = (visitor: Visitor, name: string) => visitor.chat.getByRole('button', { name, exact: true })

/** Recording has gone on for so many seconds: the longer it plays, the more surely a busy machine sees it play. */
const recorded = (visitor: Visitor, seconds = 1) =>
  visitor.chat
    .getByRole('timer')
    .filter({ hasText: new RegExp(`0:0[${seconds}-9]`) })
    .waitFor()

scene('a voice message is recorded by clicks, sent, and played by the other', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna, MICROPHONE)
  const right = await stage.openAs(boris, WHOLE)
  await left.openDialogWith(boris)
  await right.openChat()
  await record(left).click()
  await button(left, 'Stop and listen').waitFor()
  await recorded(left, 2)
  await button(left, 'Stop and listen').click()
  // it plays for two seconds
  await Promise.all([button(left, 'Pause').waitFor(), button(left, 'Play voice message').click()])
  await button(left, 'Send').click()

  await right.conversations.filter({ hasText: 'Voice message' }).waitFor()
  await right.openConversation('Anna')
  await button(right, 'Play voice message').click()
  await button(right, 'Speed 1×').click()
  await button(right, 'Speed 1.5×').waitFor()
  await button(right, 'Play voice message').waitFor()

  const position = right.chat.getByRole('slider', { name: 'Position' })
  await right.chat.getByRole('article').last().focus()
  await position.focus()
  await right.page.keyboard.press('ArrowRight')
  await eventually(async () => expect(Number(await position.getAttribute('aria-valuenow'))).toBeGreaterThan(0))
  await eventually(async () => expect(await faults(right)).toEqual([]))
  expect(right.console).toEqual([])
})

scene('a held microphone sends when it is let go, and a slide cancels', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna, MICROPHONE)
  await left.openDialogWith(boris)
  await left.isWhole()
  const box = await atRest(() => record(left).boundingBox())
  const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 20]
  const { mouse } = left.page
  await mouse.move(x, y)
  await mouse.down()
  await recorded(left)
  await mouse.move(x - 120, y, { steps: 4 })
  await left.chat.getByRole('timer').waitFor({ state: 'detached' })
  await mouse.up()
  await eventually(async () => expect(await left.chat.getByRole('article').count()).toBe(0))

  await record(left).waitFor()
  await mouse.move(x, y)
  await mouse.down()
  await recorded(left)
  await mouse.up()
  await button(left, 'Play voice message').waitFor()
  // under the pointer, its sign has the color that goes with the button's
  await button(left, 'Play voice message').hover()
  const colors = () =>
    button(left, 'Play voice message').evaluate((play) => {
      const probe = Object.assign(document.createElement('i'), { style: 'color: var(--on-accent)' })
      play.after(probe)
      const both = [play, probe].map((one) => getComputedStyle(one).color)
      probe.remove()
      return new Set(both).size
    })
  await eventually(async () => expect(await colors()).toBe(1))
  await left.chat
    .getByRole('article')
    .getByRole('img', { name: /^(Sent|Delivered)$/ })
    .waitFor()
})

scene('FILE-30 a recording whose microphone goes away can be listened to, and is sent', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna, MICROPHONE)
  await left.openDialogWith(boris)
  await record(left).waitFor()
  await left.chat.locator('html').evaluate(() => {
    const { mediaDevices } = navigator
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices)
    mediaDevices.getUserMedia = async (wanted) => {
      const stream = await getUserMedia(wanted)
      document.addEventListener('unplug', () => stream.getTracks().map((track) => track.stop()))
      return stream
    }
  })
  await record(left).click()
  await button(left, 'Stop and listen').waitFor()
  await recorded(left)
  await left.chat.locator('html').evaluate(() => document.dispatchEvent(new Event('unplug')))
  await button(left, 'Play voice message').waitFor()
  await button(left, 'Send').click()
  await left.chat
    .getByRole('article')
    .getByRole('img', { name: /^(Sent|Delivered)$/ })
    .waitFor()
  expect(left.console).toEqual([])
})

scene('FILE-31 a recording waits in its conversation for the user who leaves it', async (stage) => {
  const [anna, boris, clara] = [stage.person('Anna'), stage.person('Boris'), stage.person('Clara')]
  const left = await stage.openAs(anna, MICROPHONE)
  for (const action of ['Send', 'Discard']) {
    await left.openDialogWith(boris)
    await record(left).click()
    await button(left, 'Stop and listen').waitFor()
    await recorded(left)
    await left.openDialogWith(clara)
    await record(left).waitFor()
    await eventually(async () => expect(await button(left, 'Play voice message').count()).toBe(0))
    await left.page.evaluate((id) => window.imbaApi.openDialog(id), boris.id)
    const bar = left.chat.getByRole('group', { name: 'Recording' })
    await bar.getByRole('button', { name: 'Play voice message' }).waitFor()
    await bar.getByRole('button', { name: action }).click()
    await record(left).waitFor()
    await eventually(async () => expect(await left.chat.getByRole('article').count()).toBe(1))
  }
  expect(left.console).toEqual([])
})

scene('FILE-25 without leave to use the microphone the chat says what to do', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna, WHOLE)
  await left.openDialogWith(boris)
  await record(left).click()
  await left.chat.getByRole('alert').filter({ hasText: 'Microphone is blocked' }).waitFor()
  await button(left, 'Dismiss').click()
  await record(left).waitFor()
})

scene('FILE-24 one voice message plays at a time, and the next one follows by itself', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna, MICROPHONE)
  await left.openDialogWith(boris)
  for (const count of [1, 2]) {
    await record(left).click()
    await recorded(left)
    await button(left, 'Send').click()
    await left.chat
      .getByRole('article')
      .nth(count - 1)
      .getByRole('img', { name: /^(Sent|Delivered)$/ })
      .waitFor()
  }
  const [first, second] = [left.chat.getByRole('article').nth(0), left.chat.getByRole('article').nth(1)]
  // each plays for a second, which a busy machine may take between two looks: the page itself writes down what plays
  await left.log.evaluate((log) => {
    window.played = []
    new MutationObserver(() => {
      const plays = [...log.querySelectorAll('article')].map(
        (one) => one.querySelector('[aria-label="Pause"]') !== null,
      )
      const now = plays.flatMap((isPlaying, n) => (isPlaying ? [n + 1] : [])).join(' and ')
      if (now !== '' && now !== window.played.at(-1)) window.played.push(now)
    }).observe(log, { subtree: true, childList: true, attributes: true })
  })
  const havePlayed = (...wanted: string[]) =>
    eventually(async () => expect(await left.log.evaluate(() => window.played)).toEqual(wanted))
  await second.getByRole('button', { name: 'Play voice message' }).click()
  await havePlayed('2')
  await first.getByRole('button', { name: 'Play voice message' }).click()
  await havePlayed('2', '1', '2')
  await eventually(async () => expect(await button(left, 'Pause').count()).toBe(0))
  await havePlayed('2', '1', '2')
})
