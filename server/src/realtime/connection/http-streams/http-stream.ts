import { eventOf, type StreamTopics } from '../../delivery/stream-topics.ts'
import type { Carrier } from '../carrier.ts'

/** Some proxies and virus scanners hold back the first kilobytes of an answer. */
const PADDING = new TextEncoder().encode(`:${' '.repeat(2048)}\n`)
/** A comment, which readers of event streams ignore. The client answers it with a POST. */
const PULSE = new TextEncoder().encode(':\n\n')

/** Receives the events of a stream. */
export interface EventSink {
  /** bytes that may still be written */
  space(): number
  write(event: Uint8Array<ArrayBuffer>): void
  /** Closes after all written events. */
  close(): void
  /** Cuts at once: the reader is too slow. */
  cut(): void
}

export interface StreamedAnswer extends EventSink {
  body: ReadableStream<Uint8Array<ArrayBuffer>>
}

/**
 * @param bufferBytes that may wait for a slow reader
 * @param name the secret name of the stream, which is its first event
 */
export function streamedAnswer(bufferBytes: number, name: string, cancelled: () => void): StreamedAnswer {
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(given) {
        controller = given
        given.enqueue(PADDING)
        given.enqueue(nameEvent(name))
      },
      cancel: cancelled,
    },
    { highWaterMark: bufferBytes, size: (chunk) => chunk?.length ?? 0 },
  )
  return {
    body,
    space: () => controller?.desiredSize ?? 0,
    write: (event) => controller?.enqueue(event),
    close: () => controller?.close(),
    cut: () => controller?.error(new Error('slow reader')),
  }
}

export const nameEvent = (name: string) => eventOf(JSON.stringify({ t: 'stream', stream: name }))

export interface HttpStreamOptions {
  topics: StreamTopics
  /** Called once, and never within a call of this stream. */
  ended(): void
}

/** Frames to one client over HTTP: as the body of a streamed answer, or held for polls. */
export class HttpStream implements Carrier {
  /** the number of the last POST whose frames were taken */
  taken = 0
  readonly #topics: StreamTopics
  readonly #subscribed = new Set<string>()
  readonly #ended: () => void
  /** null: the stream has ended */
  #sink: EventSink | null

  constructor(sink: EventSink, { topics, ended }: HttpStreamOptions) {
    this.#sink = sink
    this.#topics = topics
    this.#ended = ended
  }

  send(text: string): number {
    return this.write(eventOf(text))
  }

  /** @returns 0: too many bytes wait, and the stream was cut */
  write(event: Uint8Array<ArrayBuffer>): number {
    const sink = this.#sink
    if (!sink) return 0
    if (sink.space() < event.length) {
      this.release()
      sink.cut()
      return 0
    }
    sink.write(event)
    return event.length
  }

  pulse(): void {
    this.write(PULSE)
  }

  cork(send: () => void): void {
    send()
  }

  subscribe(topic: string): void {
    if (!this.#sink) return
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
    const sink = this.#sink
    this.release()
    sink?.close()
  }

  /** From now on nothing is written. */
  release(): void {
    if (!this.#sink) return
    this.#sink = null
    for (const topic of this.#subscribed) this.#topics.unsubscribe(topic, this)
    this.#subscribed.clear()
    // The publisher may be in the middle of code whose data this end changes.
    queueMicrotask(this.#ended)
  }
}
