// `bun test ./e2e/calls/loss.speed.ts`: what a call through the SFU shows and sounds like where a twentieth of its
// packets is lost, and how soon a receiver gets the small picture when its path becomes narrow.
import { expect } from 'bun:test'
import { makeWorld, type Stage, sceneIn, type World } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { acquainted, button, CALLING, hideAddress, talk } from './caller.ts'
import { inGroup, sees, tile } from './in-group.ts'
import { goThrough, narrowPath } from './narrow-path.ts'
import { drop, inOwnNetwork } from './own-network.ts'
import { record } from './recorded.ts'

const MEDIA_PORT = 3479
const SECONDS = Number(process.env.LOSS_SECONDS ?? 30)
const ONE_OF_20 = 'numgen random mod 100 < 5'
const NARROW = 300_000
/** Of a path that nobody would call narrow. */
const WIDE = 20_000_000

let made: Promise<World> | null = null
const world = () => (made ??= makeWorld({ CALLS_MEDIA_PORT: String(MEDIA_PORT) }))
const scene = (name: string, play: (stage: Stage) => Promise<void>) => sceneIn(world, name, play, 300_000)

interface Shown {
  /** that the page has made */
  connections: number
  frames: number
  /** seconds */
  frozen: number
  samples: number
  concealed: number
  lost: number
  packets: number
}

/** All that a page has received until now. */
const shown = ({ chat }: Visitor): Promise<Shown> =>
  chat.locator('body').evaluate(async () => {
    const { connections } = globalThis as typeof globalThis & { connections: RTCPeerConnection[] }
    const sum = { connections: connections.length, frames: 0, frozen: 0, samples: 0, concealed: 0, lost: 0, packets: 0 }
    for (const connection of connections) {
      const reports = await connection.getStats()
      reports.forEach((report) => {
        if (report.type !== 'inbound-rtp') return
        sum.frames += report.framesDecoded ?? 0
        sum.frozen += report.totalFreezesDuration ?? 0
        sum.samples += report.totalSamplesReceived ?? 0
        sum.concealed += (report.concealedSamples ?? 0) - (report.silentConcealedSamples ?? 0)
        sum.lost += report.packetsLost ?? 0
        sum.packets += report.packetsReceived ?? 0
      })
    }
    return sum
  })

async function measure(what: string, visitor: Visitor, rule: string | null): Promise<void> {
  drop(...(rule === null ? [] : [rule]))
  // the first second decides nothing
  await Bun.sleep(1_000)
  const before = await shown(visitor)
  await Bun.sleep(SECONDS * 1_000)
  const after = await shown(visitor)
  drop()
  const of = (name: keyof Shown) => after[name] - before[name]
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`
  console.info(
    `${what}: ${percent(of('lost') / (of('lost') + of('packets')))} of packets lost, frozen ` +
      `${percent(of('frozen') / SECONDS)} of the time (goal 5 %), ${percent(of('concealed') / of('samples'))} of the ` +
      `sound concealed (goal 3 %), ${(of('frames') / SECONDS).toFixed(1)} frames a second`,
  )
  // one that was made meanwhile counts from nothing
  expect(of('connections')).toBe(0)
  expect(of('frames')).toBeGreaterThan(0)
}

inOwnNetwork(
  import.meta.path,
  'losses and a narrow path through the SFU',
  () => {
    scene('a twentieth of the packets is lost, on the way up and then on the way down', async (stage) => {
      const people = await acquainted(stage)
      await hideAddress(stage, people[1])
      const prepare = async ({ page }: Visitor) => void (await page.addInitScript(record))
      const [caller, callee] = await Promise.all([
        stage.openAs(people[0], { ...CALLING, prepare }),
        stage.openAs(people[1], { ...CALLING, prepare }),
      ])
      await talk(caller, callee)
      // until the picture is large
      await Bun.sleep(10_000)
      await measure('nothing lost', callee, null)
      await measure('5 % lost up', callee, `udp dport ${MEDIA_PORT} ${ONE_OF_20}`)
      await Bun.sleep(3_000)
      await measure('5 % lost down', callee, `udp sport ${MEDIA_PORT} ${ONE_OF_20}`)
    })

    scene(
      'one of three gets the small picture where 300 kbit/s fit, and the others keep the large one',
      async (stage) => {
        const path = await narrowPath(MEDIA_PORT, WIDE)
        try {
          const prepare = async ({ page, person }: Visitor) => {
            if (person.name === 'Clara') await page.addInitScript(goThrough, path.port)
          }
          const { visitors } = await inGroup(stage, ['Anna', 'Boris', 'Clara'], { prepare })
          const [anna, boris, clara] = visitors
          await button(anna, 'Video call').click()
          for (const other of [boris, clara]) await button(other, 'Accept with video').click()
          await Promise.all([sees(clara, 'Anna'), sees(clara, 'Boris'), sees(anna, 'Boris'), sees(boris, 'Anna')])
          const height = (visitor: Visitor, name: string) =>
            tile(visitor, name)
              .locator('video')
              .evaluate((video: HTMLVideoElement) => video.videoHeight)
          const pictures = async () =>
            Promise.all([height(clara, 'Anna'), height(clara, 'Boris'), height(anna, 'Boris'), height(boris, 'Anna')])
          const until = async (holds: (heights: number[]) => boolean): Promise<number> => {
            const begun = performance.now()
            for (;;) {
              const heights = await pictures()
              const ms = performance.now() - begun
              if (holds(heights)) return ms
              if (ms > 60_000) throw new Error(`heights of pictures: ${heights.join(', ')}`)
              await Bun.sleep(50)
            }
          }
          await until((heights) => heights.every((one) => one > 180))
          path.narrow(NARROW)
          const ms = await until(([one = 0, other = 0]) => one === 180 && other === 180)
          console.info(`300 kbit/s: both pictures are small after ${(ms / 1_000).toFixed(1)} s (goal 5 s)`)
          const heights: number[][] = []
          for (let second = 0; second < 20; second++) {
            heights.push(await pictures())
            await Bun.sleep(1_000)
          }
          const count = (index: number, holds: (height: number) => boolean) =>
            heights.filter((one) => holds(one[index] ?? 0)).length
          console.info(
            `in the 20 s after it: small ${count(0, (one) => one === 180)} and ${count(1, (one) => one === 180)} times, ` +
              `those of the others large ${count(2, (one) => one > 180)} and ${count(3, (one) => one > 180)} times`,
          )
        } finally {
          path.close()
        }
      },
    )
  },
  600_000,
)
