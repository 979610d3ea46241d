// `bun server/src/sfu/joins.speed.ts [joins]`: how many of a thousand joins connect, how long they take, and what they
// leave behind in the process. Pages leave in each way: they say so, the server removes them, or they are just gone.
import { createPages } from './testing/pages.ts'

const JOINS = Number(process.argv[2] ?? 1_000)
const AT_ONCE = 8
/** Joins after which the process has what it keeps anyway. */
const FIRST = 100
/** Milliseconds after which a page would give this connection up. */
const MOST = 5_000

const pages = createPages()
const times: number[] = []
const missed: number[] = []
let next = 0
let atFirst = 0

async function join(number: number): Promise<void> {
  const call_id = `join${number}`
  pages.setParties(call_id, ['ann'])
  const begun = performance.now()
  while (!pages.page(call_id, 'ann')?.isConnected() && performance.now() - begun < MOST) await Bun.sleep(5)
  const page = pages.page(call_id, 'ann')
  if (page?.isConnected()) times.push(performance.now() - begun)
  else missed.push(number)
  if (number % 2 === 0) page?.close()
  pages.setParties(call_id, [])
  // what a removed page still has is closed by itself
  if (number % 2 === 1) setTimeout(() => page?.close(), 1_000)
}

async function joinOneByOne(): Promise<void> {
  while (next < JOINS) {
    next += 1
    await join(next)
    if (times.length + missed.length === FIRST) atFirst = pages.memory()
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, joinOneByOne))
times.sort((a, b) => a - b)
const at = (share: number) => times[Math.ceil(times.length * share) - 1]?.toFixed(0)
console.log(`${times.length} of ${JOINS} joins connected: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`)
console.log(
  `not within ${MOST / 1_000} s: ${missed.join(', ') || 'none'}; ${pages.failures()} at the second attempt; ` +
    `the process died ${pages.deaths()} times`,
)
console.log(`memory: ${atFirst.toFixed(0)} MiB after ${FIRST}, ${pages.memory().toFixed(0)} MiB after all`)
// what the library closes by itself, it closes within half a minute
await Bun.sleep(40_000)
console.log(`${pages.memory().toFixed(0)} MiB after 40 s without any call`)
await pages.end()
