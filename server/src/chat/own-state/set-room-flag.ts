import { ChatError, type OwnItem } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { changeOwnCopy, ownCopiesIn } from '../held/own-copy.ts'
import type { RoomFlag } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { hiddenReceipts } from '../receipts/update-receipts.ts'
import { roomNotFound } from '../rooms/room-policy.ts'
import { fromRow } from './own-item.ts'

/**
 * Mutes, pins, archives, marks or clears a conversation for the user alone.
 * @returns the user's items about it that this concerns, as stored
 * @throws ChatError room_not_found, too_many_pins
 */
export async function setRoomFlag(
  { store, bus, classOf, users }: Pick<ChatDeps, 'store' | 'bus' | 'classOf' | 'users'>,
  principal: UserPrincipal,
  room_id: number,
  flag: RoomFlag,
): Promise<OwnItem[]> {
  const { widget_id, user_id } = principal
  const outcome = await store.setRoomFlag({ widget_id, user_id, room_id, flag })
  switch (outcome.kind) {
    case 'room_not_found':
      throw roomNotFound(room_id)
    case 'too_many_pins':
      throw new ChatError('too_many_pins', `At most ${outcome.most} conversations can be pinned.`)
    case 'set': {
      if (flag.kind === 'clear') await clearCopies({ store, bus }, principal, room_id, flag.up_to_seq)
      const { stored, changed, read } = outcome
      const news = stored.filter(({ key }) => changed.includes(key)).map(fromRow)
      if (news.length > 0) bus.publish({ t: 'own', widget_id, user_id, items: news })
      if (read) {
        const { state, room, ...moved } = read
        // A user who has not accepted a request does not show its sender that they read it.
        if (state === 'joined') {
          const [membership] = await store.membershipsOf(widget_id, user_id, [room_id])
          const isHidden = await hiddenReceipts({ users }, principal, membership ? [membership] : [])
          bus.publish({ t: 'receipt', ...moved, quiet: !classOf.isLive(room) || isHidden(membership) })
        }
      }
      return stored.map(fromRow)
    }
  }
}

/** The user's own held messages are cleared with the messages around them. */
async function clearCopies(
  deps: Pick<ChatDeps, 'store' | 'bus'>,
  author: UserPrincipal,
  room_id: number,
  up_to_seq: number,
): Promise<void> {
  for (const { message } of (await ownCopiesIn(deps, author, [room_id])).get(room_id) ?? []) {
    const { seq } = message
    if (Math.floor(seq) <= up_to_seq) await changeOwnCopy(deps, author, { act: 'hide', room_id, seq })
  }
}
