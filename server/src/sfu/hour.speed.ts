// `bun server/src/sfu/hour.speed.ts [minutes]`: memory and streams of a call of two cameras that goes on for an hour, a
// line each minute. The pictures are small, so that it costs little to let it run beside other work.
import { rtp } from './testing/packets.ts'
import { createPages } from './testing/pages.ts'

const MINUTES = Number(process.argv[2] ?? 60)
const PARTIES = ['ann', 'bob']
/** Milliseconds between two packets of a stream. */
const EVERY = 100
const STREAMS = { mic: 80, low: 300, high: 800 }
const KEY_FRAME_EVERY = 50

const pages = createPages()
pages.setParties('hour', PARTIES, PARTIES.length - 1)
const all = () => PARTIES.flatMap((party) => pages.page('hour', party) ?? [])
while (all().filter((page) => page.isConnected()).length < PARTIES.length) await Bun.sleep(20)

let seq = 0
setInterval(() => {
  seq += 1
  for (const page of all()) {
    for (const [index, [mid, bytes]] of Object.entries(STREAMS).entries()) {
      const picture = mid === 'mic' ? {} : { key: seq % KEY_FRAME_EVERY === 1, picture: seq & 0x7fff }
      page.send(mid, rtp({ seq, ssrc: 11 + index, bytes, ...picture }))
    }
  }
}, EVERY)

const memory: number[] = []
let before = { at: performance.now(), cpu: pages.cpu(), packets: 0 }
for (let minute = 0; minute <= MINUTES; minute++) {
  const packets = all().reduce((sum, page) => sum + [...page.packets.values()].reduce((one, more) => one + more, 0), 0)
  const now = { at: performance.now(), cpu: pages.cpu(), packets }
  const seconds = (now.at - before.at) / 1_000
  memory.push(pages.memory())
  const share = ((100 * (now.cpu - before.cpu)) / seconds).toFixed(1)
  const streams = (((now.packets - before.packets) * EVERY) / 1_000 / seconds).toFixed(2)
  console.log(
    `minute ${minute}: ${memory.at(-1)?.toFixed(1)} MiB, ${streams} of 4 streams, ${share} % of a core, ` +
      `${all().filter((page) => page.isConnected()).length} connected, ${pages.deaths()} deaths`,
  )
  before = now
  if (minute < MINUTES) await Bun.sleep(60_000)
}
// the first minute fills what the process keeps anyway
const from = memory[1] ?? 0
console.log(`${from.toFixed(1)} MiB after a minute, ${memory.at(-1)?.toFixed(1)} at the end`)
await pages.end()
