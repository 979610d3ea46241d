import type { Message, ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { presentRoom } from '../rooms/room-policy.ts'
import { mustStillBeIn } from './still-in-room.ts'

const SYNC_LIMITS = {
  /** a client that lags by more changes than this lists the room again instead of replaying them */
  maxChanges: 1_000,
  /** messages in one answer */
  page: 200,
}

/** What this node remembers of the last changes of its rooms. */
export interface ChangesInMemory {
  /** All changes after `rev`, up to those already sent to subscribers; null: read them from the store. */
  since(widgetId: number, roomId: number, rev: number): { messages: Message[]; rev: number } | null
}

/** Answers from memory if it holds all the changes, else from the store. @throws ChatError room_not_found */
export async function syncMessages(
  { store, recent }: Pick<ChatDeps, 'store' | 'recent'>,
  reader: UserPrincipal,
  { roomId, rev }: { roomId: number; rev: number },
  limits = SYNC_LIMITS,
): Promise<ReplyTo<'messages.sync'>> {
  const { widgetId, userId } = reader
  const [membership] = await store.membershipsOf(widgetId, userId, [roomId])
  const told = membership && recent.since(widgetId, roomId, rev)
  // Memory may be behind what other nodes have acknowledged.
  if (told && told.rev >= membership.lastRev) {
    await mustStillBeIn({ store }, reader, roomId, membership.lastRev, told.messages)
    const messages = told.messages.filter(({ seq }) => seq > membership.clearedSeq)
    return { kind: 'changes', messages, rev: told.rev, more: false }
  }
  // The room is read first, for the reason given in `listMessages`.
  const { room, clearedSeq } = presentRoom(await store.roomOf(widgetId, roomId, userId), roomId)
  // The store has not reached this rev: the client knows a state from before the store was restored from a backup.
  const fromElsewhere = rev > room.lastRev
  if (fromElsewhere || room.lastRev - rev > limits.maxChanges) return { kind: 'resync', last_rev: room.lastRev }
  const found = await store.messagesSince(widgetId, roomId, rev, limits.page + 1, clearedSeq)
  const messages = found.slice(0, limits.page)
  await mustStillBeIn({ store }, reader, roomId, room.lastRev, messages)
  const more = found.length > limits.page
  const lastRev = messages.at(-1)?.rev ?? rev
  return { kind: 'changes', messages, rev: more ? lastRev : Math.max(room.lastRev, lastRev), more }
}
