/** Only the first messages of a dialog are looked at: later ones cost nothing. */
const MOST_SEQ = 200
/** Dialogs that need no further look; past this number all are forgotten, and looked up once more. */
const MOST_SETTLED = 200_000

/** Messages of a dialog that a node saw since the last look. */
export interface SeenDialog {
  widget_id: number
  room_id: number
  /** its first message; null: another time */
  begun: Wrote | null
  /** users whose other messages were seen, with the time of the first one */
  writers: Wrote[]
  /** when it was seen first */
  since: number
}

interface Wrote {
  user_id: string
  at: number
}

/** Messages of young dialogs, kept until it is known whether they are the answer. */
export interface DialogWatch {
  wrote(widget_id: number, room_id: number, message: { seq: number; sender_id: string }, at: number): void
  take(): SeenDialog[]
  putBack(seen: readonly SeenDialog[]): void
  /** the dialog was answered, or began before counting started */
  settle(dialog: { widget_id: number; room_id: number }): void
}

export const dialogKey = ({ widget_id, room_id }: { widget_id: number; room_id: number }) => `${widget_id} ${room_id}`

export function createDialogWatch(): DialogWatch {
  let watched = new Map<string, SeenDialog>()
  let settled = new Set<string>()

  return {
    wrote(widget_id, room_id, { seq, sender_id: user_id }, at) {
      if (seq > MOST_SEQ) return
      const key = dialogKey({ widget_id, room_id })
      if (settled.has(key)) return
      const seen = watched.get(key) ?? { widget_id, room_id, begun: null, writers: [], since: at }
      watched.set(key, seen)
      if (seq === 1) seen.begun = { user_id, at }
      else if (seen.writers.every((writer) => writer.user_id !== user_id)) seen.writers.push({ user_id, at })
    },
    take() {
      const taken = [...watched.values()]
      watched = new Map()
      return taken
    },
    putBack(list) {
      for (const old of list) {
        const key = dialogKey(old)
        const now = watched.get(key)
        const known = new Set(old.writers.map(({ user_id }) => user_id))
        const newer = now?.writers.filter(({ user_id }) => !known.has(user_id)) ?? []
        watched.set(key, { ...old, begun: old.begun ?? now?.begun ?? null, writers: [...old.writers, ...newer] })
      }
    },
    settle(dialog) {
      if (settled.size >= MOST_SETTLED) settled = new Set()
      settled.add(dialogKey(dialog))
    },
  }
}
