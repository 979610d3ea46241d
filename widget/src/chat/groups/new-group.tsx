import { DEFAULT_ROOM_RIGHTS } from '@imbachat/protocol/room-rights'
import type { RequestErrorCode } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { computed, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { showsTouchKeyboard } from '../frame/screen.ts'
import { joiningFields } from '../joining/joining.ts'
import { createPeopleChoice } from '../members/people-choice.ts'
import { PeopleChooser } from '../members/people-chooser.tsx'
import { Icon } from '../ui/icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { type GroupDraft, GroupNames, GroupRights } from './group-fields.tsx'
import { savePicture } from './save-picture.ts'

/** A new group: its name, what its members may do, and who is in it. */
export function NewGroup({ chat, close }: { chat: ChatModel; close: () => void }) {
  const { phrases, say } = useLaterContext()
  const choice = useMemo(
    () => createPeopleChoice({ client: chat.client, rooms: chat.list, inside: computed(() => new Set<string>()) }),
    [],
  )
  useEffect(() => choice.end, [])
  // trying again creates no second group
  const clientId = useMemo(() => crypto.randomUUID(), [])
  const draft = useSignal<GroupDraft>({
    title: '',
    description: '',
    joining: 'invitation',
    rights: DEFAULT_ROOM_RIGHTS,
  })
  const busy = useSignal(false)
  const problem = useSignal<RequestErrorCode | null>(null)
  const { size } = choice.chosen.value
  const hasTitle = draft.value.title.trim() !== ''

  async function create(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (busy.value || !hasTitle) return
    busy.value = true
    problem.value = null
    const { title, description, joining, rights, picture } = draft.peek()
    try {
      const wish = { clientId, title: title.trim(), description: description.trim(), rights }
      const userIds = [...choice.chosen.peek().keys()]
      const room = await groupActs(chat.client).create({ ...wish, ...joiningFields(joining), userIds })
      // the group is there, whatever comes of its picture
      if (picture) await savePicture(chat.client, room.room_id, picture)
      close()
      chat.open(room.room_id)
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
    <Sheet kind="panel" title={say.newGroup} lead={back} close={close}>
      <form class="group-form" onSubmit={(event) => void create(event)}>
        <GroupNames draft={draft} colourId={clientId} first={!showsTouchKeyboard()} room={null} />
        <GroupRights draft={draft} full={false} />
        {problem.value && <Problem text={say.errors[problem.value]} />}
        <PeopleChooser choice={choice} first={false} />
        <div class="sheet-buttons sheet-foot">
          <button type="submit" class="button primary" disabled={!hasTitle || busy.value}>
            {size > 0 ? phrases.fill(say.createWith, { count: size + 1 }) : say.createGroup}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
