import { type Histogram, record } from '../histogram.ts'
import type { Pace, TalkReport } from './commands.ts'
import { type Client, DIALECTS, type DialectName } from './dialects.ts'
import type { RawSocket } from './raw-socket.ts'

/** Connections opened at the same time; more would only fill the listener's backlog. */
const OPENING_AT_ONCE = 100

interface Room {
  number: number
  members: Member[]
  /** the member that sends next */
  next: number
  underWay: number
}

interface Member {
  socket: RawSocket
  /** by the frame's id, until it is acked */
  sentAt: Map<number, number>
}

const micros = () => Math.floor(performance.now() * 1000)
/**
 * Digits at the start of a body: the time of sending by this process's clock. All connections of a room are in one
 * process.
 */
const STAMP_DIGITS = 15
const DIGIT_0 = 48
/** After the greeting's id, which is 1. */
const FIRST_ID = 2

/** The talk in all rooms of one server, and its measurements. */
export class RoomTalk {
  readonly #dialect
  readonly #rooms = new Map<number, Room>()
  #pace: Pace | undefined
  #bodyChars = 0
  #sentEver = 0
  #stopTimer = () => {}
  #seen = emptyReport()
  #since = { at: performance.now(), cpu: process.cpuUsage() }
  readonly #prefix = crypto.randomUUID().slice(0, 24)

  constructor(dialect: DialectName) {
    this.#dialect = DIALECTS[dialect]
  }

  async open(port: number, clients: readonly Client[]): Promise<void> {
    for (let start = 0; start < clients.length; start += OPENING_AT_ONCE) {
      const some = clients.slice(start, start + OPENING_AT_ONCE)
      await Promise.all(some.map((client, index) => this.#connect(port, client, start + index)))
    }
  }

  async #connect(port: number, client: Client, index: number): Promise<void> {
    const room: Room = this.#rooms.get(client.room) ?? { number: client.room, members: [], next: 0, underWay: 0 }
    this.#rooms.set(client.room, room)
    const ready = Promise.withResolvers<void>()
    // A connection may close before any code waits for it to be ready; the code that opens it reports the reason.
    ready.promise.catch(() => undefined)
    const dialect = this.#dialect
    const greeting = dialect.greeting(client)
    let greeted = greeting === null
    let member: Member | undefined
    const socket = await dialect.open({
      port,
      client,
      forwardedFor: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
      onClose: (error) => ready.reject(error ?? new Error('closed before it was ready')),
      onText: (bytes, start, end) => {
        // Messages that arrive before the member has joined the room are of members who joined earlier, and do not
        // count yet.
        if (greeted) return member && this.#hear(room, member, bytes, start, end)
        try {
          greeted = dialect.isReady(bytes.toString('utf8', start, end))
          if (greeted) ready.resolve()
        } catch (error) {
          ready.reject(error)
        }
      },
    })
    member = { socket, sentAt: new Map() }
    if (greeting !== null) socket.send(greeting)
    else ready.resolve()
    await ready.promise
    room.members.push(member)
  }

  talk(pace: Pace, bodyChars: number): void {
    this.#pace = pace
    this.#bodyChars = bodyChars
    if (pace.kind === 'window') {
      const talking = [...this.#rooms.values()].slice(0, pace.rooms)
      for (const room of talking) for (let n = 0; n < pace.perRoom; n++) this.#say(room)
    } else this.#keepRate(pace.perSecond)
  }

  /** Resolves when everything that was sent has come back. */
  async silence(): Promise<void> {
    this.#pace = undefined
    this.#stopTimer()
    const deadline = performance.now() + 10_000
    while ([...this.#rooms.values()].some((room) => room.underWay > 0)) {
      if (performance.now() > deadline) throw new Error('messages that were sent did not come back in 10 s')
      await Bun.sleep(5)
    }
  }

  mark(): void {
    this.#seen = emptyReport()
    this.#since = { at: performance.now(), cpu: process.cpuUsage() }
  }

  report(): TalkReport {
    const { user, system } = process.cpuUsage(this.#since.cpu)
    return { ...this.#seen, seconds: (performance.now() - this.#since.at) / 1000, cpuMs: (user + system) / 1000 }
  }

  close(): void {
    for (const room of this.#rooms.values()) for (const { socket } of room.members) socket.end()
  }

  #keepRate(perSecond: number): void {
    const rooms = [...this.#rooms.values()]
    const started = micros()
    let sent = 0
    const timer = setInterval(() => {
      const due = Math.floor(((micros() - started) / 1e6) * perSecond)
      for (; sent < due; sent++) {
        record(this.#seen.lag, micros() - started - ((sent + 1) / perSecond) * 1e6)
        this.#say(rooms[sent % rooms.length] as Room)
      }
    }, 1)
    this.#stopTimer = () => clearInterval(timer)
  }

  #say(room: Room): void {
    const member = room.members[room.next++ % room.members.length] as Member
    const at = micros()
    const id = FIRST_ID + this.#sentEver++
    member.sentAt.set(id, at)
    const text = String(at).padStart(STAMP_DIGITS, '0').padEnd(this.#bodyChars, ' lorem ipsum')
    const clientId = this.#prefix + id.toString(16).padStart(12, '0')
    room.underWay++
    this.#seen.sent++
    member.socket.send(this.#dialect.message({ id, room: room.number, clientId, text }))
  }

  #hear(room: Room, member: Member, bytes: Buffer, start: number, end: number) {
    const { textMark } = this.#dialect
    switch (this.#dialect.meaning(bytes, start, end)) {
      case 'delivery':
        this.#seen.delivered++
        if (this.#dialect.ackIsCopy) this.#acked(member, bytes, start)
        if (member === room.members.at(-1)) this.#cameBack(room, bytes, start)
        return
      case 'deliveries':
        for (let at = start; ; ) {
          const found = bytes.indexOf(textMark, at)
          if (found < 0 || found > end) return
          at = found + textMark.length
          this.#seen.delivered++
          if (member === room.members.at(-1)) this.#cameBack(room, bytes, found)
        }
      case 'ack':
        return this.#acked(member, bytes, start)
      case 'refusal':
        this.#seen.refused++
        this.#seen.refusal ??= bytes.toString('utf8', start, end)
        room.underWay--
        return
      case 'other':
        return this.#dialect.answer(bytes, start, member.socket)
    }
  }

  /** One connection per room measures the time and sends the next message: reading every copy would cost too much. */
  #cameBack(room: Room, bytes: Buffer, start: number): void {
    const { textMark } = this.#dialect
    const at = bytes.indexOf(textMark, start) + textMark.length
    record(this.#seen.delivery, micros() - Number(bytes.toString('latin1', at, at + STAMP_DIGITS)))
    room.underWay--
    if (this.#pace?.kind === 'window') this.#say(room)
  }

  #acked(member: Member, bytes: Buffer, start: number): void {
    const { ackMark } = this.#dialect
    let id = 0
    for (let at = bytes.indexOf(ackMark, start) + ackMark.length; ; at++) {
      const digit = (bytes[at] as number) - DIGIT_0
      if (digit < 0 || digit > 9) break
      id = id * 10 + digit
    }
    const sentAt = member.sentAt.get(id)
    if (sentAt === undefined) return
    member.sentAt.delete(id)
    this.#seen.acked++
    record(this.#seen.ack, micros() - sentAt)
  }
}

function emptyReport(): TalkReport {
  const none = (): Histogram => ({})
  const times = { ack: none(), delivery: none(), lag: none() }
  return { seconds: 0, sent: 0, acked: 0, delivered: 0, refused: 0, refusal: null, cpuMs: 0, ...times }
}
