import type { OwnItem } from '@imbachat/protocol'
import type { OwnItemInput } from '../history.ts'
import { itemKey } from '../replay-own.ts'
import type { StoredOwnState } from '../store-export.ts'

/** One user's own state, which keeps the promises of docs/spec.md. */
export class ModelOwn {
  readonly widget: number
  readonly user: string
  rev = 0
  readonly #items = new Map<string, OwnItem>()
  readonly #publish: (own: ModelOwn, item: OwnItem) => void

  constructor(widget: number, user: string, publish: (own: ModelOwn, item: OwnItem) => void) {
    this.widget = widget
    this.user = user
    this.#publish = publish
  }

  /** @returns null: a draft replaces another one than the present */
  put(input: OwnItemInput): OwnItem | null {
    if (input.kind === 'draft' && input.rev !== this.draftRev(input.room)) return null
    const item = this.#itemOf(input)
    const known = this.#items.get(itemKey(item))
    if (known && Bun.deepEquals({ ...item, rev: known.rev }, known)) return known
    const stored = { ...item, rev: ++this.rev }
    this.#items.set(itemKey(stored), stored)
    this.#publish(this, stored)
    return stored
  }

  draftRev(room_id: number): number {
    return this.#items.get(itemKey({ kind: 'draft', rev: 0, room_id, text: '', reply_to: null, at: 0 }))?.rev ?? 0
  }

  #itemOf(input: OwnItemInput): OwnItem {
    const { room: room_id } = input
    if (input.kind === 'draft') return { kind: 'draft', rev: 0, room_id, text: input.text, reply_to: null, at: 1 }
    if (input.kind === 'mute') return { kind: 'mute', rev: 0, room_id, until: input.until }
    const known = this.#items.get(itemKey({ kind: 'star', rev: 0, room_id, messages: [] }))
    const others = known?.kind === 'star' ? known.messages.filter(({ seq }) => seq !== input.seq) : []
    return { kind: 'star', rev: 0, room_id, messages: input.on ? [...others, { seq: input.seq, at: 1 }] : others }
  }

  since(rev: number): OwnItem[] {
    return [...this.#items.values()].filter((item) => item.rev > rev).sort((a, b) => a.rev - b.rev)
  }

  stored(): StoredOwnState {
    return { widget: this.widget, user: this.user, last_rev: this.rev, items: this.since(0) }
  }
}
