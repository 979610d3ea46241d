import type { Message, ReplyTo, RoomSummary, ServerEvent } from '@imbachat/protocol'
import { isPresent } from '@imbachat/protocol/rooms/membership'
import { PROTOCOL_VERSION } from '@imbachat/protocol/version'
import type { Entry, Happening, MembersAct, OwnItemInput, ReactionInput } from '../checker/history.ts'
import { HeldOwn } from './held-own.ts'
import { HeldRoom } from './held-room.ts'
import { isFinal, Outbox, RETRY_MS } from './outbox.ts'
import { ConnectionLost, Refused, type Request, Wire } from './wire.ts'

export interface LoadClientOptions {
  /** ws://…/imbachat/v1/ID/ws; called for each connection, so that a server may return at another address */
  url(): string
  /** the client's name in histories; unique in a run */
  client: string
  user: string
  widget: number
  /** called for each connection */
  token(): string
  /** receives the client's history */
  record?: (entry: Entry) => void
  /** the client's own clock, milliseconds; default the system's */
  now?: () => number
  /** the wait before the nth try (from 0), milliseconds; default as in docs/protocol.md */
  retryMs?: (attempt: number) => number
  headers?: Record<string, string>
  /** default: a WebSocket */
  over?: 'socket' | 'stream'
  /** a request without an answer for this long closes the connection, milliseconds */
  patienceMs?: number
  /** each change of a room once, when the client learns it */
  onChange?: (room: number, message: Message) => void
  /** everything missed while offline has arrived */
  onCaughtUp?: () => void
}

const protocolBackoff = (attempt: number) => Math.random() * Math.min(30_000, 500 * 2 ** attempt)

/**
 * A protocol client for load and fault tests: reconnects, resends, catches up, writes its history. One process can hold
 * thousands.
 */
export class LoadClient {
  readonly options: LoadClientOptions
  readonly rooms = new Map<number, HeldRoom>()
  /** authenticated connections so far */
  connects = 0
  readonly #outbox: Outbox
  readonly #own = new HeldOwn({ note: (happening) => this.#note(happening), nextAsk: () => this.#asks++ })
  #wire: Wire | null = null
  #online = false
  #attempt = 0
  #asks = 0
  #ended = false
  #whenOnline: (() => void)[] = []

  constructor(options: LoadClientOptions) {
    this.options = options
    this.#outbox = new Outbox((happening) => this.#note(happening))
  }

  get online(): boolean {
    return this.#online
  }

  get gaps(): number {
    return [...this.rooms.values()].reduce((sum, room) => sum + room.gaps, this.#own.gaps)
  }

  /** Connects, and reconnects whenever the connection closes. Resolves when the client is online for the first time. */
  start(): Promise<void> {
    this.#connect()
    return this.untilOnline()
  }

  untilOnline(): Promise<void> {
    if (this.#online) return Promise.resolve()
    return new Promise((resolve) => this.#whenOnline.push(resolve))
  }

  /** @throws Refused */
  async openDialog(peer: string, permission?: string): Promise<number> {
    const fields = { user_id: peer, ...(permission === undefined ? {} : { permission }) }
    const { room } = await this.request('dialog.open', fields)
    await this.#hold(room.room_id).catchUp(this.request)
    return room.room_id
  }

  /** Opens the group or channel of that name and creates it with these users if it is missing. @throws Refused */
  async openRoom(pipe: string, users: string[] = []): Promise<number> {
    const { room } = await this.#persistently((request) =>
      request('room.open', { pipe, is_public: true, user_ids: users }),
    )
    await this.#hold(room.room_id).catchUp(this.request)
    return room.room_id
  }

  /** Retries on new connections as often as needed. @throws Refused */
  async changeMembers(room: number, act: MembersAct, users: string[]): Promise<void> {
    const change = this.#asks++
    const fields = { room_id: room }
    this.#note({ t: 'members_asked', change, room, act, users })
    await this.#persistently(async (request) => {
      if (act === 'join') await request('room.join', fields)
      else if (act === 'leave') await request('room.leave', fields)
      else if (act === 'add') await request('members.add', { ...fields, user_ids: users })
      else {
        for (const user_id of users) await request('members.remove', { ...fields, user_id, ban: act === 'ban' })
      }
    })
    this.#note({ t: 'members_changed', change, room })
  }

