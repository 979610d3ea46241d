import { expect } from 'bun:test'
import { devices } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { storeMessages } from '../stage/stored-messages.ts'
import type { Visitor } from '../stage/visitor.ts'

const answers = (visitor: Visitor, name: string) => visitor.chat.getByText(`Reply to ${name}`)

scene('a double click beside a message answers it, on its words it selects', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.connectAs(anna)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  await right.openDialogWith(anna)
  await left.write('coffee at four?')
  const message = right.message('coffee at four?').first()
  await right.isWhole()
  // it moves until the log is at rest
  await eventually(async () => {
    const { width, height } = (await message.boundingBox()) ?? { width: 0, height: 0 }
    await message.dblclick({ position: { x: width - 8, y: height / 2 } })
    await answers(right, 'Anna').waitFor({ timeout: 1_000 })
  })
  await right.write('yes')
  await right.message('yes').getByRole('button', { name: 'coffee at four?' }).waitFor()
  expect((await left.message('yes')).reply_to).toBe((await left.message('coffee at four?')).seq)
  await message.getByText('coffee at four?').dblclick()
  await eventually(async () => expect(await answers(right, 'Anna').count()).toBe(0))
})

scene('on a phone a message that is pulled aside is answered, a short pull is not', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(stage, anna, boris, ['pull me'])
  const { defaultBrowserType: _, ...phone } = devices['Pixel 7'] ?? {}
  const reader = await stage.openAs(boris, { browser: phone })
  await reader.openDialogWith(anna)
  await reader.isWhole()
  const bubble = reader.message('pull me').locator('.bubble')
  // waits until it stands still
  await bubble.tap({ trial: true })
  const box = await bubble.boundingBox()
  const [x, y] = [(box?.x ?? 0) + 100, (box?.y ?? 0) + 12]
  const session = await reader.context.newCDPSession(reader.page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints })
  const pullBy = async (pixels: number) => {
    await touch('touchStart', { x, y })
    for (let moved = 10; moved <= pixels; moved += 10) await touch('touchMove', { x: x - moved, y: y + 1 })
    if (pixels > 30) await reader.chat.locator('article.pulled').waitFor()
    await touch('touchEnd')
    await reader.chat.locator('article.pulled').waitFor({ state: 'detached' })
  }
  await pullBy(40)
  await eventually(async () => expect(await answers(reader, 'Anna').count()).toBe(0))
  await pullBy(80)
  await answers(reader, 'Anna').waitFor()
  expect(reader.console).toEqual([])
})
