import { afterAll, expect } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { freeUdpPort } from '../../server/src/testing/free-port.ts'
import { eventually } from '../stage/eventually.ts'
import { makeWorld, type Stage, sceneIn, type World } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'
import {
  acquainted,
  button,
  CALLING,
  goesOn,
  hideAddress,
  picturesOf,
  says,
  seesVideo,
  talk,
  watchPictures,
} from './caller.ts'
import { inGroup, sees, tile, view } from './in-group.ts'
import { goThrough, narrowPath } from './narrow-path.ts'
import { portsOfOther, record } from './recorded.ts'
import { refusedOnce } from './refused-once.ts'
import { smallCamera } from './small-camera.ts'

let made: Promise<World> | null = null
let mediaPort = 0
const world = () => (made ??= makeForwarding())
afterAll(async () => (await made)?.end())
const scene = (name: string, play: (stage: Stage) => Promise<void>) => sceneIn(world, name, play)

async function makeForwarding(): Promise<World> {
  mediaPort = await freeUdpPort()
  return makeWorld({ CALLS_MEDIA_PORT: String(mediaPort) })
}

/** A page notes what it learns of others, and its camera is cheap. */
async function prepare({ page }: Visitor): Promise<void> {
  await page.addInitScript(record)
  await page.addInitScript(smallCamera)
}

/** All is on one machine: the addresses of a page differ from those of the SFU by their port. */
async function knowTheServerAlone(...visitors: Visitor[]): Promise<void> {
  for (const visitor of visitors) expect(await portsOfOther(visitor)).toEqual([mediaPort])
}

/** Of the one server in this test that forwards media. */
function sfuPid(): number {
  const found = readdirSync('/proc').filter((name) => {
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')
      return words[1]?.includes('sfu-child') && words[2]?.includes(`"port":${mediaPort},`)
    } catch {
      // it has ended
      return false
    }
  })
  expect(found).toHaveLength(1)
  return Number(found[0])
}

scene('CALL-60 five members of a group each see the four others, and know the server alone', async (stage) => {
  const names = ['Anna', 'Boris', 'Clara', 'Dmitry', 'Elena']
  const { visitors } = await inGroup(stage, names, { prepare })
  const [anna, ...others] = visitors
  await button(anna, 'Video call').click()
  for (const other of others) await button(other, 'Accept with video').click()
  for (const [index, visitor] of visitors.entries()) {
    for (const name of names) if (name !== names[index]) await sees(visitor, name)
  }
  await knowTheServerAlone(...visitors)
})

scene('CALL-61 with a hidden address and no relay two people talk, and know the server alone', async (stage) => {
  const people = await acquainted(stage)
  await hideAddress(stage, people[1])
  const [caller, callee] = await Promise.all([
    stage.openAs(people[0], { ...CALLING, prepare }),
    stage.openAs(people[1], { ...CALLING, prepare }),
  ])
  await talk(caller, callee)
  await goesOn(caller)
  await goesOn(callee)
  await knowTheServerAlone(caller, callee)
  await button(caller, 'Hang up').click()
  await says(callee, 'Call ended')
})

scene('CALL-61 two people of whom only one wrote talk through the server', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const [caller, callee] = await Promise.all([
    stage.openAs(anna, { ...CALLING, prepare }),
    stage.openAs(boris, CALLING),
  ])
  await callee.openChat()
  await caller.openDialogWith(boris)
  await caller.write('May I call you?')
  await button(caller, 'Video call').click()
  await button(callee, 'Accept with video').click()
  await Promise.all([seesVideo(caller), seesVideo(callee)])
  await knowTheServerAlone(caller)
})

scene('CALL-64 the process is killed in a call: the chat goes on, and pictures are back within 10 s', async (stage) => {
  const people = await acquainted(stage)
  await hideAddress(stage, people[1])
  const [caller, callee] = await Promise.all(people.map((one) => stage.openAs(one, { ...CALLING, prepare })))
  if (!caller || !callee) throw new Error('nobody is there')
  await talk(caller, callee)
  for (const one of [caller, callee]) await watchPictures(one)
  process.kill(sfuPid(), 'SIGKILL')
  const socket = await signIn(stage, stage.token(people[0].id))
  const { room } = (await socket.request('dialog.open', { user_id: String(people[1].id) })) as {
    room: { room_id: number }
  }
  const message = { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'Do you still hear me?' }
  await socket.request('message.send', message)
  socket.close()
  await Promise.all([goesOn(caller), goesOn(callee)])
  for (const one of [caller, callee]) {
    const { longestGap } = await picturesOf(one)
    expect(longestGap).toBeLessThan(10_000)
  }
})

scene(
  'CALL-61 a page whose first connection the SFU refuses makes another one, and sees the other side',
  async (stage) => {
    const people = await acquainted(stage)
    await hideAddress(stage, people[1])
    const unlucky = async (visitor: Visitor) => {
      await visitor.page.addInitScript(refusedOnce)
      await prepare(visitor)
    }
    const [caller, callee] = await Promise.all([
      stage.openAs(people[0], { ...CALLING, prepare }),
      stage.openAs(people[1], { ...CALLING, prepare: unlucky }),
    ])
    await talk(caller, callee)
    await Promise.all([goesOn(caller), goesOn(callee)])
  },
)

scene('CALL-63 a member who is removed is gone at once, and the call of the others goes on', async (stage) => {
  const { visitors } = await inGroup(stage, ['Anna', 'Boris', 'Clara'], { prepare })
  const [anna, boris, clara] = visitors
  await button(anna, 'Video call').click()
  for (const other of [boris, clara]) await button(other, 'Accept with video').click()
  await Promise.all([sees(anna, 'Boris'), sees(boris, 'Clara'), sees(clara, 'Boris')])
  await button(anna, 'Actions for Boris').click()
  await anna.chat.getByRole('menuitem', { name: 'Remove from the call' }).click()
  await view(boris).getByText('You were removed from this call.').first().waitFor()
  await Promise.all([anna, clara].map((visitor) => tile(visitor, 'Boris').waitFor({ state: 'detached' })))
  await eventually(() => sees(clara, 'Anna'))
})

scene(
  'CALL-65 a member behind a narrow path gets the small picture, and the other one keeps the large one',
  async (stage) => {
    const people = await acquainted(stage)
    await hideAddress(stage, people[1])
    const path = await narrowPath(mediaPort, 170_000)
    try {
      const behind = async ({ page }: Visitor) => void (await page.addInitScript(goThrough, path.port))
      const [caller, callee] = await Promise.all([
        stage.openAs(people[0], { ...CALLING, prepare: behind }),
        stage.openAs(people[1], CALLING),
      ])
      await talk(caller, callee)
      const height = ({ chat }: Visitor) =>
        chat.locator('.call-video').evaluate((video: HTMLVideoElement) => video.videoHeight)
      // the browser finds out what fits, and a busy machine may send the small one for some time
      await eventually(async () => expect(await height(callee)).toBeGreaterThan(180))
      await eventually(async () => expect(await height(caller)).toBe(180))
      await goesOn(caller)
      await eventually(async () => expect(await height(callee)).toBeGreaterThan(180))
    } finally {
      path.close()
    }
  },
)
