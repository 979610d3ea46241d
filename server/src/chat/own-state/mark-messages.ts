import { ChatError, type OwnItem } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { changeOwnCopy, isHeldSeq } from '../held/own-copy.ts'
import type { MarkMessages } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { Refusal } from '../refusals.ts'
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
  { widget_id, user_id }: UserPrincipal,
  marks: Omit<MarkMessages, 'widget_id' | 'user_id'>,
): Promise<OwnItem> {
  takeOrRefuse(messageRate, `marks ${widget_id}/${user_id}`, RATE, 'Too many changes.')
  const outcome = await store.markMessages({ widget_id, user_id, ...marks })
  switch (outcome.kind) {
    case 'room_not_found':
      throw roomNotFound(marks.room_id)
    case 'message_not_found':
      throw new Refusal('message_not_found', { field: 'seqs' })
    case 'full':
      throw marks.kind === 'star'
        ? new ChatError('too_many_starred', `A user may star at most ${outcome.most} messages.`)
        : new ChatError('too_many_hidden', `At most ${outcome.most} stretches of a room can be hidden.`)
    case 'put': {
      const item = fromRow(outcome.item)
      if (outcome.changed) bus.publish({ t: 'own', widget_id, user_id, items: [item] })
      return item
    }
  }
}

/** Deletes messages for the user alone. @throws ChatError as `markMessages` */
export async function hideMessages(
  deps: Pick<ChatDeps, 'store' | 'bus' | 'messageRate'>,
  principal: UserPrincipal,
  room_id: number,
  seqs: readonly number[],
): Promise<OwnItem> {
  const stored = seqs.filter((seq) => !isHeldSeq(seq))
  const items: OwnItem[] = []
  for (const seq of seqs.filter(isHeldSeq)) {
    items.push((await changeOwnCopy(deps, principal, { act: 'hide', room_id, seq })).item)
  }
  if (stored.length > 0) return markMessages(deps, principal, { room_id, kind: 'hidden', seqs: stored, on: true })
  return items.at(-1) as OwnItem
}
