import type { Entity } from '@imbachat/protocol'

export type MentionRefusal = 'mention_unknown' | 'mention_all_forbidden'

interface Mentioned {
  user_ids: readonly string[]
  all: boolean
}

const NOBODY: Mentioned = { user_ids: [], all: false }

/** The users that a text calls, each once. */
export function mentionedIn(entities: readonly Entity[] | undefined): Mentioned {
  if (!entities) return NOBODY
  const user_ids = new Set<string>()
  let all = false
  for (const { type, user_id } of entities) {
    if (type === 'mention' && user_id !== undefined) user_ids.add(user_id)
    else if (type === 'mention_all') all = true
  }
  return { user_ids: [...user_ids], all }
}
