import type { ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { readableRoom } from '../rooms/readable-room.ts'
import { mustStillBeIn } from './still-in-room.ts'

const SYNC_LIMITS = {
  /** a client that lags by more changes than this lists the room again instead of replaying them */
  maxChanges: 1_000,
  /** messages in one answer */
  page: 200,
}

/** Answers from memory if it holds all the changes, else from the store. @throws ChatError room_not_found */
export async function syncMessages(
  { store, recent }: Pick<ChatDeps, 'store' | 'recent'>,
  reader: UserPrincipal,
  { room_id, rev }: { room_id: number; rev: number },
  limits = SYNC_LIMITS,
): Promise<ReplyTo<'messages.sync'>> {
  const { widget_id, user_id } = reader
  const [membership] = await store.membershipsOf(widget_id, user_id, [room_id])
  const remembered = membership && recent.since(widget_id, room_id, rev)
  // Memory may be behind what other nodes have acknowledged.
  if (remembered && remembered.rev >= membership.last_rev) {
    await mustStillBeIn({ store }, reader, room_id, membership.last_rev, remembered.messages)
    const messages = remembered.messages.filter(({ seq }) => seq > membership.cleared_seq)
    return { kind: 'changes', messages, rev: remembered.rev, more: false }
  }
  // The room is read before its messages, for the reason given in `listMessages`. Without a membership, the room may
  // still be a public one.
  const { last_rev, cleared_seq } = membership ?? (await readableRoom({ store }, reader, room_id))
  // The store has not reached this rev: the client knows a state from before the store was restored from a backup.
  const fromElsewhere = rev > last_rev
  if (fromElsewhere || last_rev - rev > limits.maxChanges) return { kind: 'resync', last_rev }
  const found = await store.messagesSince(widget_id, room_id, rev, limits.page + 1, cleared_seq)
  const messages = found.slice(0, limits.page)
  await mustStillBeIn({ store }, reader, room_id, last_rev, messages)
  const more = found.length > limits.page
  const sent = messages.at(-1)?.rev ?? rev
  return { kind: 'changes', messages, rev: more ? sent : Math.max(last_rev, sent), more }
}
