import type { Message } from '@imbachat/protocol'

/** The last changes of one room, by `rev`. */
export interface RecentChanges {
  /**
   * @param bytes the size that this change counts as
   * @returns by how many bytes the memory grew
   */
  add(message: Message, bytes: number): number
  /** Everything changed after `rev`, each message once, as it is now; null: `rev` is older than the memory. */
  since(rev: number): Message[] | null
  /** Forgets everything up to `rev`. @returns the bytes that are free now */
  clear(rev: number): number
  size(): number
}

/** Changes of a room that are kept in memory: as many as one page of `messages.sync` has. */
const MAX_CHANGES = 200

/** @param from the caller adds every change after this `rev` */
export function recentChanges(from: number): RecentChanges {
  let changes: { message: Message; bytes: number }[] = []
  let bytesHeld = 0

  return {
    add(message, bytes) {
      changes.push({ message, bytes })
      const gone = changes.length > MAX_CHANGES ? changes.shift() : undefined
      if (gone) from = gone.message.rev
      const grown = bytes - (gone?.bytes ?? 0)
      bytesHeld += grown
      return grown
    },
    since(rev) {
      if (rev < from) return null
      const bySeq = new Map<number, Message>()
      for (const { message } of changes) {
        if (message.rev <= rev) continue
        // Moves it to the end: the order is that of the last change.
        bySeq.delete(message.seq)
        bySeq.set(message.seq, message)
      }
      return [...bySeq.values()]
    },
    clear(rev) {
      const freed = bytesHeld
      changes = []
      bytesHeld = 0
      from = rev
      return freed
    },
    size: () => changes.length,
  }
}
