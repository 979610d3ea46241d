const SEPARATOR = '\r\n\r\n'

/**
 * A caller of `GET /v3/events` that asks again after each answer, over one connection. It costs less than `fetch`,
 * which has 256 connections at once.
 */
export class LongPoll {
  /** answers with events, the newest last: when each came, milliseconds */
  readonly answeredAt: number[] = []
  /** answers without an event, and other failures */
  empty = 0
  readonly #options: { port: number; apiKey: string; waitSeconds: number }
  #after: string
  #socket: Awaited<ReturnType<typeof Bun.connect>> | null = null
  #received = ''

  constructor(options: { port: number; apiKey: string; waitSeconds: number }, after: string) {
    this.#options = options
    this.#after = after
  }

  async start(): Promise<void> {
    this.#socket = await Bun.connect({
      hostname: '127.0.0.1',
      port: this.#options.port,
      socket: { data: (_socket, data) => this.#read(data) },
    })
    this.#ask()
  }

  #ask(): void {
    const { apiKey, waitSeconds } = this.#options
    const path = `/v3/events?after=${this.#after}&wait=${waitSeconds}`
    this.#socket?.write(`GET ${path} HTTP/1.1\r\nhost: chat\r\nauthorization: Bearer ${apiKey}${SEPARATOR}`)
  }

  #read(data: Buffer): void {
    this.#received += data.toString('latin1')
    const head = this.#received.indexOf(SEPARATOR)
    if (head < 0) return
    const length = Number(/content-length: (\d+)/i.exec(this.#received.slice(0, head))?.[1] ?? 0)
    const start = head + SEPARATOR.length
    if (this.#received.length < start + length) return
    const page = JSON.parse(this.#received.slice(start, start + length)) as { events?: unknown[]; next?: string }
    this.#received = ''
    if (page.events?.length) this.answeredAt.push(performance.now())
    else this.empty += 1
    this.#after = page.next ?? this.#after
    this.#ask()
  }

  end(): void {
    this.#socket?.end()
    this.#socket = null
  }
}
