import type { Message, ReplyTo, RoomSummary, ServerEvent } from '@imbachat/protocol'
import { PROTOCOL_VERSION } from '@imbachat/protocol/version'
import type { Entry, Happening, MembersAct } from '../checker/history.ts'
import { HeldRoom } from './held-room.ts'
import { Outbox, RETRY_MS, TRY_AGAIN } from './outbox.ts'
import { ConnectionLost, Refused, type Request, Wire } from './wire.ts'

export interface LoadClientOptions {
  /** ws://…/imbachat/v1/ID/ws; asked for each socket, so that a server may come back elsewhere */
  url(): string
  /** the client's name in histories; unique in a run */
  client: string
  user: string
  widget: number
  /** asked for each socket */
  token(): string
  /** where its history goes */
  record?: (entry: Entry) => void
  /** the client's own clock, milliseconds; default the system's */
  now?: () => number
  /** the wait before the nth try (from 0), milliseconds; default as docs/protocol.md has it */
  retryMs?: (attempt: number) => number
  headers?: Record<string, string>
  /** default: a socket */
  over?: 'socket' | 'stream'
  /** a request that is not answered for so long ends the socket, milliseconds */
  patienceMs?: number
  /** each change of a room once, as it is learned */
  onChange?: (room: number, message: Message) => void
  /** everything that was missed while away has come */
  onCaughtUp?: () => void
}

const protocolBackoff = (attempt: number) => Math.random() * Math.min(30_000, 500 * 2 ** attempt)

/** A client of the wire for load and faults: comes back, resends, catches up, writes its history. Thousands fit in a process. */
export class LoadClient {
  readonly options: LoadClientOptions
  readonly rooms = new Map<number, HeldRoom>()
  /** sockets that were authenticated */
  connects = 0
  readonly #outbox: Outbox
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
    return [...this.rooms.values()].reduce((sum, room) => sum + room.gaps, 0)
  }

  /** Connects, and again whenever the socket goes away. Resolves when it is online for the first time. */
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

  /** The room of many of that name, made with these users when it is missing. @throws Refused */
  async openRoom(pipe: string, users: string[] = []): Promise<number> {
    const { room } = await this.#persistently((request) =>
      request('room.open', { pipe, is_public: true, user_ids: users }),
    )
    await this.#hold(room.room_id).catchUp(this.request)
    return room.room_id
  }

  /** However many sockets it takes. @throws Refused */
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

  /** What may be asked twice, until it is answered. @throws Refused for good */
  async #persistently<T>(ask: (request: Request) => Promise<T>): Promise<T> {
    for (;;) {
      await this.untilOnline()
      try {
        return await ask(this.request)
      } catch (error) {
        if (error instanceof Refused && !TRY_AGAIN.has(error.body.code)) throw error
        await Bun.sleep(RETRY_MS)
      }
    }
  }

  /** Resolves with the ack, however many sockets that takes. @throws Refused when the server will never take it */
  send(room: number, text: string, clientId: string = crypto.randomUUID()): Promise<ReplyTo<'message.send'>> {
    return this.#outbox.send(room, text, clientId)
  }

  /** `text` null deletes. @throws Refused when the server will never take it */
  change(room: number, seq: number, text: string | null): Promise<void> {
    return this.#outbox.change(room, seq, text)
  }

  /** Looks at a page of history. @throws Refused, ConnectionLost */
  async look(room: number, before: number | null): Promise<void> {
    await this.#hold(room).look(this.request, before)
  }

  /** Any request on the present socket. @throws Refused, ConnectionLost */
  get request(): Request {
    const wire = this.#online ? this.#wire : null
    return wire?.request ?? (() => Promise.reject(new ConnectionLost('not connected')))
  }

  /** Everything that was written has been answered. */
  drained(): Promise<void> {
    return this.#outbox.drained()
  }

  /** Syncs every room once more and leaves. Call it when nobody writes any more. */
  async end(): Promise<void> {
    for (;;) {
      await this.drained()
      await this.untilOnline()
      const wire = this.#wire
      // Rooms into which one was taken a moment ago are not heard of yet.
      if (wire) await this.#catchUp(wire).catch(() => undefined)
      // Twice: the first may have been under way before the last change was made.
      for (const _ of [1, 2]) await Promise.all([...this.rooms.values()].map((room) => room.catchUp(this.request)))
      if (wire === this.#wire && this.#online) break
    }
    this.#ended = true
    this.#note({ t: 'connection', state: 'ended' })
    this.#wire?.close()
  }

  /** Leaves at once, as a tab that is closed. */
  leave(): void {
    this.#ended = true
    this.#wire?.close()
  }

  #connect(): void {
    this.#note({ t: 'connection', state: 'connecting' })
    for (const room of this.rooms.values()) room.startOver()
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
    await wire.request('auth', { v: PROTOCOL_VERSION, token: this.options.token() })
    this.#online = true
    this.#attempt = 0
    this.connects++
    this.#note({ t: 'connection', state: 'online' })
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
    if (event.t === 'room') this.#learn(event.room)
  }

  #learn({ room_id, state }: RoomSummary): void {
    this.#note({ t: 'membership', room: room_id, state })
    if (state === 'left' || state === 'banned') this.rooms.delete(room_id)
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

/** What came too fast is asked again when the server says, on the same socket: to come back for it on another would cost more each time. */
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
