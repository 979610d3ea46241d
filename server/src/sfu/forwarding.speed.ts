// `bun server/src/sfu/forwarding.speed.ts`: CPU of the process for each stream of 500 kbit/s that it forwards. Here the
// same library stands for the pages.
import { readFileSync } from 'node:fs'
import ndc, { type PeerConnection, type Track } from 'node-datachannel'
import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import type { SfuOffer } from '../chat/ports/calls.ts'
import { createSfuProcess } from './sfu-process.ts'
import { rtp } from './testing/packets.ts'

const PARTIES = 4
const BITS = 500_000
const BYTES = 1_000
const SECONDS = 20
const TICKS_PER_SECOND = 100

interface Page {
  pc: PeerConnection
  tracks: Map<string, Track>
  received: number
}

const pages = new Map<string, Page>()
const names = Array.from({ length: PARTIES }, (_, index) => `party${index}`)
const sfu = createSfuProcess({
  ...{ settings: { port: 0, addresses: ['127.0.0.1'] }, clock: systemClock, log: silentLog },
})
sfu.listen({ offered: join, reached() {}, restarted: fail, failed: fail })
const members = names.map((party) => ({ party, muted: false, apart: [] }))
sfu.send({ t: 'members', call_id: 'speed', slots: PARTIES - 1, members })
for (const party of names) sfu.send({ t: 'connect', call_id: 'speed', party, attempt: 1 })

function fail(): never {
  throw new Error('the process does not run')
}

function join({ party, attempt, sdp }: SfuOffer): void {
  const pc = new ndc.PeerConnection(party, { iceServers: [] })
  const page: Page = { pc, tracks: new Map(), received: 0 }
  pages.set(party, page)
  pc.onTrack((track) => {
    page.tracks.set(track.mid(), track)
    track.onMessage((packet) => {
      if (packet.readUInt8(1) < 192) page.received += packet.length
    })
  })
  pc.onGatheringStateChange((state) => {
    const description = state === 'complete' ? pc.localDescription() : null
    if (!description) return
    // as a browser does: each sender names its stream
    const ssrcs: Record<string, number> = { mic: 11, low: 12, high: 13 }
    const answer = description.sdp.replace(
      /a=mid:(mic|low|high)\r\n/g,
      (line, mid: string) => `${line}a=ssrc:${ssrcs[mid]} cname:${party}\r\n`,
    )
    sfu.send({ t: 'answer', call_id: 'speed', party, attempt, sdp: answer })
  })
  pc.setRemoteDescription(sdp, 'offer')
}

const everybodyIn = () => [...pages.values()].filter(({ pc }) => pc.state() === 'connected').length === PARTIES
const end = performance.now() + 20_000
while (!everybodyIn()) {
  if (performance.now() > end) throw new Error('not all are connected')
  await Bun.sleep(50)
}

const cpu = () => {
  const fields = readFileSync(`/proc/${sfu.pid()}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
const every = (BYTES * 8 * 1_000) / BITS
let seq = 0
const sender = setInterval(() => {
  seq += 1
  for (const { tracks } of pages.values()) {
    const packet = rtp({ seq, ssrc: 13, key: seq % 60 === 1, picture: seq & 0x7fff, bytes: BYTES })
    const track = tracks.get('high')
    if (track?.isOpen()) track.sendMessageBinary(packet)
  }
}, every)
await Bun.sleep(3_000)
const received = () => [...pages.values()].reduce((sum, page) => sum + page.received, 0)
const before = { cpu: cpu(), received: received(), at: performance.now() }
await Bun.sleep(SECONDS * 1_000)
const seconds = (performance.now() - before.at) / 1_000
const share = ((cpu() - before.cpu) / seconds) * 100
const streams = ((received() - before.received) * 8) / seconds / BITS
clearInterval(sender)
console.log(`${streams.toFixed(1)} streams of ${BITS / 1_000} kbit/s: ${share.toFixed(2)} % of a core`)
console.log(`${(share / streams).toFixed(2)} % of a core for each`)
sfu.close()
// the library may crash Bun when it is torn down
process.kill(process.pid, 'SIGKILL')
