import { readFileSync } from 'node:fs'
import ndc, { type DataChannel, type PeerConnection, type Track } from 'node-datachannel'
import { systemClock } from '../../chat/clock.ts'
import { type Log, silentLog } from '../../chat/log.ts'
import type { SfuOffer } from '../../chat/ports/calls.ts'
import { isRtcp } from '../media/rtp.ts'
import { createSfuProcess, type RunningSfu } from '../sfu-process.ts'

/** SSRCs of what a page sends, by `mid`. */
const SENDS: Readonly<Record<string, number>> = { mic: 11, low: 12, high: 13 }
const TICKS_PER_SECOND = 100

/** A page in a call: the library of the SFU stands for the browser. */
export interface Page {
  pc: PeerConnection
  /** of the SFU */
  port: number
  /** what the SFU said on the data channel */
  texts: string[]
  /** packets of media that came, by `mid` */
  packets: Map<string, number>
  /** bytes of all media */
  bytes: number
  isConnected(): boolean
  send(mid: string, packet: Buffer): void
  /** Says something on the data channel. False: it is not open yet. */
  say(text: string): boolean
  close(): void
}

export interface Pages {
  sfu: RunningSfu
  /** These take part in a call from now on; those that are new connect. */
  setParties(call_id: string, parties: readonly string[], slots?: number): void
  /** undefined: the SFU has not offered it a connection yet */
  page(call_id: string, party: string): Page | undefined
  /** how often the process died */
  deaths(): number
  /** how often a connection failed, and the page asked for another one as a browser's does */
  failures(): number
  /** of the process, in MiB */
  memory(): number
  /** seconds that the process has computed */
  cpu(): number
  /** Ends both processes. */
  end(): Promise<void>
}

/** The process as a server runs it, and pages that connect to it. */
export function createPages({ log = silentLog, program }: { log?: Log; program?: string } = {}): Pages {
  const sfu = createSfuProcess({
    ...{ settings: { port: 0, addresses: ['127.0.0.1'] }, clock: systemClock, log },
    ...(program && { program }),
  })
  const calls = new Map<string, Map<string, Page | undefined>>()
  let deaths = 0
  let failures = 0
  sfu.listen({
    reached() {},
    restarted: () => void deaths++,
    failed: () => void deaths++,
    offered(offer) {
      const call = calls.get(offer.call_id)
      if (!call?.has(offer.party)) return
      const { call_id, party, attempt } = offer
      const page = openPage(offer, (sdp) => sfu.send({ ...offer, t: 'answer', sdp }))
      call.set(party, page)
      page.pc.onStateChange((state) => {
        if (state !== 'failed' || call.get(party) !== page) return
        failures += 1
        sfu.send({ t: 'connect', call_id, party, attempt: attempt + 1 })
      })
    },
  })
  const ofProcess = (file: string) => readFileSync(`/proc/${sfu.pid()}/${file}`, 'utf8')

  return {
    sfu,
    setParties(call_id, parties, slots = 3) {
      const call = calls.get(call_id) ?? new Map<string, Page | undefined>()
      calls.set(call_id, call)
      const members = parties.map((party) => ({ party, muted: false, video: true, apart: [] }))
      sfu.send({ t: 'members', call_id, slots, members })
      for (const party of [...call.keys()]) if (!parties.includes(party)) call.delete(party)
      for (const party of parties) {
        if (call.has(party)) continue
        call.set(party, undefined)
        sfu.send({ t: 'connect', call_id, party, attempt: 1 })
      }
      if (parties.length === 0) calls.delete(call_id)
    },
    page: (call_id, party) => calls.get(call_id)?.get(party),
    deaths: () => deaths,
    failures: () => failures,
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(ofProcess('status'))?.[1]) / 1024,
    cpu() {
      const fields = ofProcess('stat').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
    },
    async end() {
      sfu.close()
      await new Promise<void>((written) => process.stdout.write('', () => written()))
      // the library may crash Bun when it is torn down
      process.kill(process.pid, 'SIGKILL')
    },
  }
}

function openPage({ party, sdp }: SfuOffer, answer: (sdp: string) => void): Page {
  const pc = new ndc.PeerConnection(party, { iceServers: [] })
  const tracks = new Map<string, Track>()
  let channel: DataChannel | null = null
  const page: Page = {
    ...{ pc, port: Number(/(\d+) typ/.exec(sdp)?.[1]), texts: [], packets: new Map(), bytes: 0 },
    isConnected: () => pc.state() === 'connected',
    send(mid, packet) {
      const track = tracks.get(mid)
      if (track?.isOpen()) track.sendMessageBinary(packet)
    },
    say: (text) => channel?.isOpen() === true && channel.sendMessage(text),
    close: () => pc.close(),
  }
  pc.onTrack((track) => {
    const mid = track.mid()
    tracks.set(mid, track)
    track.onMessage((packet) => {
      if (isRtcp(packet)) return
      page.packets.set(mid, (page.packets.get(mid) ?? 0) + 1)
      page.bytes += packet.length
    })
  })
  pc.onDataChannel((given) => {
    channel = given
    given.onMessage((text) => void page.texts.push(String(text)))
  })
  pc.onGatheringStateChange((state) => {
    const description = state === 'complete' ? pc.localDescription() : null
    if (!description) return
    // as a browser does: each sender names its stream
    const named = description.sdp.replace(
      /a=mid:(mic|low|high)\r\n/g,
      (line, mid: string) => `${line}a=ssrc:${SENDS[mid]} cname:${party}\r\n`,
    )
    answer(named)
  })
  pc.setRemoteDescription(sdp, 'offer')
  return page
}
