import { record } from '../histogram.ts'
import type { TogetherReport } from './commands.ts'
import type { Seat } from './dialects.ts'
import { type Connection, connect } from './visit.ts'

/** Connections opened at once; opening is not measured. */
const OPENED_AT_ONCE = 200

/**
 * Many signed-in users who do the same thing at the same moment, and count the events that they receive about each
 * other.
 */
export class Gathering {
  #connections: Connection[] = []
  #heard = 0

  async open(port: number, seats: readonly Seat[]): Promise<void> {
    for (let start = 0; start < seats.length; start += OPENED_AT_ONCE) {
      await Promise.all(seats.slice(start, start + OPENED_AT_ONCE).map((seat, n) => this.#enter(port, seat, start + n)))
    }
  }

  async #enter(port: number, seat: Seat, index: number): Promise<void> {
    const address = `10.3.${(index >> 8) & 255}.${index & 255}`
    const connection = await connect(port, seat, address, (event) => {
      // A user's own joins and leaves are sent to their own connections.
      if (!event.startsWith('{"t":"room",')) this.#heard++
    })
    await connection.request('auth', { v: 1, token: seat.token })
    this.#connections.push(connection)
  }

  /** @param frame with id 0, which is replaced by its number */
  async act(frame: string): Promise<TogetherReport> {
    const report: TogetherReport = { done: {}, failed: 0, failure: null, heard: 0 }
    this.#heard = 0
    const started = performance.now()
    await Promise.all(
      this.#connections.map(async (connection) => {
        try {
          await connection.ask(frame)
          record(report.done, (performance.now() - started) * 1000)
        } catch (error) {
          report.failed++
          report.failure ??= String(error)
        }
      }),
    )
    // By now everything has arrived that was sent to any of them before their answer.
    await Promise.all(this.#connections.map((connection) => connection.request('ping', {})))
    return { ...report, heard: this.#heard }
  }

  close(): void {
    for (const { socket } of this.#connections) socket.end()
    this.#connections = []
  }
}
