import { type ReadonlySignal, signal } from '@preact/signals'

/** What stands unsent in a room's composer. */
export interface Draft {
  text: string
  /** the `seq` it answers */
  replyTo: number | null
}

export const NO_DRAFT: Draft = { text: '', replyTo: null }

/** Drafts of one user, by room; kept in the browser so that they outlive a reload, the token and the network. */
export interface Drafts {
  all: ReadonlySignal<ReadonlyMap<number, Draft>>
  get(roomId: number): Draft
  set(roomId: number, draft: Draft): void
}

/** `storage` null: a browser that gives third-party frames none; drafts then live as long as the page. */
export function createDrafts(storage: Storage | null, widgetId: number, userId: string): Drafts {
  const prefix = `imbachat:draft:${widgetId}:${userId}:`
  const all = signal<ReadonlyMap<number, Draft>>(storage ? readAll(storage, prefix) : new Map())
  return {
    all,
    get: (roomId) => all.value.get(roomId) ?? NO_DRAFT,
    set(roomId, draft) {
      const empty = draft.text === '' && draft.replyTo === null
      const next = new Map(all.peek())
      if (empty) next.delete(roomId)
      else next.set(roomId, draft)
      all.value = next
      try {
        if (empty) storage?.removeItem(prefix + roomId)
        else storage?.setItem(prefix + roomId, JSON.stringify(draft))
      } catch {
        // a full or forbidden storage: the draft stays in memory
      }
    },
  }
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
