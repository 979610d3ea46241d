// `bun server/src/sfu/forwarding.speed.ts`: CPU of the process for each stream of 500 kbit/s that it forwards, and the
// same beside strangers who send to its port, with the memory that they cost. Here the same library stands for the
// pages.
import { createSocket } from 'node:dgram'
import { rtp } from './testing/packets.ts'
import { createPages } from './testing/pages.ts'

const PARTIES = ['ann', 'bob', 'cid', 'dee']
const BITS = 500_000
const BYTES = 1_000
const SECONDS = 20
const STRANGERS = 200
const STRANGE_PACKETS_PER_SECOND = 10_000
/** Of strangers: memory that grew in each one would be without a bound. */
const ROUNDS = 3

const pages = createPages()
pages.setParties('speed', PARTIES)
const all = () => PARTIES.flatMap((party) => pages.page('speed', party) ?? [])
const connected = () => all().filter((page) => page.isConnected()).length
for (const end = performance.now() + 20_000; connected() < PARTIES.length; await Bun.sleep(5)) {
  if (performance.now() > end) throw new Error('not all are connected')
}

const received = () => all().reduce((sum, page) => sum + page.bytes, 0)

/** For a while. @returns streams that arrived, and percent of a core */
async function measure(): Promise<{ streams: number; share: number }> {
  const before = { cpu: pages.cpu(), received: received(), at: performance.now() }
  await Bun.sleep(SECONDS * 1_000)
  const seconds = (performance.now() - before.at) / 1_000
  return {
    share: ((pages.cpu() - before.cpu) / seconds) * 100,
    streams: ((received() - before.received) * 8) / seconds / BITS,
  }
}

let seq = 0
setInterval(
  () => {
    seq += 1
    const packet = rtp({ seq, ssrc: 13, key: seq % 60 === 1, picture: seq & 0x7fff, bytes: BYTES })
    for (const page of all()) page.send('high', packet)
  },
  (BYTES * 8 * 1_000) / BITS,
)
await Bun.sleep(3_000)
const quiet = await measure()
console.log(`${quiet.streams.toFixed(1)} streams of ${BITS / 1_000} kbit/s: ${quiet.share.toFixed(2)} % of a core`)
console.log(`${(quiet.share / quiet.streams).toFixed(2)} % of a core for each; ${pages.memory().toFixed(0)} MiB`)

const port = all()[0]?.port
for (let round = 1; round <= ROUNDS; round++) {
  // others each time, as strangers who do not use an address twice
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
  const beside = await measure()
  clearInterval(strangers)
  for (const socket of sockets) socket.close()
  console.log(
    `${Math.round(sent / SECONDS)} packets a second of ${STRANGERS} strangers: ${beside.streams.toFixed(1)} streams, ` +
      `${beside.share.toFixed(2)} % of a core, ${pages.memory().toFixed(0)} MiB`,
  )
}
await pages.end()
