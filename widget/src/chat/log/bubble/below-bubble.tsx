import { Reactions } from '../../reactions/reactions.tsx'
import type { RoomModel } from '../../room/room-model.ts'
import type { MessageItem } from '../message-items.ts'
import { Failure } from './failure.tsx'
import { Masked } from './masked.tsx'

/** Parts below the bubble of some messages. */
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
