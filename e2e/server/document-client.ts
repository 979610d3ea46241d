export type Json = Record<string, unknown> & { t?: string; id?: number | null; code?: string; field?: string }

/** A client written from docs/protocol.md alone, without code of this project. */
export class DocumentClient {
  readonly events: Json[] = []
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, (frame: Json) => void>()
  readonly closed: Promise<number>
  #id = 0
  #look = () => {}

  constructor(address: string) {
    this.#socket = new WebSocket(address)
    this.#socket.onmessage = ({ data }) => this.#hear(JSON.parse(data))
    this.closed = new Promise((resolve) => {
      this.#socket.onclose = ({ code }) => resolve(code)
    })
  }

  opened(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.onopen = () => resolve()
    })
  }

  ask(t: string, fields: object = {}): Promise<Json> {
    const id = ++this.#id
    this.#socket.send(JSON.stringify({ t, id, ...fields }))
    return new Promise((resolve) => this.#waiting.set(id, resolve))
  }

  async result<T = Json>(t: string, fields: object = {}): Promise<T> {
    const answer = await this.ask(t, fields)
    if (answer.t !== 'ok') throw new Error(JSON.stringify(answer))
    return answer.result as T
  }

  event(t: string): Promise<Json> {
    return new Promise((resolve) => {
      this.#look = () => {
        const found = this.events.find((event) => event.t === t)
        if (found) resolve(found)
      }
      this.#look()
    })
  }

  close(): void {
    this.#socket.close()
  }

  #hear(frame: Json): void {
    if (frame.t === 'ok' || frame.t === 'error') this.#waiting.get(frame.id ?? 0)?.(frame)
    else this.events.push(frame)
    this.#look()
  }
}
