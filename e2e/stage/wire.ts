import { expect } from 'bun:test'
import { type Message, PROTOCOL_VERSION, type RequestInput } from '@imbachat/protocol'
import type { Person } from '../../demo/src/people.ts'
import { TestSocket } from '../../server/src/realtime/testing/test-socket.ts'
import { eventually } from './eventually.ts'

export interface ChatAddress {
  /** `http://localhost:PORT` */
  chatUrl: string
  widgetId: number
  headers?: Record<string, string>
}

/** A connection over the network that has not signed in. */
export async function dial({ chatUrl, widgetId, headers = {} }: ChatAddress): Promise<TestSocket> {
  const url = `${chatUrl.replace(/^http/, 'ws')}/imbachat/v1/${widgetId}/ws`
  // Bun's WebSocket takes headers, so a test can come from any origin.
  const raw = new WebSocket(url, { headers } as unknown as string[])
  const socket = new TestSocket(raw)
  await new Promise<void>((resolve, reject) => {
    raw.onopen = () => resolve()
    raw.onerror = () => reject(new Error(`no socket at ${url}`))
  })
  return socket
}

/** An authenticated socket; a token of `null` is a guest's. */
export async function signIn(address: ChatAddress, token: string | null): Promise<TestSocket> {
  const socket = await dial(address)
  await socket.request('auth', { v: PROTOCOL_VERSION, token })
  return socket
}

/**
 * Adds users to the room, and tries again until all of them are in it. The server asks the site about users that it
 * does not know, and leaves out those that the site does not describe in time on a busy machine.
 */
export async function addsAll(socket: TestSocket, room_id: number, user_ids: readonly UserId[]): Promise<void> {
  if (user_ids.length === 0) return
  await eventually(async () => {
    const { member_count } = await socket.request('members.list', { room_id, limit: 1 })
    if (member_count > user_ids.length) return
    await socket.request('members.add', { room_id, user_ids: [...user_ids] })
    throw new Error(`the room has ${member_count} members`)
  })
}

type UserId = RequestInput<'members.add'>['user_ids'][number]

const SEEN_BY = { Delivered: 'delivered_seq', Read: 'read_seq' } as const

/**
 * A user whose screen the test does not check. They act over the wire, with the methods of `Visitor`: a page of their
 * own takes about a second of processor time.
 */
export class WireUser {
  readonly person: Person
  readonly socket: TestSocket
  #roomId: number | null = null
  /** `seq` of this user's messages, by text */
  readonly #written = new Map<string, number>()

  private constructor(person: Person, socket: TestSocket) {
    this.person = person
    this.socket = socket
  }

  static async connect(address: ChatAddress, token: string, person: Person): Promise<WireUser> {
    return new WireUser(person, await signIn(address, token))
  }

  /** The conversation that they opened last. */
  get roomId(): number {
    if (this.#roomId === null) throw new Error(`${this.person.name} has opened no conversation`)
    return this.#roomId
  }

  async openDialogWith({ id }: Person): Promise<number> {
    const { room } = await this.socket.request('dialog.open', { user_id: id })
    return this.open(room.room_id)
  }

  /** Comes to a room of a page; makes it if it is missing. */
  async openRoom(pipe: string, input: Omit<RequestInput<'room.open'>, 'pipe'> = {}): Promise<number> {
    const { room } = await this.socket.request('room.open', { pipe, ...input })
    await addsAll(this.socket, room.room_id, input.user_ids ?? [])
    return this.open(room.room_id)
  }

  /** Makes a group and comes to it. */
  async createGroup(
    title: string,
    members: readonly Person[] = [],
    input: Partial<RequestInput<'room.create'>> = {},
  ): Promise<number> {
    const user_ids = members.map(({ id }) => id)
    const { room } = await this.socket.request('room.create', {
      client_id: crypto.randomUUID(),
      title,
      user_ids,
      ...input,
    })
    await addsAll(this.socket, room.room_id, user_ids)
    return this.open(room.room_id)
  }

  /** Comes to a conversation that they are in. */
  open(roomId: number): number {
    this.#roomId = roomId
    return roomId
  }

  /** @returns `seq` of the message */
  async write(text: string, more: Partial<RequestInput<'message.send'>> = {}): Promise<number> {
    const sent = { room_id: this.roomId, client_id: crypto.randomUUID(), text, ...more }
    const { seq } = await this.socket.request('message.send', sent)
    this.#written.set(text, seq)
    return seq
  }

  async edit(text: string, to: string): Promise<void> {
    const { seq } = await this.message(text)
    await this.socket.request('message.edit', { room_id: this.roomId, seq, text: to })
  }

  async pin(text: string): Promise<void> {
    const { seq } = await this.message(text)
    await this.socket.request('message.pin', { room_id: this.roomId, seq, pinned: true })
  }

  /** Reports a message to the moderators, for fraud. */
  async report(text: string): Promise<void> {
    const { seq } = await this.message(text)
    await this.socket.request('report.send', { room_id: this.roomId, seq, reason: 'fraud' })
  }

  /** Others see it for six seconds. */
  async types(typing = true): Promise<void> {
    await this.socket.request('typing', { room_id: this.roomId, typing })
  }

  /** Marks the whole conversation as read. */
  async reads(): Promise<void> {
    const { last_seq } = await this.#newest()
    await this.socket.request('receipts.update', { rooms: [{ room_id: this.roomId, read_seq: last_seq }] })
  }

  #newest() {
    return this.socket.request('messages.list', { room_id: this.roomId, limit: 100 })
  }

  /** The newest messages of the conversation, notices of changes among them. */
  async history(): Promise<Message[]> {
    return (await this.#newest()).messages
  }

  /** The message of the conversation with this text, as soon as it is there. */
  message(text: string): Promise<Message> {
    return eventually(async () => {
      const messages = await this.history()
      const found = messages.find((one) => one.text === text)
      if (!found) throw new Error(`no message “${text}” in ${JSON.stringify(messages)}`)
      return found
    })
  }

  /** Texts of the conversation, oldest first, without deleted messages and notices. */
  async messages(): Promise<string[]> {
    return (await this.history()).flatMap(({ text, system }) => (text === null || system ? [] : [text]))
  }

  /** All that the server has pushed to this user, as text. */
  heard(): string {
    return JSON.stringify(this.socket.events)
  }

  async sees(...texts: string[]): Promise<void> {
    await eventually(async () => expect(await this.messages()).toEqual(texts))
  }

  /** Waits until the user's message has this status. */
  async seesTick(text: string, tick: keyof typeof SEEN_BY): Promise<void> {
    const seq = this.#written.get(text)
    if (seq === undefined) throw new Error(`${this.person.name} did not write “${text}”`)
    await this.socket.until(
      () =>
        this.socket.events.some(
          (event) =>
            event.t === 'receipt' &&
            event.room_id === this.roomId &&
            event.user_id !== String(this.person.id) &&
            event[SEEN_BY[tick]] >= seq,
        ),
      `“${text}” is ${tick.toLowerCase()}`,
    )
  }

  /** All that is pinned in the conversation, the newest message first. */
  async seesPinned(...texts: string[]): Promise<void> {
    await eventually(async () => {
      const { messages } = await this.socket.request('pins.list', { room_id: this.roomId })
      expect(messages.map(({ text }) => text)).toEqual(texts)
    })
  }

  async memberCount(): Promise<number> {
    const { member_count } = await this.socket.request('members.list', { room_id: this.roomId, limit: 1 })
    return member_count
  }

  close(): void {
    this.socket.close()
  }
}
