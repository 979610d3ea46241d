import type { Entity } from '@imbachat/protocol'

export type MentionRefusal = 'mention_unknown' | 'mention_all_forbidden'

interface Mentioned {
  userIds: readonly string[]
  all: boolean
}

const NOBODY: Mentioned = { userIds: [], all: false }

/** The users that a text calls, each once. */
export function mentionedIn(entities: readonly Entity[] | undefined): Mentioned {
  if (!entities) return NOBODY
  const userIds = new Set<string>()
  let all = false
  for (const { type, user_id } of entities) {
    if (type === 'mention' && user_id !== undefined) userIds.add(user_id)
    else if (type === 'mention_all') all = true
  }
  return { userIds: [...userIds], all }
}
