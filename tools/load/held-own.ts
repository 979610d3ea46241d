import type { OwnItem, ReplyTo } from '@imbachat/protocol'
import type { Happening } from '../checker/history.ts'
import { isFinal } from './outbox.ts'
import type { Request } from './wire.ts'

export interface HeldOwnOptions {
  note(happening: Happening): void
  /** a request number that this client has not used */
  nextAsk(): number
}

/**
 * One client's position in its user's own state, by the protocol's rules for the event `own`. Of the items it keeps the
 * revs of drafts alone.
 */
export class HeldOwn {
  /** the client saw everything up to here */
  rev = 0
  /** events that showed a gap */
  gaps = 0
  /** by room: the rev of the draft that the next one replaces */
  readonly draftRevs = new Map<number, number>()
  readonly #options: HeldOwnOptions
  #early: OwnItem[] = []
  /** the connection on which a request is pending */
  #asking: Request | null = null
  #answered = Promise.resolve(true)

  constructor(options: HeldOwnOptions) {
    this.#options = options
  }

  /** A new connection: pending requests of the old one stay unanswered. */
  startOver(): void {
    this.#early = []
    this.#asking = null
  }

  /** Takes the answer to `auth`. */
  begin(rev: number, request: Request): void {
    this.#options.note({ t: 'own_rev', rev })
    if (rev > this.rev) void this.catchUp(request)
  }

  receive(items: OwnItem[], request: Request): void {
    this.#options.note({ t: 'own_received', items })
    this.#early.push(...items)
    if (this.#asking) return
    this.#applyEarly()
    if (this.#early.length === 0) return
    this.gaps++
    void this.catchUp(request)
  }

  /**
   * Requests missing changes until none is missing.
   * @returns false: the connection was lost, or the server was too busy
   */
  catchUp(request: Request): Promise<boolean> {
    if (!this.#asking) this.#answered = this.#askUntilWhole(request)
    return this.#answered
  }

  async #askUntilWhole(request: Request): Promise<boolean> {
    this.#asking = request
    try {
      do await this.#ask(request)
      while (this.#asking === request && this.#early.length > 0)
      return this.#asking === request
    } catch (error) {
      // lost, or refused for now: asked again, by the next connection or at the end
      return isFinal(error)
    } finally {
      if (this.#asking === request) this.#asking = null
    }
  }

  async #ask(request: Request): Promise<void> {
    const { note, nextAsk } = this.#options
    for (let more = true; more; ) {
      const ask = nextAsk()
      note({ t: 'own_asked', ask, rev: this.rev })
      const result: ReplyTo<'user.sync'> = await request('user.sync', { rev: this.rev })
      if (this.#asking !== request) return
      if (result.kind === 'resync') {
        note({ t: 'own_resync', ask })
        this.rev = 0
        continue
      }
      const { items, rev } = result
      more = result.more
      note({ t: 'own_synced', ask, items, rev, more })
      for (const item of items) this.#learn(item)
      this.rev = rev
    }
    this.#applyEarly()
  }

  #applyEarly(): void {
    for (;;) {
      this.#early = this.#early.filter(({ rev }) => rev > this.rev).sort((a, b) => a.rev - b.rev)
      const next = this.#early[0]
      if (next?.rev !== this.rev + 1) return
      this.#learn(next)
      this.rev = next.rev
    }
  }

  #learn(item: OwnItem): void {
    if (item.kind === 'draft') this.draftRevs.set(item.room_id, item.rev)
  }
}
