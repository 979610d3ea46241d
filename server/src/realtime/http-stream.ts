import type { Carrier } from './carrier.ts'
import { eventOf, type StreamTopics } from './stream-topics.ts'

/** Some proxies and virus scanners hold back the first kilobytes of an answer. */
const PADDING = new TextEncoder().encode(`:${' '.repeat(2048)}\n`)
/** A comment, which no reader of events takes for one. The client answers it with a POST. */
const PULSE = new TextEncoder().encode(':\n\n')

export interface HttpStreamOptions {
  /** its secret name */
  name: string
  topics: StreamTopics
  /** bytes that may wait for a slow reader */
  bufferBytes: number
  /** Called once, and never within a call of this stream. */
  ended(): void
}

/** What the server says to one client, as the body of a streamed answer. */
export class HttpStream implements Carrier {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
  /** the number of the last POST whose frames were taken */
  taken = 0
  readonly #topics: StreamTopics
  readonly #subscribed = new Set<string>()
  readonly #ended: () => void
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null

  constructor({ name, topics, bufferBytes, ended }: HttpStreamOptions) {
    this.#topics = topics
    this.#ended = ended
    this.body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (controller) => {
          this.#controller = controller
          controller.enqueue(PADDING)
          controller.enqueue(eventOf(JSON.stringify({ t: 'stream', stream: name })))
        },
        cancel: () => this.#release(),
      },
      { highWaterMark: bufferBytes, size: (chunk) => chunk?.length ?? 0 },
    )
  }

  send(text: string): number {
    return this.write(eventOf(text))
  }

  /** @returns 0: too much waits, and the stream was cut */
  write(event: Uint8Array<ArrayBuffer>): number {
    const controller = this.#controller
    if (!controller) return 0
    if ((controller.desiredSize ?? 0) < event.length) {
      this.#release()
      controller.error(new Error('slow reader'))
      return 0
    }
    controller.enqueue(event)
    return event.length
  }

  pulse(): void {
    this.write(PULSE)
  }

  cork(send: () => void): void {
    send()
  }

  subscribe(topic: string): void {
    if (!this.#controller) return
    this.#subscribed.add(topic)
    this.#topics.subscribe(topic, this)
  }

  unsubscribe(topic: string): void {
    this.#subscribed.delete(topic)
    this.#topics.unsubscribe(topic, this)
  }

  terminate(): void {
    this.close()
  }

  close(): void {
    const controller = this.#controller
    this.#release()
    controller?.close()
  }

  #release(): void {
    if (!this.#controller) return
    this.#controller = null
    for (const topic of this.#subscribed) this.#topics.unsubscribe(topic, this)
    this.#subscribed.clear()
    // Whoever published may be in the middle of what its end changes.
    queueMicrotask(this.#ended)
  }
}
