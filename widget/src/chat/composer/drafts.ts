import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import { type ReadonlySignal, signal } from '@preact/signals'

/** The unsent text in a room's composer. */
export interface Draft {
  text: string
  /** the `seq` it answers */
  reply_to: number | null
}

/** A change of a message that is not saved yet. */
export interface Edit {
  seq: number
  /** the text of the edited message, with its formatting as Markdown */
  original: string
  text: string
  /** of files: it may be empty */
  caption: boolean
}

export const NO_DRAFT: Draft = { text: '', reply_to: null }

/** Drafts of one user, by room; kept in the browser so that they outlive a reload, the token and the network. */
export interface Drafts {
  all: ReadonlySignal<ReadonlyMap<number, Draft>>
  get(room_id: number): Draft
  set(room_id: number, draft: Draft): void
  /** by room; they live as long as the page */
  edits: ReadonlySignal<ReadonlyMap<number, Edit>>
  setEdit(room_id: number, edit: Edit | null): void
}

/** `storage` null: a browser that gives third-party frames none; drafts then live as long as the page. */
export function createDrafts(storage: Storage | null, widgetId: number, user_id: string): Drafts {
  const prefix = keptName(kept('draft'), widgetId, user_id)
  const all = signal<ReadonlyMap<number, Draft>>(storage ? readAll(storage, prefix) : new Map())
  const edits = signal<ReadonlyMap<number, Edit>>(new Map())
  return {
    all,
    edits,
    setEdit(room_id, edit) {
      edits.value = changed(edits.peek(), room_id, edit)
    },
    get: (room_id) => all.value.get(room_id) ?? NO_DRAFT,
    set(room_id, draft) {
      const empty = draft.text === '' && draft.reply_to === null
      all.value = changed(all.peek(), room_id, empty ? null : draft)
      try {
        if (empty) storage?.removeItem(prefix + room_id)
        else storage?.setItem(prefix + room_id, JSON.stringify(draft))
      } catch {
        // a full or forbidden storage: the draft stays in memory
      }
    },
  }
}

function changed<T>(map: ReadonlyMap<number, T>, room_id: number, value: T | null): ReadonlyMap<number, T> {
  const next = new Map(map)
  if (value === null) next.delete(room_id)
  else next.set(room_id, value)
  return next
}

function readAll(storage: Storage, prefix: string): Map<number, Draft> {
  const found = new Map<number, Draft>()
  for (let index = 0; index < storage.length; index++) {
    const key = storage.key(index)
    if (!key?.startsWith(prefix)) continue
    const room_id = Number(key.slice(prefix.length))
    const draft = parseDraft(storage.getItem(key))
    if (Number.isInteger(room_id) && draft) found.set(room_id, draft)
  }
  return found
}

function parseDraft(stored: string | null): Draft | null {
  try {
    // version 0.1 wrote `replyTo`
    const { text, replyTo, reply_to = replyTo } = JSON.parse(stored ?? '')
    return typeof text === 'string' ? { text, reply_to: typeof reply_to === 'number' ? reply_to : null } : null
  } catch {
    return null
  }
}
