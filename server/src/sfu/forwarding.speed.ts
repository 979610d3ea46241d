// `bun server/src/sfu/forwarding.speed.ts`: CPU of the process for each stream of 500 kbit/s that it forwards, the same
// beside strangers who send to its port, and what a thousand joins leave behind. Here the same library stands for the
// pages.
import { createSocket } from 'node:dgram'
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
const STRANGERS = 200
const STRANGE_PACKETS_PER_SECOND = 10_000
const JOINS = 1_000
/** The first ones fill what the process keeps anyway. */
const FIRST_JOINS = 100

interface Page {
  pc: PeerConnection
  tracks: Map<string, Track>
  /** bytes of media */
  received: number
  /** of the SFU */
  port: number
}

/** The pages of a call, by party. */
const calls = new Map<string, Map<string, Page>>()
const pages = pagesOf('speed')
const names = Array.from({ length: PARTIES }, (_, index) => `party${index}`)
const sfu = createSfuProcess({
  ...{ settings: { port: 0, addresses: ['127.0.0.1'] }, clock: systemClock, log: silentLog },
})
sfu.listen({ offered: join, reached() {}, restarted: fail, failed: fail })
tellMembers('speed', names)
for (const party of names) sfu.send({ t: 'connect', call_id: 'speed', party, attempt: 1 })

function pagesOf(call_id: string): Map<string, Page> {
  const known = calls.get(call_id) ?? new Map<string, Page>()
  calls.set(call_id, known)
  return known
}

function tellMembers(call_id: string, parties: readonly string[]): void {
  const members = parties.map((party) => ({ party, muted: false, apart: [] }))
  sfu.send({ t: 'members', call_id, slots: PARTIES - 1, members })
}

function fail(): never {
  throw new Error('the process does not run')
}

function join({ call_id, party, attempt, sdp }: SfuOffer): void {
  const pc = new ndc.PeerConnection(party, { iceServers: [] })
  const page: Page = { pc, tracks: new Map(), received: 0, port: Number(/(\d+) typ/.exec(sdp)?.[1]) }
  pagesOf(call_id).set(party, page)
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
    sfu.send({ t: 'answer', call_id, party, attempt, sdp: answer })
  })
  pc.setRemoteDescription(sdp, 'offer')
}

const isIn = (page: Page | undefined) => page?.pc.state() === 'connected'
await until(() => pages.size === PARTIES && [...pages.values()].every(isIn), 'all are connected')

const cpu = () => {
  const fields = readFileSync(`/proc/${sfu.pid()}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${sfu.pid()}/status`, 'utf8'))?.[1]) / 1024
const received = () => [...pages.values()].reduce((sum, page) => sum + page.received, 0)

/** For a while. @returns streams that arrived, and percent of a core */
async function measure(): Promise<{ streams: number; share: number }> {
  const before = { cpu: cpu(), received: received(), at: performance.now() }
  await Bun.sleep(SECONDS * 1_000)
  const seconds = (performance.now() - before.at) / 1_000
  return {
    share: ((cpu() - before.cpu) / seconds) * 100,
    streams: ((received() - before.received) * 8) / seconds / BITS,
  }
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
const quiet = await measure()
console.log(`${quiet.streams.toFixed(1)} streams of ${BITS / 1_000} kbit/s: ${quiet.share.toFixed(2)} % of a core`)
console.log(`${(quiet.share / quiet.streams).toFixed(2)} % of a core for each`)

const [{ port } = { port: 0 }] = pages.values()
const sockets = Array.from({ length: STRANGERS }, () => createSocket('udp4'))
let sent = 0
const strangers = setInterval(() => {
  for (let n = 0; n < STRANGE_PACKETS_PER_SECOND / 100; n++) {
    const packet = Buffer.from(crypto.getRandomValues(new Uint8Array(20 + (sent % 1_200))))
    // of STUN, DTLS, RTP and of nothing
    packet.writeUInt8([0, 1, 22, 128, 255][sent % 5] ?? 0, 0)
    sockets[sent % STRANGERS]?.send(packet, port, '127.0.0.1')
    sent += 1
  }
}, 10)
const memoryBefore = memory()
const beside = await measure()
clearInterval(strangers)
for (const socket of sockets) socket.close()
console.log(
  `${Math.round(sent / SECONDS)} packets a second of ${STRANGERS} strangers: ${beside.streams.toFixed(1)} streams, ` +
    `${beside.share.toFixed(2)} % of a core, ${(memory() - memoryBefore).toFixed(1)} MiB more`,
)
clearInterval(sender)

let atFirst = 0
const missed: number[] = []
for (let number = 1; number <= JOINS; number++) {
  const call_id = `join${number}`
  tellMembers(call_id, [call_id])
  sfu.send({ t: 'connect', call_id, party: call_id, attempt: 1 })
  await until(() => isIn(calls.get(call_id)?.get(call_id)), `join ${number}`, 5_000).catch(() => missed.push(number))
  calls.get(call_id)?.get(call_id)?.pc.close()
  tellMembers(call_id, [])
  calls.delete(call_id)
  if (number === FIRST_JOINS) atFirst = memory()
}
console.log(`${JOINS} joins: ${atFirst.toFixed(0)} MiB after ${FIRST_JOINS}, ${memory().toFixed(0)} MiB after all`)
console.log(`not connected within 5 s: ${missed.join(', ') || 'none'}`)
sfu.close()
// the library may crash Bun when it is torn down
process.kill(process.pid, 'SIGKILL')

async function until(condition: () => boolean, what: string, ms = 20_000): Promise<void> {
  const end = performance.now() + ms
  while (!condition()) {
    if (performance.now() > end) throw new Error(`${what}: it did not happen`)
    await Bun.sleep(5)
  }
}
