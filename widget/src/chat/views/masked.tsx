import type { DialogModel } from '../model/dialog-model.ts'
import type { MessageItem } from '../model/message-items.ts'
import { useLaterFrame } from './frame-context.ts'

/** Below the reader's own message: why it is not as they wrote it. */
export function Masked({ item, dialog }: { item: MessageItem; dialog: DialogModel }) {
  const { say } = useLaterFrame()
  const waits = dialog.room.value.state === 'requested'
  if (item.masked === 'words') return <div class="masked">{say.maskedWords}</div>
  return <div class="masked">{waits ? say.maskedUntilAccepted : say.maskedContacts}</div>
}
