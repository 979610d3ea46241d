// `bun bench/resume.ts`: the cost, in bytes and milliseconds, for a client with many rooms to reconnect after a day.
// Prints one line per case.
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReplyTo, RequestInput, RequestName, ServerFrame } from '@imbachat/protocol'
import { PROTOCOL_VERSION } from '@imbachat/protocol/version'
import { systemClock } from '@imbachat/server/chat/clock'
import { silentLog } from '@imbachat/server/chat/log'
import { loadSecrets } from '@imbachat/server/config/secrets'
import { createWidgets } from '@imbachat/server/dashboard/widgets/widgets'
import { openStore } from '@imbachat/server/store/index'
import { clusterNode } from '../tools/cluster/cluster-node.ts'

const ROOMS = 200
/** rooms with new messages during the day */
const CHANGED = 80
/** rooms whose messages the client holds; changed rooms come first */
const HELD = 20
const BEFORE = 30
/** new messages in each changed room */
const NEW = 15
const TIMES = 30
const TEXT = 'A message as people write them: one sentence, sometimes a second one. '

interface World {
  widget: number
  key: string
  /** the client's `rev` by room, the most recently changed first */
  held: Map<number, number>
}

const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-resume-'))
try {
  const world = await fill()
  const probe = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } })
  const { port } = probe
  probe.stop(true)
  const node = clusterNode(port, { DATA_DIR: dataDir, PUBLIC_URL: `http://localhost:${port}`, LOG_LEVEL: 'warn' })
  await node.start()
  const url = `ws://127.0.0.1:${port}/imbachat/v1/${world.widget}/ws`
  await measure('away for a day', () => comeBack(url, world, world.held))
  const upToDate = new Map([...world.held.keys()].map((room) => [room, BEFORE + NEW]))
  await measure('away for a moment', () => comeBack(url, world, upToDate))
  await node.end('SIGTERM')
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}

async function fill(): Promise<World> {
  const store = await openStore({ dataDir, clock: systemClock, log: silentLog })
  const secrets = loadSecrets({ secret: undefined, dataDir })
  const widgets = createWidgets({ ...store, secrets, clock: systemClock })
  const { id: widgetId } = await widgets.create(null, { name: 'Resume', origins: [] })
  const key = (await widgets.find(widgetId))?.secretKeys[0] ?? ''
  const say = async (room_id: number, sender_id: string, count: number) => {
    const message = { widget_id: widgetId, room_id, sender_id, text: TEXT, reply_to: null }
    const sends = Array.from({ length: count }, () =>
      store.chat.appendMessage({ ...message, client_id: crypto.randomUUID() }),
    )
    await Promise.all(sends)
  }
  const rooms: number[] = []
  for (let n = 0; n < ROOMS; n++) {
    const peer = `peer${n}`
    await store.chat.touchUser({ widget_id: widgetId, user_id: peer })
    const { room_id } = await store.chat.openDialog({
      widget_id: widgetId,
      user_id: 'ann',
      peer_id: peer,
      needAccess: false,
    })
    await say(room_id, peer, BEFORE)
    rooms.push(room_id)
  }
  for (const [n, room_id] of rooms.slice(-CHANGED).entries()) await say(room_id, `peer${ROOMS - CHANGED + n}`, NEW)
  await store.close()
  return { widget: widgetId, key, held: new Map(rooms.slice(-HELD).map((room_id) => [room_id, BEFORE])) }
}

interface Cost {
  bytes: number
  ms: number
  messages: number
}

/** As in docs/protocol.md: the client requests the list and the held rooms at the same time. */
async function comeBack(url: string, world: World, held: ReadonlyMap<number, number>): Promise<Cost> {
  const started = performance.now()
  const socket = new WebSocket(url)
  let bytes = 0
  const asked = new Map<number, (result: unknown) => void>()
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    bytes += Buffer.byteLength(data)
    const frame = JSON.parse(data) as ServerFrame
    if (frame.t === 'ok') asked.get(frame.id)?.(frame.result)
    else if (frame.t === 'error') throw new Error(frame.message)
  }
  await new Promise((opened) => {
    socket.onopen = opened
  })
  let id = 0
  const request = <T extends RequestName>(t: T, fields: RequestInput<T>) =>
    new Promise<ReplyTo<T>>((resolve) => {
      asked.set(++id, resolve as (result: unknown) => void)
      socket.send(JSON.stringify({ t, id, ...fields }))
    })
  await request('auth', { v: PROTOCOL_VERSION, token: tokenOf(world) })
  const [, ...synced] = await Promise.all([
    request('rooms.list', { limit: 100 }),
    ...[...held].map(([room_id, rev]) => request('messages.sync', { room_id, rev })),
  ])
  const ms = performance.now() - started
  socket.close()
  const messages = synced.reduce((sum, answer) => sum + (answer.kind === 'changes' ? answer.messages.length : 0), 0)
  return { bytes, ms, messages }
}

async function measure(what: string, once: () => Promise<Cost>): Promise<void> {
  const costs: Cost[] = []
  for (let n = 0; n < TIMES; n++) costs.push(await once())
  const times = costs.map(({ ms }) => ms).sort((a, b) => a - b)
  const at = (share: number) => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1)
  const { bytes = 0, messages = 0 } = costs[0] ?? {}
  console.log(
    `resume, ${what}: ${ROOMS} rooms, ${CHANGED} changed, ${HELD} held; ${messages} messages; ` +
      `${(bytes / 1024).toFixed(0)} KiB, 2 round trips (auth; list and ` +
      `messages), p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`,
  )
}

function tokenOf({ key }: World): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ user_id: 'ann', exp: Math.floor(Date.now() / 1000) + 3600 })}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}
