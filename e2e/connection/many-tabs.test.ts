import { expect } from 'bun:test'
import type { Person } from '../../demo/src/people.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'

/** In the frame, once `countSounds` prepared it. */
declare const window: { sounds?: number }

async function countSounds({ page }: Visitor): Promise<void> {
  await page.addInitScript(() => {
    const { createGain } = AudioContext.prototype
    AudioContext.prototype.createGain = function () {
      window.sounds = (window.sounds ?? 0) + 1
      return createGain.call(this)
    }
  })
}

async function soundsOf({ page }: Visitor): Promise<number> {
  const counts = await Promise.all(page.frames().map((frame) => frame.evaluate(() => window.sounds ?? 0)))
  return counts.reduce((sum, count) => sum + count, 0)
}

/** Presses a key that does nothing: the frame has been used. */
async function use(visitor: Visitor): Promise<void> {
  await visitor.chat.locator('body').press('Shift')
}

/** The chat's frame that may sound now, by the lock that it holds; null: none. */
const speakerAt = (visitor: Visitor) =>
  visitor.chat.locator('body').evaluate(async () => {
    const { held = [] } = await navigator.locks.query()
    return held.find(({ name }) => name?.startsWith('imbachat-voice '))?.clientId ?? null
  })

/** The tab that is used takes over, which goes through the browser. @returns its frame */
async function useAndSpeak(visitor: Visitor): Promise<string> {
  const before = await speakerAt(visitor)
  await use(visitor)
  return eventually(async () => {
    const speaker = await speakerAt(visitor)
    if (speaker === null || speaker === before) throw new Error('another tab still speaks')
    return speaker
  })
}

/** Keeps `open` to the sockets that pages have, not workers. */
function countSockets({ page }: Visitor, open: Set<unknown>): void {
  page.on('websocket', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    page.on('close', () => open.delete(socket))
  })
}

/** @param ready what is waited for before the second is opened */
async function threeTabs(
  stage: Stage,
  person: Person,
  prepare: (tab: Visitor) => Promise<void>,
  ready = async () => {},
): Promise<[Visitor, Visitor, Visitor]> {
  const first = await stage.openAs(person, { prepare })
  await ready()
  const oneMore = () => stage.openAs(person, { prepare, beside: first.context })
  return [first, await oneMore(), await oneMore()]
}

/**
 * Boris writes to Anna; all her tabs show it, and two of them still talk when the first is closed. Pages have `sockets`
 * among them.
 */
async function talk(
  stage: Stage,
  anna: Person,
  tabs: [Visitor, Visitor, Visitor],
  sockets: Set<unknown>,
  many: number,
) {
  const [first, ...rest] = tabs
  const boris = stage.person('Boris')
  const right = await stage.connectAs(boris)
  await right.openDialogWith(anna)
  await right.write('one')
  // all of them before one reads
  for (const tab of tabs) await tab.seesUnread(1)
  for (const tab of tabs) {
    await tab.openDialogWith(boris)
    await tab.sees('one')
  }
  expect(sockets.size).toBe(many)
  await first.page.close()
  await right.write('two')
  for (const [i, tab] of rest.entries()) await tab.write(`answer ${i}`)
  for (const tab of rest)
    await eventually(async () =>
      expect((await tab.messages()).toSorted()).toEqual(['answer 0', 'answer 1', 'one', 'two']),
    )
  expect(sockets.size).toBe(many)
  expect(rest.flatMap((tab) => tab.console)).toEqual([])
}

scene('TABS-6 all tabs of a visitor use one worker, and none opens its own connection', async (stage) => {
  const anna = stage.person('Anna')
  const sockets = new Set()
  const tabs = await threeTabs(stage, anna, async (tab) => countSockets(tab, sockets))
  await talk(stage, anna, tabs, sockets, 0)
})

scene(
  'TABS-4 TABS-6 without workers one tab has the connection for all, and another takes over when it is closed',
  async (stage) => {
    const anna = stage.person('Anna')
    const sockets = new Set()
    const prepare = async (tab: Visitor) => {
      await tab.page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'))
      countSockets(tab, sockets)
    }
    const leads = () => eventually(() => expect(sockets.size).toBe(1))
    const tabs = await threeTabs(stage, anna, prepare, leads)
    await talk(stage, anna, tabs, sockets, 1)
  },
)

scene('TABS-5 a message sounds in one tab of a visitor, the one that was used last', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const [first, second, third] = await threeTabs(stage, anna, countSounds)
  const sound = (...counts: number[]) =>
    eventually(async () => {
      const open = [first, second, third].filter(({ page }) => !page.isClosed())
      expect(await Promise.all(open.map(soundsOf))).toEqual(counts)
    })
  const right = await stage.connectAs(boris)
  await right.openDialogWith(anna)
  for (const tab of [first, second, third]) {
    await tab.openChat()
    await useAndSpeak(tab)
  }
  await useAndSpeak(second)
  await right.write('one')
  await third.seesUnread(1)
  await sound(0, 1, 0)

  await useAndSpeak(first)
  await right.write('two')
  await sound(1, 1, 0)

  // when the one that was used last is closed, the one before it speaks
  await useAndSpeak(third)
  const frame = await useAndSpeak(second)
  await useAndSpeak(first)
  await first.page.close()
  await eventually(async () => expect(await speakerAt(third)).toBe(frame))
  await right.write('three')
  await sound(2, 0)
  for (const tab of [second, third]) await tab.seesUnread(1)
})

scene('MSG-13 a message sent without sound counts as unread, and shows and sounds nothing', async (stage) => {
  const [anna, boris, carl] = [stage.person('Anna'), stage.person('Boris'), stage.person('Carl')]
  const left = await stage.openAs(anna, { prepare: countSounds })
  const [quiet, loud] = [await stage.openAs(boris), await stage.connectAs(carl)]
  for (const one of [quiet, loud]) await one.openDialogWith(anna)
  // a page sounds only after it was used
  await left.openChat()
  await use(left)
  await left.closeChat()
  // the tools of the composer bring the menu
  await quiet.isWhole()
  await quiet.composer.fill('do not wake up')
  await quiet.chat.getByRole('button', { name: 'Send', exact: true }).click({ button: 'right' })
  await quiet.chat.getByRole('menuitem', { name: 'Send without sound' }).click()
  await quiet.seesTick('do not wake up', 'Sent', 'Delivered')
  await eventually(async () =>
    expect(await quiet.composer.evaluate((box) => document.activeElement === box)).toBe(true),
  )
  await left.seesUnread(1)

  // whatever the first message would have caused comes before what this one causes
  await loud.write('wake up')
  await left.chat.locator('.preview-open', { hasText: 'wake up' }).waitFor()
  await left.chat.getByRole('status').getByText('New message: Carl, wake up').waitFor({ state: 'attached' })
  await eventually(async () => expect(await soundsOf(left)).toBe(1))
  await left.seesUnread(2)
})
