import { expect } from 'bun:test'
import { somePeople } from '../../demo/src/people.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { COMMANDS, placeWithTables, startProcess } from '../stage/server-process.ts'
import type { Visitor } from '../stage/visitor.ts'

const [anna, boris] = somePeople()

/** What the two wrote: the demo's own server sends a card into their dialog, whenever it gets to it. */
const writtenBy = async (visitor: Visitor) =>
  (await visitor.messages()).filter((text) => !text.startsWith('The lamp is yours'))

scene(
  'a server that is killed in the middle and started again loses nothing and sends nothing twice',
  async (stage) => {
    if (!anna || !boris) throw new Error('the demo has no people')
    const place = await placeWithTables()
    let server = await startProcess(COMMANDS.server, place)
    try {
      const site = server.links.get('Demo, one user at a time') ?? ''
      // a page waits longer after each attempt, and a busy machine starts a server slowly
      const prepare = async ({ page }: Visitor) => page.setDefaultTimeout(60_000)
      const left = await stage.openAs(anna, { url: `${site}as/anna`, prepare })
      const right = await stage.openAs(boris, { url: `${site}as/boris`, prepare })
      await left.openDialogWith(boris)
      await right.openDialogWith(anna)
      await left.write('before')
      await left.seesTick('before', 'Delivered', 'Read')

      expect(await server.end('SIGKILL')).toBe('SIGKILL')
      await left.isOffline()
      await left.write('while it was away')
      await left.seesTick('while it was away', 'Will send when online')
      await right.isOffline()
      await right.write('are you there?')

      server = await startProcess(COMMANDS.server, place)
      await left.seesTick('while it was away', 'Delivered', 'Read')
      await right.seesTick('are you there?', 'Delivered', 'Read')
      const expected = ['before', 'while it was away', 'are you there?']
      for (const one of [left, right]) {
        await eventually(async () => {
          const seen = await writtenBy(one)
          expect(seen.toSorted()).toEqual(expected.toSorted())
          expect(seen).toEqual(await writtenBy(left))
        })
      }

      await right.page.reload()
      await right.openDialogWith(anna)
      await right.sees(...(await left.messages()))
    } finally {
      await server.end('SIGTERM')
      place.remove()
    }
  },
)
