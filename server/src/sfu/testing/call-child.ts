// A call of four through the SFU in a process of its own, since the library may crash Bun when it is torn down. Each
// member sends one stream of 500 kbit/s while it is told to; the SFU is the process that a server starts.
import { rtp } from './packets.ts'
import { createPages } from './pages.ts'

const PARTIES = ['ann', 'bob', 'cid', 'dee']
const BITS = 500_000
const BYTES = 1_000
const CONNECTED_BY = 20_000
const KEY_FRAME_EVERY = 60

export type ToCall = { sends: boolean }
/** Since the call began: what arrived, in seconds of one such stream, and seconds of computing. */
export type FromCall = { streamSeconds: number; sfuCpu: number; pagesCpu: number }

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

const pages = createPages()
pages.setParties('call', PARTIES)
const all = () => PARTIES.flatMap((party) => pages.page('call', party) ?? [])
const connected = () => all().filter((page) => page.isConnected()).length
for (const end = performance.now() + CONNECTED_BY; connected() < PARTIES.length; await Bun.sleep(5)) {
  if (performance.now() > end) throw new Error('not all are connected')
}

const report = (): void => {
  const { user, system } = process.cpuUsage()
  const bytes = all().reduce((sum, page) => sum + page.bytes, 0)
  const answer: FromCall = {
    streamSeconds: (bytes * 8) / BITS,
    sfuCpu: pages.cpu(),
    pagesCpu: (user + system) / 1_000_000,
  }
  process.send?.(answer)
}

let seq = 0
let timer: Timer | undefined
process.on('message', ({ sends }: ToCall) => {
  clearInterval(timer)
  if (sends) timer = setInterval(send, (BYTES * 8 * 1_000) / BITS)
  report()
})

function send(): void {
  seq += 1
  const key = seq % KEY_FRAME_EVERY === 1
  const packet = rtp({ seq, ssrc: 13, key, picture: seq & 0x7fff, bytes: BYTES })
  for (const page of all()) page.send('high', packet)
}

// the first word: all are connected
report()
