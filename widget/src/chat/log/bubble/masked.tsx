import { useLaterContext } from '../../core/view-context.ts'
import type { RoomModel } from '../../room/room-model.ts'
import type { MessageItem } from '../message-items.ts'

/** Text below the reader's own message: the reason why the server masked a part of it. */
export function Masked({ item, roomModel }: { item: MessageItem; roomModel: RoomModel }) {
  const { say } = useLaterContext()
  const waits = roomModel.room.value.state === 'requested'
  if (item.masked === 'words') return <div class="masked">{say.maskedWords}</div>
  return <div class="masked">{waits ? say.maskedUntilAccepted : say.maskedContacts}</div>
}
