/**
 * The part of a WebSocket that clients here use, over the streamed answer and the POSTs of docs/protocol.md. Any
 * failure ends it.
 */
export class StreamSocket {
  onopen: (() => void) | null = null
  onmessage: ((event: MessageEvent<string>) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onerror: (() => void) | null = null
  readyState: number = WebSocket.CONNECTING
  /** its name on the server */
  name = ''
  /** the number of the last POST */
  posts = 0
  readonly #base: string
  readonly #postTo: () => string
  readonly #headers: Record<string, string>
  readonly #gone = new AbortController()
  #waiting: string[] = []
  #posting = false

  /**
   * @param base http://…/imbachat/v1/ID
   * @param postTo the same, asked for each POST: behind a proxy they come to any node
   */
  constructor(base: string, headers: Record<string, string> = {}, postTo = () => base) {
    this.#base = base
    this.#postTo = postTo
    this.#headers = headers
    this.#listen().then(
      () => this.#end(),
      () => this.#end(),
    )
  }

  /** For code that is written for WebSockets and uses no more of them than this class has. */
  asWebSocket(): WebSocket {
    return this as unknown as WebSocket
  }

  send(frame: string): void {
    this.#waiting.push(frame)
    if (!this.#posting) void this.#post()
  }

  close(): void {
    this.#end()
  }

  /** Whether every POST has its answer. */
  get idle(): boolean {
    return !this.#posting
  }

  /** Sends a POST unchanged. */
  post(body: string): Promise<Response> {
    return fetch(`${this.#postTo()}/frames`, { method: 'POST', body, headers: this.#headers })
  }

  async #listen(): Promise<void> {
    const { signal } = this.#gone
    const answer = await fetch(`${this.#base}/stream`, { method: 'POST', headers: this.#headers, signal })
    if (!answer.ok || !answer.body) return this.#refused(await answer.text())
    let rest = ''
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + part).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) this.#hear(line)
    }
  }

  /** Reports a refusal as a WebSocket would. */
  #refused(body: string): void {
    const { error } = JSON.parse(body) as { error: object }
    this.#message(JSON.stringify({ t: 'bye', ...error }))
  }

  #hear(line: string): void {
    if (line === ':') this.send('')
    if (!line.startsWith('data: ')) return
    const data = line.slice('data: '.length)
    if (this.name !== '') this.#message(data)
    else this.#opened((JSON.parse(data) as { stream: string }).stream)
  }

  #opened(name: string): void {
    this.name = name
    this.readyState = WebSocket.OPEN
    this.onopen?.()
  }

  /** As with a WebSocket, nothing is delivered after the close, not even what had arrived already. */
  #message(data: string): void {
    if (this.readyState !== WebSocket.CLOSED) this.onmessage?.(new MessageEvent('message', { data }))
  }

  async #post(): Promise<void> {
    this.#posting = true
    while (this.#waiting.length > 0 && this.readyState === WebSocket.OPEN) {
      // An empty one is only a sign of life.
      const frames = this.#waiting.splice(0).filter((frame) => frame !== '')
      const body = [`${this.name} ${++this.posts}`, ...frames].join('\n')
      const taken = await this.post(body).then(
        ({ ok }) => ok,
        () => false,
      )
      if (!taken) this.#end()
    }
    this.#posting = false
  }

  #end(): void {
    if (this.readyState === WebSocket.CLOSED) return
    if (this.readyState === WebSocket.CONNECTING) this.onerror?.()
    this.readyState = WebSocket.CLOSED
    this.#gone.abort()
    this.onclose?.({ code: 1000, reason: '' })
  }
}
