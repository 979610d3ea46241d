import { useLaterContext } from '../../core/view-context.ts'
import { Reactions } from '../../reactions/reactions.tsx'
import type { RoomModel } from '../../room/room-model.ts'
import type { MessageItem } from '../message-items.ts'
import { Failure } from './failure.tsx'
import { Masked } from './masked.tsx'

/** Parts below the bubble of some messages. */
export function BelowBubble(props: { item: MessageItem; roomModel: RoomModel }) {
  const { say } = useLaterContext()
  const { reactions, masked, via, error, status } = props.item
  return (
    <>
      {reactions.length > 0 && <Reactions {...props} />}
      {via && <div class="masked">{say.byMail}</div>}
      {masked && <Masked {...props} />}
      {(error || status === 'held') && <Failure {...props} />}
    </>
  )
}
