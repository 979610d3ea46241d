import type { RequestErrorCode, RoomSummary } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { useSignal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { roomName } from '../core/names/names.ts'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { showsTouchKeyboard } from '../frame/screen.ts'
import { joiningFields, joiningOf } from '../joining/joining.ts'
import { Icon } from '../ui/icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { type GroupDraft, GroupNames, GroupRights } from './group-fields.tsx'
import { savePicture } from './save-picture.ts'

/** For managers: the group's name, its description and what its members may do. */
export function EditGroup({ chat, room, close }: { chat: ChatModel; room: RoomSummary; close: () => void }) {
  const { say } = useLaterContext()
  const draft = useSignal<GroupDraft>({
    title: roomName(room),
    description: room.description ?? '',
    joining: joiningOf(room),
    rights: room.rights,
  })
  const busy = useSignal(false)
  const problem = useSignal<RequestErrorCode | null>(null)
  const hasTitle = draft.value.title.trim() !== ''

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (busy.value || !hasTitle) return
    busy.value = true
    problem.value = null
    const { title, description, joining, rights, picture } = draft.peek()
    try {
      const input = { title: title.trim(), description: description.trim(), rights }
      if (picture !== undefined) await savePicture(chat.client, room.room_id, picture)
      await groupActs(chat.client).edit(room.room_id, { ...input, ...joiningFields(joining) })
      close()
    } catch (error) {
      problem.value = errorCodeOf(error)
      busy.value = false
    }
  }

  const back = (
    <button type="button" class="icon-button" aria-label={say.back} onClick={close}>
      <Icon name="back" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.editGroup} lead={back} close={close}>
      <form class="group-form" onSubmit={(event) => void save(event)}>
        <div class="sheet-list">
          <GroupNames draft={draft} colourId={`room ${room.room_id}`} first={!showsTouchKeyboard()} room={room} />
          <GroupRights draft={draft} full />
        </div>
        {problem.value && <Problem text={say.errors[problem.value]} />}
        <div class="sheet-buttons sheet-foot">
          <button type="submit" class="button primary" disabled={!hasTitle || busy.value}>
            {say.save}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
