// Plays what a full disk does to a server whose DATA_DIR is the small file system in SMALL_DISK, and prints what it saw
// as JSON. `small-disk.test.ts` mounts that file system and checks the answers.
import { createHmac } from 'node:crypto'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../../sdk/src/testing/until.ts'
import { createApp } from '../app.ts'
import { resolveConfig } from '../config/config.ts'
import { parseEnv } from '../config/env.ts'
import { startSmtp } from '../mail/testing/smtp.ts'
import { movableClock } from '../realtime/testing/movable-clock.ts'
import { TestSocket } from '../realtime/testing/test-socket.ts'

const MB = 1_000_000
const disk = process.env.SMALL_DISK ?? ''
const dataDir = join(disk, 'data')
const others = join(disk, 'of-others')
const RESERVE = 20 * MB
const smtp = await startSmtp()
const env = {
  PORT: '0',
  DATA_DIR: dataDir,
  LOG_LEVEL: 'silent',
  DISK_RESERVE_BYTES: String(RESERVE),
  DISK_BALLAST_BYTES: String(8 * MB),
  UPLOAD_KEPT_HOURS: '1',
  SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
  MAIL_FROM: 'chat@shop.example',
}

const clock = movableClock()
const saw: Record<string, unknown> = {}
const free = () => {
  const { bavail, bsize } = statfsSync(disk)
  return bavail * bsize
}

/** Another program fills the disk, but for so many bytes. */
function fill(left = 0): void {
  const file = openSync(others, 'a')
  try {
    for (const size of [65_536, 4_096, 1]) {
      while (free() >= left + size) if (writeSync(file, Buffer.alloc(size)) < size) break
    }
  } catch {
    // no space left, as intended
  } finally {
    closeSync(file)
  }
}

const start = () => createApp(resolveConfig(parseEnv(env)), { clock })

mkdirSync(dataDir, { recursive: true })
let app = await start()
await app.accounts.create({ email: 'admin@shop.example', password: 'four unrelated words here' })
await app.accounts.setAdministrator('admin@shop.example', true)
const [widget, neighbour] = [await makeWidget(), await makeWidget()]

const url = (path: string) => `http://127.0.0.1:${app.config.port}${path}`

async function makeWidget() {
  const { id } = await app.widgets.create(null, { name: 'Shop', origins: [], settings: { messages_per_minute: 6_000 } })
  return { id, key: (await app.widgets.find(id))?.secretKeys[0] ?? '' }
}

function tokenOf(user_id: string, key: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(clock.now() / 1000) + 3_600
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ user_id, exp })}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

async function signIn(user_id: string, of = widget): Promise<TestSocket> {
  const raw = new WebSocket(url(`/imbachat/v1/${of.id}/ws`).replace('http', 'ws'))
  const socket = new TestSocket(raw)
  await new Promise((resolve) => raw.addEventListener('open', resolve))
  await socket.request('auth', { v: 1, token: tokenOf(user_id, of.key) })
  return socket
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error: { code?: string }) => error.code ?? String(error),
  )
const ready = async () => {
  const answer = await fetch(url('/ready'))
  return { http: answer.status, ...((await answer.json().catch(() => ({}))) as object) }
}
/** What `/ready` says, once the disk is looked at again: every two seconds, or later on a busy machine. */
async function readyWith(state: 'ok' | 'low' | 'full') {
  const statusOf = async () => ({ disk: '', ...(await ready()) })
  await until(async () => (await statusOf()).disk === state, state, 20_000).catch(() => undefined)
  return ready()
}
const mailed = async (count: number) => {
  const { to, text } = await Promise.race([smtp.nth(count), Bun.sleep(20_000).then(() => ({ to: [], text: '' }))])
  return { to, saysFull: text.includes('disk') }
}
const message = (room_id: number) => ({ room_id, client_id: crypto.randomUUID(), text: 'x'.repeat(2_000) })
type Begun = { url: string; token: string }
const tus = (method: string, { url: path, token }: Begun, offset = 0, body?: Uint8Array<ArrayBuffer>) =>
  fetch(url(path), {
    method,
    ...(body && { body }),
    headers: {
      authorization: `Bearer ${token}`,
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset),
    },
  })

const ann = await signIn('ann')
let bob = await signIn('bob', neighbour)
const { room } = await ann.request('room.open', { pipe: 'files' })
const talk = (await bob.request('room.open', { pipe: 'talk' })).room.room_id
await bob.request('message.send', message(talk))
saw.readyAtFirst = await ready()

// announced: each file fits, and not all of them together
const create = { room_id: room.room_id, name: 'a.bin', size: 10 * MB }
const begun: Begun[] = []
for (;;) {
  const next = await ann.request('upload.create', create).catch((error: { code: string }) => error)
  if ('code' in next) {
    saw.announcing = next.code
    break
  }
  begun.push(next)
  if (begun.length === 40) break
}
saw.announced = begun.length * create.size <= free() - RESERVE

// another program takes what was free, and then the bytes arrive
fill(RESERVE + 40 * MB)
let status = 0
for (const upload of begun) {
  for (let offset = 0; offset < create.size; offset += MB) {
    status = (await tus('PATCH', upload, offset, new Uint8Array(MB)).catch(() => ({ status: -1 }))).status
    if (status !== 204) break
  }
}
saw.arriving = status
saw.reserveIsKept = free() >= RESERVE - 2 * MB
fill(RESERVE - MB)
saw.neighbourWhileLow = await codeOf(bob.request('message.send', message(talk)))
saw.readyWhileLow = await readyWith('low')

// a restart on a full disk
await app.stop()
fill()
app = await start()
bob = await signIn('bob', neighbour)
fill()
const codes = new Set<string>()
for (let n = 0; n < 50; n++) codes.add(await codeOf(bob.request('message.send', message(talk))))
saw.messagesWhenFull = [...codes]
saw.reading = (
  await bob.request('messages.list', { room_id: talk, limit: 10 }).catch(() => ({ messages: [] }))
).messages.length
saw.signingIn = [await codeOf(signIn('bob', neighbour)), await codeOf(signIn('new', neighbour))]
saw.health = (await fetch(url('/health'))).status
saw.readyWhenFull = await readyWith('full')
saw.mailedAtStart = await mailed(1)
saw.deleting = begun[0] ? (await tus('DELETE', begun[0])).status : 0

// the uploads' time is over: cleaning makes the room that the others left
const works = async () =>
  (await codeOf((await signIn('bob', neighbour)).request('message.send', message(talk)))) === 'ok'
fill()
clock.elapse(3_700_000)
saw.recovers = await until(
  async () => {
    clock.elapse(2_000)
    return works()
  },
  'users write again',
  20_000,
).then(
  () => true,
  () => false,
)
rmSync(others)
saw.readyAgain = await readyWith('ok')

// it fills up again while the server runs, half a day later
clock.elapse(12 * 3_600_000)
fill()
bob = await signIn('bob', neighbour)
for (let n = 0; n < 50; n++) await codeOf(bob.request('message.send', message(talk)))
saw.mailedWhileRunning = await mailed(2)
end()

function end(): never {
  console.log(JSON.stringify(saw))
  process.exit()
}
