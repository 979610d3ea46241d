import { expect } from 'bun:test'
import type { Frame } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene } from '../stage/harness.ts'
import { storeMessages } from '../stage/stored-messages.ts'
import type { Visitor } from '../stage/visitor.ts'

/** Nodes that the browser may keep beside those of the document, by its undo stack for example. */
const MORE = 1.2

const lines = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name} ${n + 1} of them.`)

/** A browser with a process for each site, so that the nodes of the chat's process are those of the chat. */
const openWhole = (stage: Stage, who: Parameters<Stage['openAs']>[0]) => stage.openAs(who, { kind: 'whole' })

function chatFrame({ page }: Visitor): Frame {
  const frame = page.frames().find((one) => one.url().includes('/frame'))
  if (!frame) throw new Error('the page has no chat frame')
  return frame
}

/** After garbage collection nearly all nodes of the chat's process are in its document. */
async function keepsOnlyWhatIsShown(visitor: Visitor): Promise<void> {
  const frame = chatFrame(visitor)
  const session = await visitor.context.newCDPSession(frame)
  let figures = ''
  await eventually(async () => {
    await session.send('HeapProfiler.collectGarbage')
    const { nodes } = await session.send('Memory.getDOMCounters')
    const shown = await frame.evaluate(() => {
      const walk = document.createNodeIterator(document)
      let count = 0
      while (walk.nextNode()) count++
      return count
    })
    figures = `${shown} nodes in the document, ${nodes} in memory`
    expect(nodes).toBeLessThan(shown * MORE)
  })
  await session.detach()
  console.info(figures)
}

scene('PAGE-28 scrolling back through 450 messages keeps no element of those that left the log', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(stage, anna, boris, lines(450, 'line'))
  const reader = await openWhole(stage, anna)
  await reader.openDialogWith(boris)
  await reader.message('line 450 of').waitFor()
  await eventually(async () => {
    const first = await reader.log.evaluate((log) => {
      log.scrollTop = 0
      return log.querySelector('article')?.dataset.seq
    })
    expect(first).toBe('1')
  })
  // the other end is cut after the first message is there
  await eventually(async () => expect(await reader.log.locator('article').count()).toBe(300))
  await keepsOnlyWhatIsShown(reader)
})

scene('PAGE-28 opening one conversation after another keeps no element of those that were closed', async (stage) => {
  const [anna, boris, clara] = [stage.person('Anna'), stage.person('Boris'), stage.person('Clara')]
  await storeMessages(stage, anna, boris, lines(50, 'first'))
  await storeMessages(stage, anna, clara, lines(50, 'second'))
  const reader = await openWhole(stage, anna)
  for (let round = 0; round < 3; round++) {
    await reader.openDialogWith(boris)
    await reader.message('first 50 of').waitFor()
    await reader.openDialogWith(clara)
    await reader.message('second 50 of').waitFor()
  }
  await keepsOnlyWhatIsShown(reader)
})
