import { expect } from 'bun:test'
import { eventually } from './eventually.ts'
import { scene } from './harness.ts'
import type { Visitor } from './visitor.ts'

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

function countSockets(open: Set<unknown>) {
  return async ({ page }: Visitor) => {
    page.on('websocket', (socket) => {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      page.on('close', () => open.delete(socket))
    })
  }
}

scene('R50 all tabs of a visitor talk through one worker, and none opens a socket itself', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const sockets = new Set()
  const prepare = countSockets(sockets)
  const first = await stage.openAs(anna, { prepare })
  const rest = [await stage.openAs(anna, { prepare, beside: first.context })]
  rest.push(await stage.openAs(anna, { prepare, beside: first.context }))
  const right = await stage.openAs(boris)
  await right.openDialogWith(anna)
  await right.write('one')
  for (const tab of [first, ...rest]) await tab.seesUnread(1)
  for (const tab of [first, ...rest]) {
    await tab.openDialogWith(boris)
    await tab.sees('one')
  }
  expect(sockets.size).toBe(0)
  await first.page.close()
  await right.write('two')
  for (const [i, tab] of rest.entries()) await tab.write(`answer ${i}`)
  for (const tab of rest)
    await eventually(async () =>
      expect((await tab.messages()).toSorted()).toEqual(['answer 0', 'answer 1', 'one', 'two']),
    )
  expect(rest.flatMap((tab) => tab.console)).toEqual([])
})

scene('R53 without workers one tab has the socket for all, and when it is closed another', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const sockets = new Set()
  const prepare = async (visitor: Visitor) => {
    await visitor.page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'))
    await countSockets(sockets)(visitor)
  }
  const first = await stage.openAs(anna, { prepare })
  await eventually(() => expect(sockets.size).toBe(1))
  const rest = [await stage.openAs(anna, { prepare, beside: first.context })]
  rest.push(await stage.openAs(anna, { prepare, beside: first.context }))
  const right = await stage.openAs(boris)
  await right.openDialogWith(anna)
  await right.write('one')
  for (const tab of rest) await tab.seesUnread(1)
  for (const tab of rest) {
    await tab.openDialogWith(boris)
    await tab.sees('one')
  }
  expect(sockets.size).toBe(1)
  await first.page.close()
  await right.write('two')
  for (const [i, tab] of rest.entries()) await tab.write(`answer ${i}`)
  for (const tab of rest)
    await eventually(async () =>
      expect((await tab.messages()).toSorted()).toEqual(['answer 0', 'answer 1', 'one', 'two']),
    )
  expect(sockets.size).toBe(1)
  expect(rest.flatMap((tab) => tab.console)).toEqual([])
})

scene('R54 a message sounds in one tab of a visitor, the one that was used last', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const prepare = countSounds
  const first = await stage.openAs(anna, { prepare })
  const second = await stage.openAs(anna, { prepare, beside: first.context })
  const third = await stage.openAs(anna, { prepare, beside: first.context })
  const sound = (...counts: number[]) =>
    eventually(async () => {
      const open = [first, second, third].filter(({ page }) => !page.isClosed())
      expect(await Promise.all(open.map(soundsOf))).toEqual(counts)
    })
  const right = await stage.openAs(boris)
  await right.openDialogWith(anna)
  for (const tab of [first, second, third]) {
    await tab.openChat()
    await use(tab)
  }
  await use(second)
  await right.write('one')
  await third.seesUnread(1)
  await sound(0, 1, 0)

  await use(first)
  await right.write('two')
  await sound(1, 1, 0)

  // when the one that was used last is closed, the one before it speaks
  await use(third)
  await use(second)
  await use(first)
  await first.page.close()
  await right.write('three')
  await sound(2, 0)
  for (const tab of [second, third]) await tab.seesUnread(1)
})
