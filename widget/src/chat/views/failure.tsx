import { messageActs } from '@imbachat/sdk/message-acts'
import type { DialogModel } from '../model/dialog-model.ts'
import type { MessageItem } from '../model/message-items.ts'
import { useLaterFrame } from './frame-context.ts'

/** Below a message that could not be sent, or waits for review: why, and what may be done. */
export function Failure({ item, dialog }: { item: MessageItem; dialog: DialogModel }) {
  const { say } = useLaterFrame()
  if (item.status === 'held') {
    return (
      <div class="failure waits">
        <span>{say.held}</span>
        <button type="button" class="text-button" onClick={() => withdraw(dialog, item.clientId)}>
          {say.withdraw}
        </button>
      </div>
    )
  }
  const out = item.error === 'room_not_found' && dialog.room.peek().peer === null
  return (
    <div class="failure">
      <span>{out ? say.outOfRoom : say.errors[item.error ?? 'internal']}</span>
      <button type="button" class="text-button" onClick={() => void dialog.retry(item.clientId)}>
        {say.retry}
      </button>
      <button type="button" class="text-button danger" onClick={() => void dialog.discard(item.clientId)}>
        {say.discard}
      </button>
    </div>
  )
}

/** Others have not seen it, and no longer will. */
export function withdraw(dialog: DialogModel, clientId: string): void {
  const [client] = dialog.fileParts
  void dialog.attempt(messageActs(client).withdraw(dialog.roomId, clientId))
}
