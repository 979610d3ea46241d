import type { Message, ReplyTo } from '@imbachat/protocol'
import type { Happening } from '../checker/history.ts'
import type { Request } from './wire.ts'

const PAGE = 50

export interface HeldRoomOptions {
  room: number
  note(happening: Happening): void
  /** a number for a question that this client has not used */
  nextAsk(): number
  /** each change once, in order of `rev`, as it is learned */
  onChange(message: Message): void
}

/** Where one client stands in one room, by the protocol's section on resuming. It keeps no messages. */
export class HeldRoom {
  /** everything up to here was seen; null: not listed yet */
  rev: number | null = null
  /** events that showed a gap */
  gaps = 0
  readonly #options: HeldRoomOptions
  #early: Message[] = []
  /** the socket on which a question is under way */
  #asking: Request | null = null
  /** …and it is a sync: it was asked from `rev`, so its answer comes before what comes live */
  #syncing = false
  #answered = Promise.resolve()

  constructor(options: HeldRoomOptions) {
    this.#options = options
  }

  /** A new socket: what the old one was asked will not be answered. */
  startOver(): void {
    this.#early = []
    this.#asking = null
    this.#syncing = false
  }

  receive(message: Message, request: Request): void {
    const { room, note } = this.#options
    note({ t: 'received', room, message })
    if (this.rev !== null && message.rev <= this.rev) return
    this.#early.push(message)
    if (this.#syncing) return
    this.#applyEarly()
    // What is under way is followed by a sync when there is a gap.
    if (this.#early.length === 0 || this.#asking) return
    this.gaps++
    void this.catchUp(request)
  }

  /** Asks for what is missing until nothing is. Resolves also when the socket goes away. */
  catchUp(request: Request): Promise<void> {
    if (!this.#asking) this.#answered = this.#askUntilWhole(request)
    return this.#answered
  }

  async #askUntilWhole(request: Request): Promise<void> {
    this.#asking = request
    try {
      do await this.#ask(request)
      while (this.#asking === request && (this.rev === null || this.#early.length > 0))
    } catch {
      // Lost or refused: the next socket asks again.
    } finally {
      if (this.#asking === request) {
        this.#asking = null
        this.#syncing = false
      }
    }
  }

  async #ask(request: Request): Promise<void> {
    if (this.rev === null) return this.look(request, null)
    for (let more = true; more; ) {
      const { room, note, nextAsk } = this.#options
      const ask = nextAsk()
      const rev: number = this.rev
      note({ t: 'asked', ask, room, rev })
      this.#syncing = true
      const result: ReplyTo<'messages.sync'> = await request('messages.sync', { room_id: room, rev })
      if (this.#asking !== request) return
      this.#syncing = false
      if (result.kind === 'resync') {
        note({ t: 'resync', ask, room, last_rev: result.last_rev })
        this.rev = null
        return
      }
      note({ t: 'synced', ask, room, messages: result.messages, rev: result.rev, more: result.more })
      for (const message of result.messages) this.#options.onChange(message)
      this.rev = result.rev
      more = result.more
    }
    this.#applyEarly()
  }

  /** A page of history. Whoever asked for it, the first one of a room that is not listed yet is where the client stands from then on. */
  async look(request: Request, before: number | null): Promise<void> {
    const { room, note, nextAsk } = this.#options
    const ask = nextAsk()
    note({ t: 'asked', ask, room, page: { before, limit: PAGE } })
    const fields = { room_id: room, limit: PAGE, ...(before === null ? {} : { before_seq: before }) }
    const result = await request('messages.list', fields)
    note({ t: 'listed', ask, room, ...result })
    if (this.rev !== null || before !== null) return
    for (const message of result.messages) this.#options.onChange(message)
    this.rev = result.last_rev
    this.#applyEarly()
  }

  #applyEarly(): void {
    for (;;) {
      const { rev } = this
      if (rev === null) return
      this.#early = this.#early.filter((message) => message.rev > rev)
      const next = this.#early[0]
      if (next?.rev !== rev + 1) return
      this.rev = next.rev
      this.#options.onChange(next)
    }
  }
}
