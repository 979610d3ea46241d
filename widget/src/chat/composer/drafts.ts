import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import { type ReadonlySignal, signal } from '@preact/signals'

/** What stands unsent in a room's composer. */
export interface Draft {
  text: string
  /** the `seq` it answers */
  replyTo: number | null
}

/** A change of a message that is not saved yet. */
export interface Edit {
  seq: number
  /** the message as it is edited, with its formatting as Markdown */
  original: string
  text: string
  /** of files: it may be empty */
  caption: boolean
}

export const NO_DRAFT: Draft = { text: '', replyTo: null }

/** Drafts of one user, by room; kept in the browser so that they outlive a reload, the token and the network. */
export interface Drafts {
  all: ReadonlySignal<ReadonlyMap<number, Draft>>
  get(roomId: number): Draft
  set(roomId: number, draft: Draft): void
  /** by room; they live as long as the page */
  edits: ReadonlySignal<ReadonlyMap<number, Edit>>
  setEdit(roomId: number, edit: Edit | null): void
}

/** `storage` null: a browser that gives third-party frames none; drafts then live as long as the page. */
export function createDrafts(storage: Storage | null, widgetId: number, userId: string): Drafts {
  const prefix = keptName(kept('draft'), widgetId, userId)
  const all = signal<ReadonlyMap<number, Draft>>(storage ? readAll(storage, prefix) : new Map())
  const edits = signal<ReadonlyMap<number, Edit>>(new Map())
  return {
    all,
    edits,
    setEdit(roomId, edit) {
      edits.value = changed(edits.peek(), roomId, edit)
    },
    get: (roomId) => all.value.get(roomId) ?? NO_DRAFT,
    set(roomId, draft) {
      const empty = draft.text === '' && draft.replyTo === null
      all.value = changed(all.peek(), roomId, empty ? null : draft)
      try {
        if (empty) storage?.removeItem(prefix + roomId)
        else storage?.setItem(prefix + roomId, JSON.stringify(draft))
      } catch {
        // a full or forbidden storage: the draft stays in memory
      }
    },
  }
}

function changed<T>(map: ReadonlyMap<number, T>, roomId: number, value: T | null): ReadonlyMap<number, T> {
  const next = new Map(map)
  if (value === null) next.delete(roomId)
  else next.set(roomId, value)
  return next
}

function readAll(storage: Storage, prefix: string): Map<number, Draft> {
  const found = new Map<number, Draft>()
  for (let index = 0; index < storage.length; index++) {
    const key = storage.key(index)
    if (!key?.startsWith(prefix)) continue
    const roomId = Number(key.slice(prefix.length))
    const draft = parseDraft(storage.getItem(key))
    if (Number.isInteger(roomId) && draft) found.set(roomId, draft)
  }
  return found
}

function parseDraft(stored: string | null): Draft | null {
  try {
    const { text, replyTo } = JSON.parse(stored ?? '')
    return typeof text === 'string' ? { text, replyTo: typeof replyTo === 'number' ? replyTo : null } : null
  } catch {
    return null
  }
}
