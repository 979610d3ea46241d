import { afterAll, expect } from 'bun:test'
import { eventually } from '../stage/eventually.ts'
import { makeWorld, type Stage, sceneIn, type World } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { acquainted, button, CALLING, goesOn, says, talk } from './caller.ts'
import { changeAddress, dropOpenConnections, inOwnNetwork, openTo } from './own-network.ts'
import { smallCamera } from './small-camera.ts'

let made: Promise<World> | null = null
const world = () => (made ??= makeWorld())
afterAll(async () => (await made)?.end())
const scene = (name: string, play: (stage: Stage) => Promise<void>) => sceneIn(world, name, play)

inOwnNetwork(
  import.meta.path,
  'CALL-71 the address of a device changes',
  () => {
    scene('CALL-71 a call goes on, though the connections to the server are dead without a sign', async (stage) => {
      const people = await acquainted(stage)
      const prepare = async ({ page }: Visitor) => void (await page.addInitScript(smallCamera))
      const [caller, callee] = await Promise.all([
        stage.openAs(people[0], { ...CALLING, prepare }),
        stage.openAs(people[1], { ...CALLING, prepare }),
      ])
      await talk(caller, callee)
      changeAddress()
      const port = Number(new URL(stage.chatUrl).port)
      const dead = dropOpenConnections(port)
      expect(dead.length).toBeGreaterThan(1)
      await eventually(() => expect(openTo(port).filter((client) => !dead.includes(client)).length).toBeGreaterThan(1))
      await Promise.all([goesOn(caller), goesOn(callee)])
      await button(caller, 'Hang up').click()
      await says(callee, 'Call ended')
    })
  },
  150_000,
)
