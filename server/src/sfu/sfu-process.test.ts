import { afterEach, expect, test } from 'bun:test'
import { createSocket } from 'node:dgram'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Subprocess } from 'bun'
import { eventually } from '../../../sdk/src/testing/until.ts'
import { systemClock } from '../chat/clock.ts'
import { type Log, silentLog } from '../chat/log.ts'
import type { SfuOffer } from '../chat/ports/calls.ts'
import { freeUdpPort } from '../testing/free-port.ts'
import { createSfuProcess, type RunningSfu } from './sfu-process.ts'
import type { FromPage, ToPage } from './testing/page-child.ts'

let running: RunningSfu | null = null
let page: Subprocess | null = null
afterEach(() => {
  running?.close()
  page?.kill('SIGKILL')
})

function start({ port = 0, program, log = silentLog }: { port?: number; program?: string; log?: Log } = {}) {
  const events = {
    ...{ offers: [] as SfuOffer[], reached: [] as string[], restarts: 0, failures: 0 },
    offered: (_: SfuOffer) => {},
  }
  const sfu = createSfuProcess({
    ...{ settings: { port, addresses: ['127.0.0.1', 'no-such-host.invalid'] }, clock: systemClock, log },
    ...(program && { program }),
  })
  running = sfu
  sfu.listen({
    offered(offer) {
      events.offers.push(offer)
      events.offered(offer)
    },
    reached: (_, from) => events.reached.push(from),
    restarted: () => events.restarts++,
    failed: () => events.failures++,
  })
  return { sfu, events }
}

/** Another program in its place. `output`: all that it writes. */
function startOther(name: string) {
  const output: string[] = []
  const log = {
    ...silentLog,
    warn: (_: string, given?: { output?: string }) => output.push(given?.output ?? ''),
  } as Log
  return { ...start({ program: join(import.meta.dir, 'testing', `${name}.ts`), log }), output }
}

function connect({ send }: RunningSfu, call_id: string): void {
  send({ t: 'members', call_id, slots: 2, members: [{ party: 'ann', muted: false, video: true, apart: [] }] })
  send({ t: 'connect', call_id, party: 'ann', attempt: 1 })
}

/** A page that is not connected by then asks for another offer. Milliseconds. */
const CONNECTED_BY = 3_000

/**
 * A page in a process of its own answers the offers from now on, and asks for another one where its connection fails,
 * or is not made for a while.
 * @returns its states
 */
function answerOffers(sfu: RunningSfu, events: { offered: (offer: SfuOffer) => void }): string[] {
  const states: string[] = []
  let offer: SfuOffer | null = null
  const again = ({ call_id, party, attempt }: SfuOffer) =>
    sfu.send({ t: 'connect', call_id, party, attempt: attempt + 1 })
  const made = Bun.spawn([process.execPath, join(import.meta.dir, 'testing/page-child.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    serialization: 'json',
    ipc(message: FromPage) {
      if (!offer) return
      if ('answer' in message) {
        sfu.send({ ...offer, t: 'answer', sdp: message.answer })
        return
      }
      states.push(message.state)
      if (message.state === 'failed') again(offer)
    },
  })
  page = made
  events.offered = (given) => {
    offer = given
    made.send({ sdp: given.sdp } satisfies ToPage)
    const late = setTimeout(() => offer === given && !states.includes('connected') && again(given), CONNECTED_BY)
    late.unref()
  }
  return states
}

test('CALL-60 the process offers tracks for each slot, at its one port', async () => {
  const port = await freeUdpPort()
  const { sfu, events } = start({ port })
  connect(sfu, 'one')
  await eventually(() => expect(events.offers).toHaveLength(1))
  const { sdp = '', ...offer } = events.offers[0] ?? {}
  expect(offer).toMatchObject({ call_id: 'one', party: 'ann', attempt: 1 })
  expect([...sdp.matchAll(/^a=mid:(.*?)\r?$/gm)].map(([, mid]) => mid)).toEqual([
    'mic',
    'low',
    'high',
    'a0',
    'v0',
    'a1',
    'v1',
    '0',
  ])
  const ports = [...sdp.matchAll(/^a=candidate:\S+ 1 UDP \d+ \S+ (\d+) typ (\w+)/gm)].map(([, at, type]) => [at, type])
  expect(ports).toContainEqual([String(port), 'host'])
  expect(new Set(ports.map(String)).size).toBe(1)
  expect(sdp).toContain(' 127.0.0.1 ')
})

test('CALL-64 a process that is killed is started again', async () => {
  const { sfu, events } = start()
  connect(sfu, 'one')
  await eventually(() => expect(events.offers).toHaveLength(1))
  const before = sfu.pid()
  process.kill(before ?? 0, 'SIGKILL')
  await eventually(() => expect(events.restarts).toBe(1))
  expect(sfu.pid()).not.toBe(before)
  expect(sfu.counts().restarts).toBe(1)
  connect(sfu, 'two')
  await eventually(() => expect(events.offers).toHaveLength(2))
})

test('CALL-64 a library that can not be loaded is logged once, and the process is given up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-sfu-'))
  const program = join(folder, 'no-library.ts')
  writeFileSync(program, `process.send?.({ t: 'failed', reason: 'no binary for this platform' })`)
  const warnings: string[] = []
  const log = { ...silentLog, warn: (text: string) => warnings.push(text) } as Log
  const { sfu, events } = start({ program, log })
  connect(sfu, 'one')
  await eventually(() => expect(events.failures).toBe(1))
  expect(sfu.available()).toBe(false)
  connect(sfu, 'two')
  expect(warnings).toHaveLength(1)
})

