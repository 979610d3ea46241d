import { expect } from 'bun:test'
import { somePeople } from '../../demo/src/people.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { COMMANDS, freshPlace, startProcess } from '../stage/server-process.ts'
import type { Visitor } from '../stage/visitor.ts'
import { button, CALLING, picturesOf, says, seesVideo, watchPictures } from './caller.ts'
import { smallCamera } from './small-camera.ts'

const [anna, boris] = somePeople()

scene('CALL-64 a call through a server that is killed is back within 10 s after the server is', async (stage) => {
  if (!anna || !boris) throw new Error('the demo has no people')
  const place = freshPlace()
  let server = await startProcess(COMMANDS.server, place)
  try {
    const site = server.links.get('Demo, one user at a time') ?? ''
    const prepare = async ({ page }: Visitor) => void (await page.addInitScript(smallCamera))
    const [caller, callee] = await Promise.all([
      stage.openAs(anna, { ...CALLING, prepare, url: `${site}as/${anna.slug}` }),
      stage.openAs(boris, { ...CALLING, prepare, url: `${site}as/${boris.slug}` }),
    ])
    await callee.openChat()
    // one of both wrote: the call goes through the server
    await caller.openDialogWith(boris)
    await caller.write('May I call you?')
    await button(caller, 'Video call').click()
    await button(callee, 'Accept with video').click()
    await Promise.all([seesVideo(caller), seesVideo(callee)])

    for (const one of [caller, callee]) await watchPictures(one)
    const killed = Date.now()
    expect(await server.end('SIGKILL')).toBe('SIGKILL')
    await Promise.all([says(caller, 'Reconnecting…'), says(callee, 'Reconnecting…')])
    server = await startProcess(COMMANDS.server, place)
    const ready = Date.now()
    await Promise.all([seesVideo(caller, 30_000), seesVideo(callee, 30_000)])
    const backAt = () => Promise.all([caller, callee].map(async (one) => (await picturesOf(one)).backAt))
    await eventually(async () => expect(Math.min(...(await backAt()))).toBeGreaterThan(ready))
    const back = Math.max(...(await backAt())) - ready
    console.info(`pictures were back ${Math.round(back)} ms after the server was`)
    // a page that found no server for long waits as long again, and a busy machine starts one slowly
    expect(back).toBeLessThan(Math.max(10_000, 2 * (ready - killed) + 4_000))
    await button(caller, 'Hang up').click()
    await says(callee, 'Call ended')
  } finally {
    await server.end('SIGTERM')
    place.remove()
  }
})
