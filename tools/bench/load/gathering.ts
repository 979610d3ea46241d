import { record } from '../histogram.ts'
import type { TogetherReport } from './commands.ts'
import type { Seat } from './dialects.ts'
import { type Connection, connect } from './visit.ts'

/** Opened so many at a time: this is not what is measured. */
const OPENED_AT_ONCE = 200

/** Many who are signed in and do the same at the same moment, and count what they hear of one another. */
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
      // That he is in or out himself is told to his own sockets.
      if (!event.startsWith('{"t":"room",')) this.#heard++
    })
    await connection.request('auth', { v: 1, token: seat.token })
    this.#connections.push(connection)
  }

  /** @param frame with id 0 in the place of its number */
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
    // Whatever was sent to anybody before he was answered now has come.
    await Promise.all(this.#connections.map((connection) => connection.request('ping', {})))
    return { ...report, heard: this.#heard }
  }

  close(): void {
    for (const { socket } of this.#connections) socket.end()
    this.#connections = []
  }
}
