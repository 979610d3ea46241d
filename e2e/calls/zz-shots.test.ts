import { mkdirSync } from 'node:fs'
import { scene } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { acquainted, button, ring, seesVideo, view } from './caller.ts'

const OUT = '/tmp/callshots'
mkdirSync(OUT, { recursive: true })
const look = async (v: Visitor, name: string) => {
  await v.page.waitForTimeout(250)
  await v.page.screenshot({ path: `${OUT}/${name}.png` })
}
for (const [name, query, browser] of [
  ['desk-light', '', { viewport: { width: 900, height: 720 } }],
  ['phone-dark', 'theme=dark', { viewport: { width: 375, height: 720 }, hasTouch: true, isMobile: true }],
] as const) {
  scene(
    `shots ${name}`,
    async (stage) => {
      const [anna, boris] = await acquainted(stage)
      const how = { kind: 'calling', query, browser } as const
      const [caller, callee] = await Promise.all([stage.openAs(anna, how), stage.openAs(boris, how)])
      await caller.openDialogWith(boris)
      await caller.page.waitForTimeout(500)
      await look(caller, `${name}-1-dialog`)
      if (name.startsWith('phone')) {
        await button(caller, 'Call').click()
        await look(caller, `${name}-1-menu`)
        await caller.chat.getByRole('menuitem', { name: 'Video call' }).click()
      } else await button(caller, 'Video call').click()
      await ring(callee).waitFor()
      await look(callee, `${name}-2-ring`)
      await look(caller, `${name}-2-calling`)
      await button(callee, 'Accept').click()
      await seesVideo(callee)
      await look(caller, `${name}-3-audio-peer`)
      await look(callee, `${name}-3-video`)
      await button(callee, 'Turn on camera').click()
      await seesVideo(caller)
      await button(callee, 'Mute microphone').click()
      await look(caller, `${name}-4-both`)
      await button(caller, 'Call settings').click()
      await look(caller, `${name}-5-options`)
      await button(caller, 'Call settings').click()
      await button(caller, 'Back to the chat').click()
      await look(caller, `${name}-6-floating`)
      if (!name.startsWith('phone')) {
        await caller.closeChat()
        await look(caller, `${name}-7-closed`)
        await caller.openChat()
      }
      await caller.page.reload()
      await button(caller, 'Rejoin').waitFor()
      await look(caller, `${name}-8-rejoin`)
      await button(caller, 'Rejoin').click()
      await view(caller).waitFor()
      await seesVideo(caller)
      await button(caller, 'Hang up').click()
      await look(callee, `${name}-9-ended`)
      await caller.openDialogWith(boris)
      await look(caller, `${name}-9-entry`)
    },
    120_000,
  )
}
