import type { DialogModel } from '../model/dialog-model.ts'
import type { MessageItem } from '../model/message-items.ts'
import { useLaterFrame } from './frame-context.ts'

/** Below a message that could not be sent: why, and what may be done. */
export function Failure({ item, dialog }: { item: MessageItem; dialog: DialogModel }) {
  const { say } = useLaterFrame()
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
