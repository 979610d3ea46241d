// `bun test ./e2e/calls/address-change.speed.ts`: how long both sides of a call get no media when the address of the
// device changes. The pages share one device here, so the address of both changes at once. Only the missing media tells
// a page of it: their connections to the server stay, or are dead without a sign of it.
import { expect } from 'bun:test'
import { makeWorld, type Stage, sceneIn, type World } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { acquainted, CALLING, hideAddress, talk } from './caller.ts'
import { changeAddress, dropOpenConnections, inOwnNetwork } from './own-network.ts'
import { record } from './recorded.ts'

const CHANGES = Number(process.env.ADDRESS_CHANGES ?? 15)
const GOAL_MS = 4_000
/** Before the next change, so that each begins in a call that has settled. */
const SETTLED_MS = 3_000
/** A page looks at its media so often; the changes come at different times between two looks. */
const LOOK_MS = 500

let made: Promise<World> | null = null
const world = () => (made ??= makeWorld())
const scene = (name: string, play: (stage: Stage) => Promise<void>) => sceneIn(world, name, play, 580_000)

/**
 * When a page hears the other side again, milliseconds since 1970. What was sent before the change arrives within 100
 * ms, and one late packet is not a voice: ten more have to come within a second.
 */
const heardAgain = ({ chat }: Visitor): Promise<number> =>
  chat.locator('body').evaluate(async () => {
    const { connections } = globalThis as typeof globalThis & { connections: RTCPeerConnection[] }
    const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
    const received = async (connection: RTCPeerConnection) => {
      let packets = 0
      const reports = await connection.getStats()
      reports.forEach((report) => {
        if (report.type === 'inbound-rtp' && report.kind === 'audio') packets += report.packetsReceived
      })
      return packets
    }
    await sleep(100)
    const known = new Map<RTCPeerConnection, number>()
    for (const connection of connections) known.set(connection, await received(connection))
    /** of the first packet after the silence */
    let firstAt: number | null = null
    for (const end = Date.now() + 40_000; Date.now() < end; await sleep(20)) {
      const connection = connections.at(-1)
      if (!connection) continue
      const packets = await received(connection)
      const more = packets - (known.get(connection) ?? 0)
      if (more > 0) firstAt ??= Date.now()
      if (firstAt !== null && more > 10) return firstAt
      if (firstAt === null || Date.now() - firstAt < 1_000) continue
      firstAt = null
      known.set(connection, packets)
    }
    throw new Error('the other side was not heard again in 40 s')
  })

async function measure(
  what: string,
  [caller, callee]: [Visitor, Visitor],
  besides: () => void = () => {},
): Promise<void> {
  const figures: number[] = []
  for (let change = 1; change <= CHANGES; change++) {
    await Bun.sleep(SETTLED_MS + ((change * 137) % LOOK_MS))
    const begun = Date.now()
    changeAddress()
    besides()
    const heard = await Promise.all([heardAgain(caller), heardAgain(callee)])
    figures.push(Math.max(...heard) - begun)
  }
  const sorted = figures.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1]
  console.info(
    `${what}: the address changed ${sorted.length} times, both hear again after p50 ${at(0.5)} ms, ` +
      `p95 ${at(0.95)} ms (goal ${GOAL_MS} ms), most ${at(1)} ms`,
  )
  expect(sorted.length).toBe(CHANGES)
}

async function pair(stage: Stage, hidden: boolean): Promise<[Visitor, Visitor]> {
  const people = await acquainted(stage)
  if (hidden) await hideAddress(stage, people[1])
  const prepare = async ({ page }: Visitor) => void (await page.addInitScript(record))
  const [caller, callee] = await Promise.all([
    stage.openAs(people[0], { ...CALLING, prepare }),
    stage.openAs(people[1], { ...CALLING, prepare }),
  ])
  await talk(caller, callee)
  return [caller, callee]
}

inOwnNetwork(
  import.meta.path,
  'the address of the device changes in a call',
  () => {
    scene('a direct call is heard again', async (stage) => {
      await measure('direct', await pair(stage, false))
    })

    scene('a call through the SFU is heard again', async (stage) => {
      await measure('through the SFU', await pair(stage, true))
    })

    scene('a direct call whose pages lose the server too is heard again', async (stage) => {
      const port = Number(new URL(stage.chatUrl).port)
      await measure('direct, connections to the server dead', await pair(stage, false), () => {
        expect(dropOpenConnections(port).length).toBeGreaterThan(1)
      })
    })
  },
  1_800_000,
)
