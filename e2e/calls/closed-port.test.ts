import { afterAll, expect } from 'bun:test'
import { PATIENCE_MS } from '../stage/eventually.ts'
import { makeWorld, type Stage, sceneIn, type World } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { acceptWithVideo, acquainted, button, CALLING, hideAddress, says } from './caller.ts'
import { inGroup, sees, view } from './in-group.ts'
import { drop, inOwnNetwork } from './own-network.ts'
import { portsOfOther, record } from './recorded.ts'
import { smallCamera } from './small-camera.ts'

const MEDIA_PORT = 3479

let made: Promise<World> | null = null
const world = () => (made ??= makeWorld({ CALLS_MEDIA_PORT: String(MEDIA_PORT) }))
afterAll(async () => (await made)?.end())
const scene = (name: string, play: (stage: Stage) => Promise<void>) => sceneIn(world, name, play)

async function prepare({ page }: Visitor): Promise<void> {
  page.setDefaultTimeout(PATIENCE_MS)
  await page.addInitScript(record)
  await page.addInitScript(smallCamera)
}

/** Ports of addresses that are not the server's. */
const otherPorts = async (visitor: Visitor) => (await portsOfOther(visitor)).filter((port) => port !== MEDIA_PORT)

const closePort = () => drop(`udp dport ${MEDIA_PORT}`)

inOwnNetwork(
  import.meta.path,
  'CALL-69 a firewall closes the port of the SFU',
  () => {
    scene('CALL-69 a group connects to each other', async (stage) => {
      closePort()
      const { visitors } = await inGroup(stage, ['Anna', 'Boris', 'Clara'], { prepare })
      const [anna, boris, clara] = visitors
      await button(anna, 'Video call').click()
      for (const other of [boris, clara]) await button(other, 'Accept with video').click()
      await Promise.all([
        sees(anna, 'Boris', PATIENCE_MS),
        sees(boris, 'Clara', PATIENCE_MS),
        sees(clara, 'Anna', PATIENCE_MS),
      ])
      expect(await otherPorts(clara)).not.toEqual([])
    })

    scene('CALL-69 a private call ends, and both read that a firewall is in the way', async (stage) => {
      closePort()
      const people = await acquainted(stage)
      await hideAddress(stage, people[1])
      const [caller, callee] = await Promise.all([
        stage.openAs(people[0], { ...CALLING, prepare }),
        stage.openAs(people[1], { ...CALLING, prepare }),
      ])
      await caller.openDialogWith(callee.person)
      await button(caller, 'Video call').click()
      await acceptWithVideo(callee)
      for (const visitor of [caller, callee]) await says(visitor, 'A firewall is in the way')
      // nothing of the other's address is known: not even now
      expect(await otherPorts(caller)).toEqual([])
      await button(caller, 'Call again').waitFor()
    })

    scene(
      'CALL-69 a group in which somebody hides their address stays, and connects when the port is open',
      async (stage) => {
        closePort()
        const { visitors, people } = await inGroup(stage, ['Anna', 'Boris'], { prepare })
        const [anna, boris] = visitors
        if (people[1]) await hideAddress(stage, people[1])
        await button(anna, 'Video call').click()
        await button(boris, 'Accept with video').click()
        await view(boris).getByText('A firewall is in the way').first().waitFor()
        expect(await otherPorts(anna)).toEqual([])
        drop()
        await Promise.all([sees(anna, 'Boris', PATIENCE_MS), sees(boris, 'Anna', PATIENCE_MS)])
      },
    )
  },
  400_000,
)
