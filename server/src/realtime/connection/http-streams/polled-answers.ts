import type { EventSink } from './http-stream.ts'

/** Once an answer has this many bytes, no more events go into it; the rest goes into the next answer. */
const ANSWER_BYTES = 256 * 1024

/**
 * Holds the events for a client that polls. Polls are numbered from 1. A poll with the same number gets the same answer
 * again, so an answer that was lost on the way is not lost for the client.
 */
export class PolledAnswers implements EventSink {
  readonly #bufferBytes: number
  #waiting: Uint8Array[] = []
  #bytes = 0
  #answered = 0
  #last = ''
  #closed = false
  /** of the waiting poll: true if there are events, false if a newer poll replaces it */
  #waiter: ((isNewest: boolean) => void) | null = null

  constructor(bufferBytes: number) {
    this.#bufferBytes = bufferBytes
  }

  space(): number {
    return this.#bufferBytes - this.#bytes
  }

  write(event: Uint8Array): void {
    this.#waiting.push(event)
    this.#bytes += event.length
    this.#release(true)
  }

  close(): void {
    this.#closed = true
    this.#release(true)
  }

  cut(): void {
    this.#waiting = []
    this.close()
  }

  /**
   * Resolves when there is an answer to this poll; the server's signs of life make sure that one comes. One poll waits
   * at a time, or a client could hold any number of them.
   * @returns false: a newer poll with this number came, and the answer is for that one
   */
  async ready(number: number): Promise<boolean> {
    if (number !== this.#answered + 1 || this.#bytes > 0 || this.#closed) return true
    this.#release(false)
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#waiter = resolve
    return promise
  }

  #release(isNewest: boolean): void {
    this.#waiter?.(isNewest)
    this.#waiter = null
  }

  /** @returns the waiting events, in the format of a stream; null: `number` skips one */
  take(number: number): string | null {
    if (number === this.#answered) return this.#last
    if (number !== this.#answered + 1) return null
    this.#answered = number
    const parts: Uint8Array[] = []
    for (let bytes = 0; this.#waiting.length > 0 && bytes < ANSWER_BYTES; ) {
      const [event = new Uint8Array()] = this.#waiting.splice(0, 1)
      bytes += event.length
      this.#bytes -= event.length
      parts.push(event)
    }
    this.#last = Buffer.concat(parts).toString()
    return this.#last
  }
}
