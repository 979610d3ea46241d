import type { HeldMessage, Message, OwnItem } from '@imbachat/protocol'
import { ownCopies } from '@imbachat/protocol/messages/own-copies'
import type { ChatDeps } from '../chat-deps.ts'
import { fromRow, markKey } from '../own-state/own-item.ts'
import type { ChangeHeld } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'
import { publishToSender } from './publish-to-sender.ts'

/** A message of a shadow-banned user has a place between others, which only its author's devices know. */
export const isHeldSeq = (seq: number): boolean => !Number.isInteger(seq)

type WithoutAuthor<Input> = Input extends unknown ? Omit<Input, 'widget_id' | 'sender_id'> : never

/**
 * Changes what its author alone sees.
 * @throws ChatError room_not_found, message_not_found, too_late, message_empty, forbidden, blocked, frozen, request_*,
 * managers_only, too_many_reactions
 */
export async function changeOwnCopy(
  { store, bus }: Pick<ChatDeps, 'store' | 'bus'>,
  { widget_id, user_id: sender_id }: UserPrincipal,
  change: WithoutAuthor<ChangeHeld>,
): Promise<{ message: Message; item: OwnItem }> {
  const outcome = await store.changeHeld({ widget_id, sender_id, ...change })
  if (outcome.kind === 'refused') throw refusal(outcome, change.room_id)
  publishToSender({ bus }, { widget_id, sender_id }, [outcome.item])
  const { message, item } = outcome
  return { message, item: fromRow(item) }
}

/** The author's held messages of these rooms that look sent, by room. */
export async function ownCopiesIn(
  { store }: Pick<ChatDeps, 'store'>,
  { widget_id, user_id }: UserPrincipal,
  room_ids: readonly number[],
): Promise<Map<number, { message: Message; held: HeldMessage }[]>> {
  const keys = [...new Set(room_ids)].map((room_id) => markKey('held', room_id))
  const items = (await store.ownItemsAt(widget_id, user_id, keys)).map(fromRow).filter((item) => item.kind === 'held')
  return new Map(
    items.map(({ room_id, messages }) => [
      room_id,
      messages.flatMap((held) => {
        const message = ownCopies([held], user_id).find(({ system }) => !system)
        return message ? [{ message, held }] : []
      }),
    ]),
  )
}

/** @returns undefined: its author has no such message, or deleted it */
export async function ownCopyAt(
  deps: Pick<ChatDeps, 'store'>,
  author: UserPrincipal,
  { room_id, seq }: { room_id: number; seq: number },
): Promise<{ message: Message; held: HeldMessage } | undefined> {
  const copies = (await ownCopiesIn(deps, author, [room_id])).get(room_id)
  return copies?.find(({ message }) => message.seq === seq && message.deleted_at === null)
}
