import type { Message, Reaction } from '@imbachat/protocol'
import type { OwnReaction } from '../types.ts'

/** A message's reactions as this user sees them: the server's, and the user's own pending ones on top. */
export function shownReactions(
  { seq, reactions = [] }: Message,
  user_id: string | null,
  pending: readonly OwnReaction[],
): { emoji: string; count: number; mine: boolean }[] {
  const shown = reactions.map(({ emoji, count, user_ids }: Reaction) => ({
    emoji,
    count,
    mine: user_id !== null && user_ids.includes(user_id),
  }))
  for (const own of pending) {
    if (own.seq !== seq) continue
    const known = shown.find(({ emoji }) => emoji === own.emoji)
    if (!known) {
      if (own.on) shown.push({ emoji: own.emoji, count: 1, mine: true })
    } else if (known.mine !== own.on) {
      known.mine = own.on
      known.count += own.on ? 1 : -1
    }
  }
  return shown.filter(({ count }) => count > 0)
}
