import type { Message } from '@imbachat/protocol'
import type { StoredMessage, StoredRoom } from '../store-export.ts'

/** A room that keeps the promises of docs/spec.md. */
export class ModelRoom {
  readonly widget: number
  readonly id: number
  readonly members: readonly string[]
  readonly messages: Message[] = []
  rev = 0
  readonly #tell: (room: ModelRoom, message: Message) => void

  constructor(
    widget: number,
    id: number,
    members: readonly string[],
    tell: (room: ModelRoom, message: Message) => void,
  ) {
    this.widget = widget
    this.id = id
    this.members = members
    this.#tell = tell
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
    this.#tell(this, message)
    return message
  }

  /** `text` null: deletes */
  change(seq: number, text: string | null): Message {
    const before = this.messages[seq - 1] as Message
    const at = 1_001 + this.rev
    const changed = text === null ? { text, deleted_at: at } : { text, edited_at: at }
    const message: Message = { ...before, ...changed, rev: ++this.rev }
    this.messages[seq - 1] = message
    this.#tell(this, message)
    return message
  }

  since(rev: number): Message[] {
    return this.messages.filter((message) => message.rev > rev).sort((a, b) => a.rev - b.rev)
  }

  before(seq: number, limit: number): Message[] {
    return this.messages.filter((message) => message.seq < seq).slice(-limit)
  }

  stored(): { room: StoredRoom; messages: StoredMessage[] } {
    const { widget, id } = this
    const members = this.members.map((user) => ({ user, state: 'joined' as const }))
    return {
      room: { widget, room: id, last_seq: this.messages.length, last_rev: this.rev, members },
      messages: this.messages.map((message) => ({ ...message, widget, room: id })),
    }
  }
}
