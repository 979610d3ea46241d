import { afterAll, beforeAll, expect } from 'bun:test'
import { type Coturn, hasCoturn, startCoturn } from '../../server/src/stun/testing/coturn.ts'
import { eventually, PATIENCE_MS } from '../stage/eventually.ts'
import { makeWorld, type Stage, sceneIn, type World } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { acceptWithVideo, acquainted, button, CALLING, goesOn, hideAddress, seesVideo } from './caller.ts'
import { inGroup, sees } from './in-group.ts'
import { drop, inOwnNetwork } from './own-network.ts'
import { knownOfOther, portsOfOther, record } from './recorded.ts'
import { smallCamera } from './small-camera.ts'

const MEDIA_PORT = 3479

async function prepare({ page }: Visitor): Promise<void> {
  page.setDefaultTimeout(PATIENCE_MS)
  await page.addInitScript(record)
  await page.addInitScript(smallCamera)
}

if (hasCoturn()) {
  inOwnNetwork(
    import.meta.path,
    'CALL-69 a firewall closes the port of the SFU, and there is a relay',
    () => {
      let coturn: Coturn
      let world: World
      beforeAll(async () => {
        drop(`udp dport ${MEDIA_PORT}`)
        coturn = await startCoturn()
        const turn = { TURN_URL: coturn.url, TURN_SECRET: coturn.secret }
        world = await makeWorld({ ...turn, CALLS_MEDIA_PORT: String(MEDIA_PORT) })
      })
      afterAll(() => coturn?.stop())
      const scene = (name: string, play: (stage: Stage) => Promise<void>) => sceneIn(async () => world, name, play)

      /** Of the others the relay's address alone; of the SFU its own. */
      async function isRelayed(...visitors: Visitor[]): Promise<void> {
        for (const visitor of visitors) {
          await eventually(async () => {
            expect((await knownOfOther(visitor)).sent).toContain(`relay ${coturn.relayed}`)
            expect(await portsOfOther(visitor, 'host')).toEqual([MEDIA_PORT])
          })
        }
      }

      scene('CALL-69 a private call goes on through the relay, and shows no address', async (stage) => {
        const people = await acquainted(stage)
        await hideAddress(stage, people[1])
        const [caller, callee] = await Promise.all([
          stage.openAs(people[0], { ...CALLING, prepare }),
          stage.openAs(people[1], { ...CALLING, prepare }),
        ])
        await caller.openDialogWith(callee.person)
        await button(caller, 'Video call').click()
        await acceptWithVideo(callee)
        await Promise.all([seesVideo(caller, PATIENCE_MS), seesVideo(callee, PATIENCE_MS)])
        await Promise.all([goesOn(caller), goesOn(callee)])
        await isRelayed(caller, callee)
      })

      scene('CALL-69 a group in which somebody hides their address does too', async (stage) => {
        const { visitors, people } = await inGroup(stage, ['Anna', 'Boris'], { prepare })
        const [anna, boris] = visitors
        if (people[1]) await hideAddress(stage, people[1])
        await button(anna, 'Video call').click()
        await button(boris, 'Accept with video').click()
        await Promise.all([sees(anna, 'Boris', PATIENCE_MS), sees(boris, 'Anna', PATIENCE_MS)])
        await isRelayed(anna)
      })
    },
    400_000,
  )
}
