import type { MessageItem } from '../model/message-items.ts'
import type { RoomModel } from '../model/room-model.ts'
import { Failure } from './failure.tsx'
import { Masked } from './masked.tsx'
import { Reactions } from './reactions.tsx'

/** What some messages have below their bubble. */
export function BelowBubble(props: { item: MessageItem; roomModel: RoomModel }) {
  const { reactions, masked, error, status } = props.item
  return (
    <>
      {reactions.length > 0 && <Reactions {...props} />}
      {masked && <Masked {...props} />}
      {(error || status === 'held') && <Failure {...props} />}
    </>
  )
}
