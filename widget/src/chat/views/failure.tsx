import { messageActs } from '@imbachat/sdk/message-acts'
import type { MessageItem } from '../model/message-items.ts'
import type { RoomModel } from '../model/room-model.ts'
import { useLaterContext } from './view-context.ts'

/** Below a message that could not be sent, or waits for review: why, and what may be done. */
export function Failure({ item, roomModel }: { item: MessageItem; roomModel: RoomModel }) {
  const { say } = useLaterContext()
  if (item.status === 'held') {
    return (
      <div class="failure waits">
        <span>{say.held}</span>
        <button type="button" class="text-button" onClick={() => withdraw(roomModel, item.clientId)}>
          {say.withdraw}
        </button>
      </div>
    )
  }
  const out = item.error === 'room_not_found' && roomModel.room.peek().peer === null
  return (
    <div class="failure">
      <span>{out ? say.outOfRoom : say.errors[item.error ?? 'internal']}</span>
      <button type="button" class="text-button" onClick={() => void roomModel.retry(item.clientId)}>
        {say.retry}
      </button>
      <button type="button" class="text-button danger" onClick={() => void roomModel.discard(item.clientId)}>
        {say.discard}
      </button>
    </div>
  )
}

/** Others have not seen it, and no longer will. */
export function withdraw(roomModel: RoomModel, clientId: string): void {
  const [client] = roomModel.fileParts
  void roomModel.attempt(messageActs(client).withdraw(roomModel.roomId, clientId))
}
