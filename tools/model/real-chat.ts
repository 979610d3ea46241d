import type { ErrorBody, ErrorCode, Message, OwnItem, ReplyTo, RequestInput, RequestName } from '@imbachat/protocol'
import type { ChatServer } from '@imbachat/server/realtime/testing/chat-server'
import type { TestSocket } from '@imbachat/server/realtime/testing/test-socket'
import { knownItem, type ModelMessage } from './model-chat.ts'

/** Ann has two devices, the other users have one each. */
export const DEVICES = ['ann', 'ann', 'bob', 'cid'] as const
export const USERS = [...new Set(DEVICES)]

type Answer<T extends RequestName> = { ok: ReplyTo<T> } | { refused: ErrorCode }

/** The real server with a new widget, and one connection per device. */
export class RealChat {
  readonly chat: ChatServer
  readonly widgetId: number
  readonly #sockets: TestSocket[] = []

  private constructor(chat: ChatServer, widgetId: number) {
    this.chat = chat
    this.widgetId = widgetId
  }

  static async enter(chat: ChatServer): Promise<RealChat> {
    const real = new RealChat(chat, await chat.makeWidget())
    for (const device of DEVICES.keys()) await real.connect(device)
    return real
  }

  async connect(device: number): Promise<void> {
    this.#sockets[device]?.close()
    await this.#sockets[device]?.closed
    this.#sockets[device] = await this.chat.signIn(DEVICES[device] ?? '', { widget_id: this.widgetId })
  }

  async ask<T extends RequestName>(device: number, t: T, fields: RequestInput<T>): Promise<Answer<T>> {
    try {
      return { ok: await this.#socket(device).request(t, fields) }
    } catch (error) {
      if (error instanceof Error) throw error
      return { refused: (error as ErrorBody).code }
    }
  }

  /** The device's events since the last call: messages by room, and items of its user's own state. */
  async heard(device: number): Promise<{ messages: [room: number, message: ModelMessage][]; own: OwnItem[] }> {
    const socket = this.#socket(device)
    await socket.settled()
    const events = socket.events.splice(0)
    const messages = events.flatMap((event): [number, ModelMessage][] => {
      if (event.t === 'message') return [[event.room_id, known(event.message)]]
      return event.t === 'messages' ? event.messages.map((message) => [event.room_id, known(message)]) : []
    })
    return { messages, own: events.flatMap((event) => (event.t === 'own' ? event.items.map(knownItem) : [])) }
  }

  /** The owner of a group or channel, if anybody is in it. */
  async ownerOf(roomId: number): Promise<string | null> {
    for (const [device, user] of DEVICES.entries()) {
      const answer = await this.ask(device, 'rooms.get', { room_id: roomId })
      if ('ok' in answer && answer.ok.room.role === 'owner') return user
    }
    return null
  }

  /** The site's permission token: `user` may only request a dialog with `peer`, about this item. */
  permission(user: string, peer: string, context?: { id: string; title: string }): Promise<string> {
    const exp = Math.floor(this.chat.clock.now() / 1_000) + 3_600
    return this.chat.sign({ initiator: user, user_id: peer, status: 1, exp, context }, this.widgetId)
  }

  leave(): void {
    for (const socket of this.#sockets) socket.close()
  }

  #socket(device: number): TestSocket {
    const socket = this.#sockets[device]
    if (!socket) throw new Error(`there is no device ${device}`)
    return socket
  }
}

export function known({
  seq,
  rev,
  client_id,
  sender_id,
  text,
  reply_to,
  edited_at,
  deleted_at,
  reactions = [],
  entities = [],
  forward,
  replied_user_id,
  pinned_at,
  system,
  uncounted = 0,
}: Message): ModelMessage {
  return {
    seq,
    rev,
    client_id: system ? '' : client_id,
    sender_id,
    text,
    reply_to,
    edited: edited_at !== null,
    deleted: deleted_at !== null,
    reactions: new Map(reactions.map(({ emoji, user_ids }) => [emoji, user_ids])),
    forward: forward?.user_id ?? null,
    mention: entities[0]?.type === 'mention_all' ? 'all' : (entities[0]?.user_id ?? null),
    replied: replied_user_id ?? null,
    bold: entities.some(({ type }) => type === 'bold'),
    pinned: pinned_at !== undefined,
    system: system ?? null,
    uncounted,
  }
}
