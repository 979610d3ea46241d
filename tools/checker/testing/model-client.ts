import type { Message, OwnItem } from '@imbachat/protocol'
import type { Entry, Happening, OwnItemInput } from '../history.ts'
import type { ModelOwn } from './model-own.ts'
import type { ModelRoom } from './model-room.ts'

const PAGE = 5

/** A client that does everything right, with a model of the server. It writes its history. */
export class ModelClient {
  readonly entries: Entry[] = []
  readonly client: string
  readonly user: string
  readonly widget: number
  online = false
  readonly #tick: () => number
  readonly #rooms = new Map<ModelRoom, { rev: number | null; early: boolean }>()
  readonly #own: ModelOwn
  #ownRev = 0
  /** writes without an ack, which the next connection sends again */
  readonly #unacked: (() => void)[] = []
  #asks = 0

  constructor(client: string, own: ModelOwn, tick: () => number) {
    this.client = client
    this.user = own.user
    this.widget = own.widget
    this.#own = own
    this.#tick = tick
  }

  note(happening: Happening): void {
    const { client, user, widget } = this
    this.entries.push({ client, user, widget, at: this.#tick(), ...happening })
  }

  connect(rooms: readonly ModelRoom[]): void {
    this.note({ t: 'connection', state: 'connecting' })
    this.note({ t: 'connection', state: 'online' })
    this.online = true
    this.note({ t: 'own_rev', rev: this.#own.rev })
    if (this.#own.rev > this.#ownRev) this.#syncOwn()
    for (const room of rooms) this.catchUp(room)
    for (const sendAgain of this.#unacked.splice(0)) sendAgain()
  }

  disconnect(): void {
    this.note({ t: 'connection', state: 'offline' })
    this.online = false
    for (const held of this.#rooms.values()) held.early = false
  }

  catchUp(room: ModelRoom): void {
    const held = this.#rooms.get(room)
    if (held?.rev == null) {
      this.#rooms.set(room, { rev: room.rev, early: false })
      this.list(room, null)
    } else this.#sync(room, held.rev)
  }

  #sync(room: ModelRoom, from: number): void {
    const ask = this.#asks++
    this.note({ t: 'asked', ask, room: room.id, rev: from })
    const found = room.since(from)
    const messages = found.slice(0, PAGE)
    const more = found.length > PAGE
    const rev = more ? (messages.at(-1)?.rev ?? from) : room.rev
    this.note({ t: 'synced', ask, room: room.id, messages, rev, more })
    this.#rooms.set(room, { rev, early: false })
    if (more) this.#sync(room, rev)
  }

  list(room: ModelRoom, before: number | null): void {
    const ask = this.#asks++
    this.note({ t: 'asked', ask, room: room.id, page: { before, limit: PAGE } })
    const messages = room.before(before ?? room.messages.length + 1, PAGE)
    this.note({ t: 'listed', ask, room: room.id, messages, last_seq: room.messages.length, last_rev: room.rev })
  }

  /** `lost`: the event never arrives; the next one shows the gap. */
  hear(room: ModelRoom, message: Message, lost: boolean): void {
    const held = this.#rooms.get(room)
    if (!this.online || held?.rev == null || lost) return
    this.note({ t: 'received', room: room.id, message })
    if (message.rev === held.rev + 1) held.rev = message.rev
    else this.#sync(room, held.rev)
  }

  send(room: ModelRoom, client_id: string, text: string, ackComes: boolean): void {
    this.note({ t: 'sent', room: room.id, client_id, text })
    const { seq, rev, created_at } = room.append(this.user, client_id, text)
    if (ackComes) this.note({ t: 'acked', room: room.id, client_id, seq, rev, created_at })
    else this.#losesAck(() => this.send(room, client_id, text, true))
  }

  react(room: ModelRoom, seq: number, emoji: string, on: boolean, ackComes: boolean): void {
    const input = { room: room.id, seq, emoji, on }
    this.note({ t: 'reaction_sent', room: room.id, input })
    // Another user deleted the message while the client was away.
    if (room.messages[seq - 1]?.text === null) {
      this.note({ t: 'reaction_refused', room: room.id, input, code: 'message_not_found' })
      return
    }
    const message = room.react(this.user, seq, emoji, on)
    if (ackComes) this.note({ t: 'reaction_acked', room: room.id, input, message })
    else this.#losesAck(() => this.react(room, seq, emoji, on, true))
  }

  read(room: ModelRoom, seq: number): void {
    this.note({ t: 'read_sent', room: room.id, seq })
    room.read(this.user, seq)
    this.note({ t: 'read_acked', room: room.id, seq })
  }

  /** Changes the user's own state. */
  set(input: OwnItemInput, ackComes: boolean): void {
    this.note({ t: 'own_sent', input })
    const item = this.#own.put(input)
    if (!item) this.note({ t: 'own_refused', input, code: 'draft_stale' })
    else if (ackComes) this.note({ t: 'own_acked', input, item })
    else this.#losesAck(() => this.set(input, true))
  }

  /** `stale`: the client does not know the present draft. */
  draft(room: ModelRoom, text: string, stale: boolean, ackComes: boolean): void {
    const rev = Math.max(0, this.#own.draftRev(room.id) - (stale ? 1 : 0))
    this.set({ kind: 'draft', room: room.id, text, rev }, ackComes)
  }

  /** `lost`: the event never arrives; the next one shows the gap. */
  hearOwn(item: OwnItem, lost: boolean): void {
    if (!this.online || lost) return
    this.note({ t: 'own_received', items: [item] })
    if (item.rev === this.#ownRev + 1) this.#ownRev = item.rev
    else this.#syncOwn()
  }

  #syncOwn(): void {
    for (let more = true; more; ) {
      const ask = this.#asks++
      this.note({ t: 'own_asked', ask, rev: this.#ownRev })
      const found = this.#own.since(this.#ownRev)
      const items = found.slice(0, PAGE)
      more = found.length > PAGE
      const rev = items.at(-1)?.rev ?? this.#ownRev
      this.note({ t: 'own_synced', ask, items, rev, more })
      this.#ownRev = rev
    }
  }

  #losesAck(sendAgain: () => void): void {
    this.#unacked.push(sendAgain)
    this.disconnect()
  }

  change(room: ModelRoom, seq: number, text: string | null): void {
    this.note({ t: 'change_sent', room: room.id, seq, text })
    const message = room.change(seq, text)
    this.note({ t: 'change_acked', room: room.id, message })
  }

  end(rooms: readonly ModelRoom[]): void {
    if (!this.online) this.connect(rooms)
    for (const room of rooms) this.catchUp(room)
    this.#syncOwn()
    this.note({ t: 'connection', state: 'ended' })
  }
}
