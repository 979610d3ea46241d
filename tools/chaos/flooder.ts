// A process of one widget's users who request as much as they can. Commands and answers go over IPC.
import type { ServerFrame } from '@imbachat/protocol'
import { PROTOCOL_VERSION } from '@imbachat/protocol/version'
import { obeyCommands } from '../load/command-worker.ts'

export type FloodCommand =
  /**
   * `users`: name and token of each. Every user gets a connection, dialogs with the next users, and membership in one
   * common room
   */
  | { t: 'open'; url: string; users: readonly [string, string][] }
  /** frames per second and connection, until the next command */
  | { t: 'flood'; perSecond: number }
  | { t: 'report' }

export interface FloodReport {
  answered: number
  refused: number
  ended: number
}

const DIALOGS = 3
/** Users that connect at once at the start. */
const WAVE = 50
/** One of this many frames is a message to all users. */
const TO_ALL = 500
const TICK_MS = 10

interface Flooder {
  socket: WebSocket
  rooms: number[]
  /** the room of all users */
  all: number
  asked: number
}

const flooders: Flooder[] = []
const waiting = new Map<number, (frame: ServerFrame) => void>()
const report: FloodReport = { answered: 0, refused: 0, ended: 0 }
let lastId = 0
let ticking: ReturnType<typeof setInterval> | undefined

function ask(socket: WebSocket, frame: Record<string, unknown>): Promise<ServerFrame> {
  const id = ++lastId
  socket.send(JSON.stringify({ ...frame, id }))
  return new Promise((resolve) => waiting.set(id, resolve))
}

function receive({ data }: MessageEvent<string>): void {
  const frame = JSON.parse(data) as ServerFrame
  if (frame.t === 'ok') report.answered++
  else if (frame.t === 'error') report.refused++
  else return
  waiting.get(frame.id ?? 0)?.(frame)
  waiting.delete(frame.id ?? 0)
}

async function open(url: string, user: number, users: readonly [string, string][]): Promise<void> {
  const socket = new WebSocket(url)
  socket.onmessage = receive
  socket.onclose = () => report.ended++
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve()
    socket.onerror = () => reject(new Error('a connection did not open'))
  })
  await ask(socket, { t: 'auth', v: PROTOCOL_VERSION, token: users[user]?.[1] })
  const rooms: number[] = []
  for (let n = 1; n <= DIALOGS; n++) {
    const opened = await ask(socket, { t: 'dialog.open', user_id: users[(user + n) % users.length]?.[0] })
    rooms.push(roomOf(opened))
    await ask(socket, message(roomOf(opened)))
  }
  const all = await ask(socket, { t: 'room.open', pipe: 'all', is_public: true })
  flooders.push({ socket, rooms, all: roomOf(all), asked: user })
}

function roomOf(answer: ServerFrame): number {
  if (answer.t !== 'ok' || !('room' in answer.result)) throw new Error(`there is no room: ${JSON.stringify(answer)}`)
  return answer.result.room.room_id
}

const message = (room: number | undefined) => ({
  t: 'message.send',
  room_id: room,
  client_id: crypto.randomUUID(),
  text: 'noise '.repeat(20),
})

/** The requests of an app out of control: lists, history, messages. */
function shout(flooder: Flooder): void {
  const { socket, rooms, all } = flooder
  if (socket.readyState !== WebSocket.OPEN) return
  const room = rooms[flooder.asked % rooms.length]
  const id = ++lastId
  const kinds = [
    { t: 'rooms.list', limit: 100 },
    message(room),
    { t: 'messages.list', room_id: room, limit: 100 },
    { t: 'receipts.update', rooms: rooms.map((room_id) => ({ room_id, read_seq: id })) },
  ]
  const frame = id % TO_ALL === 0 ? message(all) : kinds[flooder.asked++ % kinds.length]
  socket.send(JSON.stringify({ ...frame, id }))
}

function flood(perSecond: number): void {
  clearInterval(ticking)
  let owed = 0
  let next = 0
  ticking = setInterval(() => {
    for (owed += (flooders.length * perSecond * TICK_MS) / 1_000; owed >= 1; owed--) {
      const flooder = flooders[next++ % flooders.length]
      if (flooder) shout(flooder)
    }
  }, TICK_MS)
}

async function obey(command: FloodCommand): Promise<FloodReport> {
  if (command.t === 'open') {
    const { url, users } = command
    await open(url, 0, users)
    for (let start = 1; start < users.length; start += WAVE) {
      await Promise.all(users.slice(start, start + WAVE).map((_, index) => open(url, start + index, users)))
    }
  }
  if (command.t === 'flood') flood(command.perSecond)
  return report
}

obeyCommands(obey)