  /** For requests that may be repeated: retries until there is an answer. @throws Refused if the refusal is final */
  async #persistently<T>(ask: (request: Request) => Promise<T>): Promise<T> {
    for (;;) {
      await this.untilOnline()
      try {
        return await ask(this.request)
      } catch (error) {
        if (isFinal(error)) throw error
        await Bun.sleep(RETRY_MS)
      }
    }
  }

  /**
   * Resolves with the ack, on however many connections that takes. @throws Refused if the server will never accept it
   */
  send(room: number, text: string, clientId: string = crypto.randomUUID()): Promise<ReplyTo<'message.send'>> {
    return this.#outbox.send(room, text, clientId)
  }

  /** `text` null deletes. @throws Refused if the server will never accept it */
  change(room: number, seq: number, text: string | null): Promise<void> {
    return this.#outbox.change(room, seq, text)
  }

  /** @throws Refused if the server will never accept it */
  react(input: ReactionInput): Promise<void> {
    return this.#outbox.react(input)
  }

  /** Changes the user's own state. @throws Refused if the server will never accept it */
  set(input: OwnItemInput): Promise<void> {
    return this.#outbox.set(input)
  }

  /** Replaces the draft that this client knows. @throws Refused if there is another one by now */
  draft(room: number, text: string): Promise<void> {
    return this.set({ kind: 'draft', room, text, rev: this.#own.draftRevs.get(room) ?? 0 })
  }

  /** @throws Refused if the server will never accept it */
  read(room: number, seq: number): Promise<void> {
    return this.#outbox.read(room, seq)
  }

  /** Requests a page of history. @throws Refused, ConnectionLost */
  async look(room: number, before: number | null): Promise<void> {
    await this.#hold(room).look(this.request, before)
  }

  /** Sends any request on the current connection. @throws Refused, ConnectionLost */
  get request(): Request {
    const wire = this.#online ? this.#wire : null
    return wire?.request ?? (() => Promise.reject(new ConnectionLost('not connected')))
  }

  /** Resolves when every write has been answered. */
  drained(): Promise<void> {
    return this.#outbox.drained()
  }

  /** Syncs every room once more and leaves. Call it when no client writes any more. */
  async end(): Promise<void> {
    for (;;) {
      await this.drained()
      await this.untilOnline()
      const wire = this.#wire
      // The client may not know yet about rooms that its user was just added to.
      if (wire) await this.#catchUp(wire).catch(() => undefined)
      // Twice: the first sync may have been pending before the last change was made.
      const all = [...this.rooms.values(), this.#own]
      let isWhole = true
      for (const _ of [1, 2]) {
        const answered = await Promise.all(all.map((held) => held.catchUp(this.request)))
        isWhole &&= answered.every(Boolean)
      }
      // a connection that is cut refuses at once, and is known as lost a moment later
      if (isWhole && wire === this.#wire && this.#online) break
      await Bun.sleep(RETRY_MS)
    }
    this.#ended = true
    this.#note({ t: 'connection', state: 'ended' })
    this.#wire?.close()
  }

  /** Leaves at once, like a closed tab. */
  leave(): void {
    this.#ended = true
    this.#wire?.close()
  }

  #connect(): void {
    this.#note({ t: 'connection', state: 'connecting' })
    for (const held of [...this.rooms.values(), this.#own]) held.startOver()
    const { url, headers = {}, over = 'socket', patienceMs = 10_000 } = this.options
    const wire = new Wire({
      url: url(),
      headers,
      over,
      patienceMs,
      onEvent: (event) => this.#hear(event),
      onClose: () => this.#lost(),
    })
    this.#wire = wire
    this.#enter(wire).catch(() => wire.close())
  }

  async #enter(wire: Wire): Promise<void> {
    await wire.opened
    const { user_rev } = await wire.request('auth', { v: PROTOCOL_VERSION, token: this.options.token() })
    this.#online = true
    this.#attempt = 0
    this.connects++
    this.#note({ t: 'connection', state: 'online' })
    this.#own.begin(user_rev, wire.request)
    this.#outbox.online(wire.request)
    for (const online of this.#whenOnline.splice(0)) online()
    await this.#catchUp(wire)
    this.options.onCaughtUp?.()
  }

  async #catchUp(wire: Wire): Promise<void> {
    const changed = new Set<HeldRoom>()
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const fields = { limit: 100, ...(cursor ? { cursor } : {}) }
      const page: ReplyTo<'rooms.list'> = await whenItMay(() => wire.request('rooms.list', fields))
      for (const { room_id, last_rev } of page.rooms) {
        const room = this.#hold(room_id)
        if (room.rev === null || last_rev > room.rev) changed.add(room)
      }
      cursor = page.next
    }
    await Promise.all([...changed].map((room) => room.catchUp(wire.request)))
  }

  #hear(event: ServerEvent): void {
    if (event.t === 'message') this.#hold(event.room_id).receive(event.message, this.request)
    if (event.t === 'messages')
      for (const message of event.messages) this.#hold(event.room_id).receive(message, this.request)
    if (event.t === 'own') this.#own.receive(event.items, this.request)
    if (event.t === 'room') this.#learn(event.room)
  }

  #learn(room: RoomSummary): void {
    const { room_id, state } = room
    this.#note({ t: 'membership', room: room_id, state })
    if (!isPresent(room)) this.rooms.delete(room_id)
    else if (!this.rooms.has(room_id)) void this.#hold(room_id).catchUp(this.request)
  }

  #lost(): void {
    this.#online = false
    this.#outbox.offline()
    if (this.#ended) return
    this.#note({ t: 'connection', state: 'offline' })
    const wait = (this.options.retryMs ?? protocolBackoff)(this.#attempt++)
    setTimeout(() => this.#ended || this.#connect(), wait)
  }

  #hold(room: number): HeldRoom {
    const held = this.rooms.get(room)
    if (held) return held
    const made = new HeldRoom({
      room,
      note: (happening) => this.#note(happening),
      nextAsk: () => this.#asks++,
      onChange: (message) => this.options.onChange?.(room, message),
    })
    this.rooms.set(room, made)
    return made
  }

  #note(happening: Happening): void {
    const { record, client, user, widget, now = Date.now } = this.options
    record?.({ client, user, widget, at: now(), ...happening })
  }
}

/**
 * Repeats a rate-limited request on the same connection when the server allows it: reconnecting would cost more each
 * time.
 */
async function whenItMay<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof Refused) || error.body.retry_after_ms === undefined) throw error
      await Bun.sleep(error.body.retry_after_ms)
    }
  }
}
