import type { StoredEvent } from '../checker/store-export.ts'

interface Page {
  events: { id: string }[]
  next: string
  newest: string
}

const RETRY_MS = 50

/** A program of the widget's site that follows its events by the API: it waits, and goes on where it was. */
export class LogReader {
  /** the ids of all events, in the order in which they came */
  readonly ids: number[] = []
  readonly #url: () => string
  readonly #apiKey: string
  #after = '0'
  #going = true
  readonly #reading: Promise<void>

  /** @param port of any running server, chosen for each call */
  constructor(port: () => number, apiKey: string) {
    this.#url = () => `http://127.0.0.1:${port()}/v3/events`
    this.#apiKey = apiKey
    this.#reading = this.#read()
  }

  async #read(): Promise<void> {
    while (this.#going) {
      const page = await this.#page(5).catch(() => null)
      if (page === null) await Bun.sleep(RETRY_MS)
    }
    // No client writes any more.
    while ((await this.#page(0)).events.length > 0);
  }

  async #page(wait: number): Promise<Page> {
    const query = new URLSearchParams({ after: this.#after, limit: '500', wait: String(wait) })
    const answer = await fetch(`${this.#url()}?${query}`, { headers: { authorization: `Bearer ${this.#apiKey}` } })
    if (!answer.ok) throw new Error(`GET /v3/events answered ${answer.status} ${await answer.text()}`)
    const page = (await answer.json()) as Page
    this.#after = page.next
    for (const { id } of page.events) this.ids.push(Number(id))
    return page
  }

  /** Reads to the end. Call it when no client writes any more. */
  async end(): Promise<void> {
    this.#going = false
    await this.#reading
  }

  /** @returns the events of its widget that it did not receive once and in order */
  faults(widget: number, events: readonly StoredEvent[]): string[] {
    const ids = events.filter((event) => event.widget === widget).map(({ id }) => id)
    const wrong = ids.findIndex((id, index) => this.ids[index] !== id)
    const faults = wrong < 0 ? [] : [`EVENT-3: the reader got event ${this.ids[wrong]} where ${ids[wrong]} is expected`]
    return this.ids.length === ids.length
      ? faults
      : [...faults, `EVENT-3: the reader got ${this.ids.length} events of ${ids.length}`]
  }
}
