import type { ReplyTo, RequestName, ServerFrame } from '@imbachat/protocol'
import { record } from '../histogram.ts'
import type { AskReport, StormReport, Visitor } from './commands.ts'
import { type Client, DIALECTS } from './dialects.ts'
import type { RawSocket } from './raw-socket.ts'

/** Milliseconds that a visitor waits. */
const PATIENCE_MS = 60_000

export interface Connection {
  socket: RawSocket
  request<T extends RequestName>(t: T, fields: object): Promise<ReplyTo<T>>
  /** A complete frame with id 0, which is replaced by its number. */
  ask(frame: string): Promise<number>
}

/** A client that sends a request and waits for the answer. */
export async function connect(
  port: number,
  client: Client,
  forwardedFor: string,
  onEvent: (text: string) => void = () => undefined,
): Promise<Connection> {
  const waiting = new Map<number, PromiseWithResolvers<string>>()
  let lastId = 0
  const socket = await DIALECTS.imbachat.open({
    port,
    client,
    forwardedFor,
    onClose() {
      for (const { reject } of waiting.values()) reject(new Error('the connection was closed'))
    },
    onText(bytes, start, end) {
      const text = bytes.toString('utf8', start, end)
      const id = Number(/^\{"t":"(?:ok|error)","id":(\d+)/.exec(text)?.[1])
      if (Number.isNaN(id)) onEvent(text)
      waiting.get(id)?.resolve(text)
      waiting.delete(id)
    },
  })
  async function answerTo(frame: (id: number) => string): Promise<string> {
    const id = ++lastId
    const answered = Promise.withResolvers<string>()
    waiting.set(id, answered)
    socket.send(frame(id))
    return await answered.promise
  }
  return {
    socket,
    async request(t, fields) {
      const reply = JSON.parse(await answerTo((id) => JSON.stringify({ t, id, ...fields }))) as ServerFrame
      if (reply.t !== 'ok') throw new Error(`${t} was answered with ${JSON.stringify(reply)}`)
      return reply.result as ReplyTo<typeof t>
    },
    async ask(frame) {
      const text = await answerTo((id) => frame.replace('"id":0', `"id":${id}`))
      if (!text.startsWith('{"t":"ok"')) throw new Error(`${frame} was answered with ${text}`)
      return text.length
    },
  }
}

/** All visitors connect at once, as after a restart of the server or a proxy. */
export async function storm(port: number, visitors: readonly Visitor[]): Promise<StormReport> {
  const report: StormReport = { done: {}, failed: 0, failure: null, bytes: 0, frames: 0 }
  const started = performance.now()
  const sockets: RawSocket[] = []
  await Promise.all(
    visitors.map(async (visitor, index) => {
      try {
        const visiting = visit(port, visitor, `10.1.${(index >> 8) & 255}.${index & 255}`)
        const { connection, frames } = await Promise.race([visiting, outOfPatience()])
        record(report.done, (performance.now() - started) * 1000)
        sockets.push(connection.socket)
        report.bytes += connection.socket.received()
        report.frames += frames
      } catch (error) {
        report.failed++
        report.failure ??= String(error)
      }
    }),
  )
  for (const socket of sockets) socket.end()
  return report
}

async function outOfPatience(): Promise<never> {
  await Bun.sleep(PATIENCE_MS)
  throw new Error(`no answer in ${PATIENCE_MS / 1000} s`)
}

/** Signs in, reads the list of rooms, requests missed changes in each. */
async function visit(port: number, { client, revs }: Visitor, forwardedFor: string) {
  const connection = await connect(port, client, forwardedFor)
  let frames = 1
  await connection.request('auth', { v: 1, token: client.token })
  const firstTime = Object.keys(revs).length === 0
  const behind: { room_id: number; rev: number }[] = []
  let cursor: string | null = null
  do {
    const page: ReplyTo<'rooms.list'> = await connection.request('rooms.list', {
      limit: firstTime ? 50 : 100,
      ...(cursor === null ? {} : { cursor }),
    })
    frames++
    for (const { room_id, last_rev } of page.rooms) {
      const rev = revs[room_id] ?? 0
      if (!firstTime && last_rev > rev) behind.push({ room_id, rev })
    }
    cursor = firstTime ? null : page.next
  } while (cursor !== null)
  await Promise.all(
    behind.map(async ({ room_id, rev }) => {
      let from = rev
      for (let more = true; more; frames++) {
        const missed: ReplyTo<'messages.sync'> = await connection.request('messages.sync', { room_id, rev: from })
        if (missed.kind === 'resync') return
        from = missed.rev
        more = missed.more
      }
    }),
  )
  return { connection, frames }
}

/** Frames that a connection may send at once before the rate limit slows it down. */
const FRAMES_A_SOCKET = 150

/** One request after another, each on an open, signed-in connection. */
export async function ask(port: number, client: Client, frames: readonly string[]): Promise<AskReport> {
  const report: AskReport = { roundTrip: {}, bytes: 0 }
  for (let start = 0; start < frames.length; start += FRAMES_A_SOCKET) {
    const { socket, request, ask: askOne } = await connect(port, client, '10.2.0.1')
    await request('auth', { v: 1, token: client.token })
    for (const frame of frames.slice(start, start + FRAMES_A_SOCKET)) {
      const started = performance.now()
      report.bytes += await askOne(frame)
      record(report.roundTrip, (performance.now() - started) * 1000)
    }
    socket.end()
  }
  return report
}
