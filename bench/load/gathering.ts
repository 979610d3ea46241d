import type { ServerEvent } from '@imbachat/protocol'
import { record } from '../histogram.ts'
import type { TogetherReport } from './commands.ts'
import type { Client } from './dialects.ts'
import { type Connection, connect } from './visit.ts'

/** Connections opened at once; opening is not measured. */
const OPENED_AT_ONCE = 200

/**
 * Many signed-in users who do the same thing at the same moment, and count the events that they receive about each
 * other.
 */
interface Witness {
  changes: number
  rev: number
}

export class Gathering {
  #connections: Connection[] = []
  #heard = 0
  /** reads the events of one connection: parsing all of them would cost too much */
  #witness: Witness = { changes: 0, rev: 0 }
  #witnessed = -1

  async open(port: number, clients: readonly Client[]): Promise<void> {
    for (let start = 0; start < clients.length; start += OPENED_AT_ONCE) {
      await Promise.all(
        clients.slice(start, start + OPENED_AT_ONCE).map((client, n) => this.#enter(port, client, start + n)),
      )
    }
    this.#witnessed = clients.length - 1
  }

  async #enter(port: number, client: Client, index: number): Promise<void> {
    const address = `10.3.${(index >> 8) & 255}.${index & 255}`
    const connection = await connect(port, client, address, (event) => {
      // A user's own joins and leaves are sent to their own connections.
      if (!event.startsWith('{"t":"room",')) this.#heard++
      if (index === this.#witnessed) this.#see(JSON.parse(event) as ServerEvent)
    })
    await connection.request('auth', { v: 1, token: client.token })
    this.#connections.push(connection)
  }

  #see(event: ServerEvent): void {
    const messages = event.t === 'messages' ? event.messages : event.t === 'message' ? [event.message] : []
    this.#witness.changes += messages.length
    this.#witness.rev = Math.max(this.#witness.rev, ...messages.map(({ rev }) => rev))
  }

  /** @param frames with id 0, which is replaced by its number */
  async act(frames: readonly string[], overMs: number): Promise<TogetherReport> {
    const report = { done: {}, failed: 0, failure: null as string | null, lasted: 0 }
    this.#heard = 0
    this.#witness = { changes: 0, rev: 0 }
    const received = () => this.#connections.reduce((sum, { socket }) => sum + socket.received(), 0)
    const before = received()
    const started = performance.now()
    await Promise.all(
      this.#connections.map(async (connection, index) => {
        const due = (overMs * index) / this.#connections.length
        try {
          if (due > 0) await Bun.sleep(due)
          const sentAt = due > 0 ? performance.now() : started
          await connection.ask(frames[index % frames.length] ?? '')
          const now = performance.now()
          record(report.done, (now - sentAt) * 1000)
          report.lasted = now - started
        } catch (error) {
          report.failed++
          report.failure ??= String(error)
        }
      }),
    )
    // By now everything has arrived that was sent to any of them before their answer.
    await Promise.all(this.#connections.map((connection) => connection.request('ping', {})))
    return { ...report, ...this.#witness, heard: this.#heard, bytes: received() - before }
  }

  close(): void {
    for (const { socket } of this.#connections) socket.end()
    this.#connections = []
  }
}
