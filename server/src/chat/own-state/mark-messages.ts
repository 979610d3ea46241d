import { ChatError, type OwnItem } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { changeOwnCopy, isHeldSeq } from '../held/own-copy.ts'
import type { MarkMessages } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from '../rooms/room-policy.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { fromRow } from './own-item.ts'

/** Each sends the room's whole item to the user's devices. */
const RATE = { burst: 60, perSecond: 1 }

/**
 * Stars messages, or deletes them for the user alone.
 * @throws ChatError room_not_found, message_not_found, too_many_starred, too_many_hidden, rate_limited
 */
export async function markMessages(
  { store, bus, messageRate }: Pick<ChatDeps, 'store' | 'bus' | 'messageRate'>,
  { widgetId, userId }: UserPrincipal,
  marks: Omit<MarkMessages, 'widgetId' | 'userId'>,
): Promise<OwnItem> {
  takeOrRefuse(messageRate, `marks ${widgetId}/${userId}`, RATE, 'Too many changes.')
  const outcome = await store.markMessages({ widgetId, userId, ...marks })
  switch (outcome.kind) {
    case 'room_not_found':
      throw roomNotFound(marks.roomId)
    case 'message_not_found':
      throw new ChatError('message_not_found', 'There is no such message in this room.', { field: 'seqs' })
    case 'full':
      throw marks.kind === 'star'
        ? new ChatError('too_many_starred', `A user may star at most ${outcome.most} messages.`)
        : new ChatError('too_many_hidden', `At most ${outcome.most} stretches of a room can be hidden.`)
    case 'put': {
      const item = fromRow(outcome.item)
      if (outcome.changed) bus.publish({ t: 'own', widgetId, userId, items: [item] })
      return item
    }
  }
}

/** Deletes messages for the user alone. @throws ChatError as `markMessages` */
export async function hideMessages(
  deps: Pick<ChatDeps, 'store' | 'bus' | 'messageRate'>,
  principal: UserPrincipal,
  roomId: number,
  seqs: readonly number[],
): Promise<OwnItem> {
  const stored = seqs.filter((seq) => !isHeldSeq(seq))
  const items: OwnItem[] = []
  for (const seq of seqs.filter(isHeldSeq)) {
    items.push((await changeOwnCopy(deps, principal, { act: 'hide', roomId, seq })).item)
  }
  if (stored.length > 0) return markMessages(deps, principal, { roomId, kind: 'hidden', seqs: stored, on: true })
  return items.at(-1) as OwnItem
}
