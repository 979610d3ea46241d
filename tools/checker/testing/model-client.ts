import type { Message } from '@imbachat/protocol'
import type { Entry, Happening } from '../history.ts'
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
  readonly #unacked: { room: ModelRoom; client_id: string; text: string }[] = []
  #asks = 0

  constructor(client: string, user: string, widget: number, tick: () => number) {
    this.client = client
    this.user = user
    this.widget = widget
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
    for (const room of rooms) this.catchUp(room)
    for (const { room, client_id, text } of this.#unacked.splice(0)) this.send(room, client_id, text, true)
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
    else {
      this.#unacked.push({ room, client_id, text })
      this.disconnect()
    }
  }

  change(room: ModelRoom, seq: number, text: string | null): void {
    this.note({ t: 'change_sent', room: room.id, seq, text })
    const message = room.change(seq, text)
    this.note({ t: 'change_acked', room: room.id, message })
  }

  end(rooms: readonly ModelRoom[]): void {
    if (!this.online) this.connect(rooms)
    for (const room of rooms) this.catchUp(room)
    this.note({ t: 'connection', state: 'ended' })
  }
}
