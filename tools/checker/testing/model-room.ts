import type { Message } from '@imbachat/protocol'
import type { StoredMessage, StoredReaction, StoredRoom } from '../store-export.ts'

/** A room that keeps the promises of docs/spec.md. */
export class ModelRoom {
  readonly widget: number
  readonly id: number
  readonly members: readonly string[]
  readonly messages: Message[] = []
  rev = 0
  readonly #read = new Map<string, number>()
  readonly #publish: (room: ModelRoom, message: Message) => void

  constructor(
    widget: number,
    id: number,
    members: readonly string[],
    publish: (room: ModelRoom, message: Message) => void,
  ) {
    this.widget = widget
    this.id = id
    this.members = members
    this.#publish = publish
  }

  append(sender_id: string, client_id: string, text: string): Message {
    const known = this.messages.find((message) => message.client_id === client_id)
    if (known) return known
    const seq = this.messages.length + 1
    const message: Message = {
      seq,
      rev: ++this.rev,
      client_id,
      sender_id,
      text,
      reply_to: null,
      created_at: 1_000 + this.rev,
      edited_at: null,
      deleted_at: null,
    }
    this.messages.push(message)
    this.#publish(this, message)
    return message
  }

  /** `text` null: deletes */
  change(seq: number, text: string | null): Message {
    const before = this.messages[seq - 1] as Message
    const at = 1_001 + this.rev
    const { reactions: _, ...bare } = before
    return this.#put(text === null ? { ...bare, text, deleted_at: at } : { ...before, text, edited_at: at })
  }

  react(user: string, seq: number, emoji: string, on: boolean): Message {
    const { reactions = [], ...bare } = this.messages[seq - 1] as Message
    const users = reactions.find((one) => one.emoji === emoji)?.user_ids ?? []
    if (users.includes(user) === on) return this.messages[seq - 1] as Message
    const user_ids = on ? [...users, user] : users.filter((other) => other !== user)
    const now = { emoji, count: user_ids.length, user_ids }
    const others = reactions.filter((one) => one.emoji !== emoji)
    const all = user_ids.length > 0 ? [...others, now] : others
    return this.#put({ ...bare, ...(all.length > 0 && { reactions: all }) })
  }

  read(user: string, seq: number): void {
    this.#read.set(user, Math.max(this.#read.get(user) ?? 0, seq))
  }

  #put(changed: Message): Message {
    const message = { ...changed, rev: ++this.rev }
    this.messages[message.seq - 1] = message
    this.#publish(this, message)
    return message
  }

  since(rev: number): Message[] {
    return this.messages.filter((message) => message.rev > rev).sort((a, b) => a.rev - b.rev)
  }

  before(seq: number, limit: number): Message[] {
    return this.messages.filter((message) => message.seq < seq).slice(-limit)
  }

  stored(): { room: StoredRoom; messages: StoredMessage[]; reactions: StoredReaction[] } {
    const { widget, id } = this
    const members = this.members.map((user) => {
      return { user, state: 'joined' as const, read_seq: this.#read.get(user) ?? 0 }
    })
    return {
      room: { widget, room: id, last_seq: this.messages.length, last_rev: this.rev, members },
      messages: this.messages.map((message) => ({ ...message, widget, room: id })),
      reactions: this.messages.flatMap(({ seq, reactions = [] }) =>
        reactions.flatMap(({ emoji, user_ids }) => user_ids.map((user) => ({ widget, room: id, seq, emoji, user }))),
      ),
    }
  }
}