test('CALL-66 packets and answers of strangers do not end the process', async () => {
  const port = await freeUdpPort()
  const { sfu, events } = start({ port })
  connect(sfu, 'one')
  await eventually(() => expect(events.offers).toHaveLength(1))
  const pid = sfu.pid()
  const socket = createSocket('udp4')
  const bytes = (length: number, first: number) => {
    const packet = Buffer.from(crypto.getRandomValues(new Uint8Array(length)))
    packet.writeUInt8(first, 0)
    return packet
  }
  for (let round = 0; round < 3_000; round++) {
    // of STUN, DTLS, RTP and of nothing
    const first = [0, 1, 22, 128, 255][round % 5] ?? 0
    await new Promise<void>((sent) => socket.send(bytes(1 + (round % 1_400), first), port, '127.0.0.1', () => sent()))
  }
  socket.close()
  for (const sdp of ['', 'v=0', 'x'.repeat(30_000), (events.offers[0]?.sdp ?? '').replace(/a=setup.*/g, '')]) {
    sfu.send({ t: 'answer', call_id: 'one', party: 'ann', attempt: 1, sdp })
  }
  connect(sfu, 'two')
  await eventually(() => expect(events.offers).toHaveLength(2))
  expect(sfu.pid()).toBe(pid)
})

test('CALL-66 a page that leaves while the SFU says something to it does not end the process', async () => {
  const { sfu, events, output } = startOther('leaving-child')
  const states = answerOffers(sfu, events)
  connect(sfu, 'one')
  await eventually(() => expect(states).toContain('connected'))
  const pid = sfu.pid()
  const times = (line: string) => output.join('').split(`${line} of a page that is gone`).length - 1
  await eventually(() => expect(times('address')).toBeGreaterThan(0))
  // the channel: when it opens, and then with the text of each second
  await eventually(() => expect(times('channel')).toBeGreaterThan(2))
  events.offered = () => {}
  connect(sfu, 'two')
  await eventually(() => expect(events.offers.map(({ call_id }) => call_id)).toContain('two'))
  expect([sfu.pid(), sfu.counts().restarts]).toEqual([pid, 0])
})

test('CALL-70 nothing is kept of a page that has left', async () => {
  const { sfu, events, output } = startOther('counting-child')
  const kept = () => Number([...output.join('').matchAll(/kept (\d+)\n/g)].at(-1)?.[1])
  const states = answerOffers(sfu, events)
  const joinAndLeave = async (call_id: string) => {
    states.length = 0
    connect(sfu, call_id)
    await eventually(() => expect(states).toContain('connected'))
    sfu.send({ t: 'members', call_id, slots: 2, members: [] })
    await eventually(() => expect(states).toContain('closed'))
    // it is counted ten times a second
    output.length = 0
    await eventually(() => expect(output.join('').split('kept').length).toBeGreaterThan(3))
  }
  await joinAndLeave('first')
  const before = kept()
  for (const call_id of ['second', 'third', 'fourth']) await joinAndLeave(call_id)
  // each track and each of its callbacks would be one
  await eventually(() => expect(kept()).toBeLessThan(before + 10))
})
