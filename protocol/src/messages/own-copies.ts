import type { HeldMessage, Message } from './message.ts'

/**
 * Held messages as their author sees them: like any others, each with its place. Those that wait for review have no
 * place, and are left out.
 */
export function ownCopies(held: readonly HeldMessage[], sender_id: string): Message[] {
  return held
    .flatMap(({ seq, waiting, pin_notice, versions, reacted = [], ...content }): Message[] => {
      if (seq === undefined) return []
      const own = { rev: 0, sender_id, edited_at: null, deleted_at: null }
      const mine = reacted.map((emoji) => ({ emoji, count: 1, user_ids: [sender_id] }))
      const message = { ...own, ...content, seq, ...(mine.length > 0 && { reactions: mine }) }
      const copy = content.deleted_at === undefined ? message : { ...message, text: null }
      if (!pin_notice) return [copy]
      const pinned = { kind: 'pinned' as const, user_ids: [], seq }
      const notice = { text: '', reply_to: null, client_id: `${content.client_id} pinned`, system: pinned }
      return [copy, { ...own, ...notice, ...pin_notice }]
    })
    .sort((a, b) => a.seq - b.seq)
}
