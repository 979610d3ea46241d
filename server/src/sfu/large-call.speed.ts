// `bun server/src/sfu/large-call.speed.ts [listeners]`: CPU and memory of the process for eight cameras, of which each
// other member gets the small picture, and two who speak, beside listeners who send nothing. A call has eight members
// at most: this says what more would cost.
import { rtp } from './testing/packets.ts'
import { createPages } from './testing/pages.ts'

const CAMERAS = 8
const SPEAKERS = 2
const SECONDS = 20
const BITS = 150_000
const BYTES = 1_000
/** Milliseconds between two packets of sound, and of a picture. */
const SOUND_EVERY = 20
const PICTURE_EVERY = (BYTES * 8 * 1_000) / BITS

const pages = createPages()

async function measure(listeners: number): Promise<void> {
  const cameras = Array.from({ length: CAMERAS }, (_, index) => `camera${index}`)
  const parties = [...cameras, ...Array.from({ length: listeners }, (_, index) => `listener${index}`)]
  const call_id = `with${listeners}`
  // one after the other: all of this is one machine
  const joined: string[] = []
  for (const party of parties) {
    joined.push(party)
    pages.setParties(call_id, joined, CAMERAS)
    const end = performance.now() + 20_000
    while (!pages.page(call_id, party)?.isConnected()) {
      if (performance.now() > end) throw new Error(`${party} is not connected`)
      await Bun.sleep(5)
    }
  }
  const all = parties.flatMap((party) => pages.page(call_id, party) ?? [])
  const sender = (mid: 'mic' | 'low', bytes: number, senders: number) => {
    let seq = 0
    return () => {
      seq += 1
      const picture = mid === 'low' ? { key: seq % 50 === 1, picture: seq & 0x7fff } : {}
      const packet = rtp({ seq, ssrc: mid === 'mic' ? 11 : 12, bytes, ...picture })
      for (const page of all.slice(0, senders)) page.send(mid, packet)
    }
  }
  const timers = [
    setInterval(sender('mic', 80, SPEAKERS), SOUND_EVERY),
    setInterval(sender('low', BYTES, CAMERAS), PICTURE_EVERY),
  ]
  const packets = () =>
    all.reduce((sum, page) => sum + [...page.packets.values()].reduce((one, more) => one + more, 0), 0)
  await Bun.sleep(5_000)
  const before = { cpu: pages.cpu(), packets: packets(), at: performance.now() }
  await Bun.sleep(SECONDS * 1_000)
  const seconds = (performance.now() - before.at) / 1_000
  const share = (100 * (pages.cpu() - before.cpu)) / seconds
  const rate = (packets() - before.packets) / seconds
  for (const timer of timers) clearInterval(timer)
  const expected = (CAMERAS - 1 + listeners) * (SPEAKERS * (1_000 / SOUND_EVERY) + CAMERAS * (1_000 / PICTURE_EVERY))
  console.log(
    `${CAMERAS} cameras and ${listeners} listeners: ${rate.toFixed(0)} packets a second arrive (all would be ` +
      `${expected.toFixed(0)}), ${share.toFixed(0)} % of a core, ${pages.memory().toFixed(0)} MiB`,
  )
  for (const page of all) page.close()
  pages.setParties(call_id, [])
}

await measure(0)
await measure(Number(process.argv[2] ?? 30))
await pages.end()
