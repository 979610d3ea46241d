import type { EventSink } from './http-stream.ts'

/** Bytes after which no more events go into an answer; what is left goes into the next one. */
const ANSWER_BYTES = 256 * 1024

/**
 * Holds what the server says for a client that fetches it by polls. Polls are numbered from 1: the same number again brings the same
 * answer, so that one that was lost on the way is not lost for the client.
 */
export class PolledAnswers implements EventSink {
  readonly #bufferBytes: number
  #waiting: Uint8Array[] = []
  #bytes = 0
  #answered = 0
  #last = ''
  #closed = false
  /** of something to answer */
  #arrival: PromiseWithResolvers<void> | null = null

  constructor(bufferBytes: number) {
    this.#bufferBytes = bufferBytes
  }

  space(): number {
    return this.#bufferBytes - this.#bytes
  }

  write(event: Uint8Array): void {
    this.#waiting.push(event)
    this.#bytes += event.length
    this.#arrived()
  }

  close(): void {
    this.#closed = true
    this.#arrived()
  }

  cut(): void {
    this.#waiting = []
    this.close()
  }

  /** Resolves when there is an answer to this poll. The server's signs of life see to it that one comes. */
  async ready(number: number): Promise<void> {
    if (number !== this.#answered + 1 || this.#bytes > 0 || this.#closed) return
    this.#arrival ??= Promise.withResolvers()
    await this.#arrival.promise
  }

  #arrived(): void {
    this.#arrival?.resolve()
    this.#arrival = null
  }

  /** @returns what waits, as it stands in a stream; null: a number that skips one */
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
