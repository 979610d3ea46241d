import type { MessageItem } from '../log/message-items.ts'
import type { RoomModel } from '../room/room-model.ts'
import { useSafetyContext } from './safety-context.ts'

/** In the place of a blocked user's words, until the reader asks for them. */
export function Covered({ item, roomModel: { uncovered } }: { item: MessageItem; roomModel: RoomModel }) {
  const { say } = useSafetyContext()
  const uncover = () => {
    uncovered.value = new Set(uncovered.value).add(item.seq)
  }
  return (
    <span class="covered">
      {say.fromBlocked}
      <button type="button" class="text-button" onClick={uncover}>
        {say.show}
      </button>
    </span>
  )
}
