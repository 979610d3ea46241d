import { DEFAULT_ROOM_RIGHTS } from '@imbachat/protocol/rooms/room-rights'
import type { RequestErrorCode, UserCard } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { computed, type Signal, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import { useId } from '../core/use-id.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { showsTouchKeyboard } from '../frame/screen.ts'
import { joiningFields } from '../joining/joining.ts'
import { createPeopleChoice } from '../members/people-choice.ts'
import { PeopleChooser, Who } from '../members/people-chooser.tsx'
import { Icon } from '../ui/icons.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { type GroupDraft, GroupNames, GroupRights } from './group-fields.tsx'
import { useGroupsContext } from './groups-context.ts'
import { savePicture } from './save-picture.ts'

/** A new group: first who is in it, then its name. What its members may do is asked under "More". */
export function NewGroup({ chat, close }: { chat: ChatModel; close: () => void }) {
  const { say } = useGroupsContext()
  const choice = useMemo(
    () => createPeopleChoice({ client: chat.client, rooms: chat.list, inside: computed(() => new Set<string>()) }),
    [],
  )
  useEffect(() => choice.end, [])
  const naming = useSignal(false)
  // what was typed stays while more people are chosen; trying again creates no second group
  const client_id = useMemo(() => crypto.randomUUID(), [])
  const draft = useSignal<GroupDraft>({
    title: '',
    description: '',
    joining: 'invitation',
    rights: DEFAULT_ROOM_RIGHTS,
  })
  return (
    <Sheet kind="panel" title={say.addPeople} lead={<BackButton close={close} />} close={close}>
      <PeopleChooser choice={choice} first={!showsTouchKeyboard()} />
      <div class="sheet-buttons sheet-foot">
        <button type="button" class="button primary" onClick={() => (naming.value = true)}>
          {say.next}
        </button>
      </div>
      {naming.value && (
        <NameGroup
          chat={chat}
          people={[...choice.chosen.value.values()]}
          draft={draft}
          client_id={client_id}
          made={close}
          close={() => (naming.value = false)}
        />
      )}
    </Sheet>
  )
}

interface NameGroupProps {
  chat: ChatModel
  people: readonly UserCard[]
  draft: Signal<GroupDraft>
  client_id: string
  made: () => void
  close: () => void
}

function NameGroup({ chat, people, draft, client_id, made, close }: NameGroupProps) {
  const { phrases, say } = useGroupsContext()
  const busy = useSignal(false)
  const problem = useSignal<RequestErrorCode | null>(null)
  const more = useSignal(false)
  const moreId = useId()
  const hasTitle = draft.value.title.trim() !== ''

  async function create(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (busy.value || !hasTitle) return
    busy.value = true
    problem.value = null
    const { title, description, joining, rights, picture } = draft.peek()
    try {
      const input = { client_id, title: title.trim(), description: description.trim(), rights }
      const user_ids = people.map(({ user_id }) => user_id)
      const room = await groupActs(chat.client).create({ ...input, ...joiningFields(joining), user_ids })
      // the group is there, whatever comes of its picture
      if (picture) await savePicture(chat.client, room.room_id, picture)
      made()
      chat.open(room.room_id)
    } catch (error) {
      problem.value = errorCodeOf(error)
      busy.value = false
    }
  }

  return (
    <Sheet kind="panel" title={say.newGroup} lead={<BackButton close={close} />} close={close}>
      <form class="group-form" onSubmit={(event) => void create(event)}>
        <div class="sheet-list">
          <GroupNames draft={draft} colourId={client_id} first={!showsTouchKeyboard()} room={null} />
          <button
            type="button"
            class="sheet-act more-act"
            aria-expanded={more.value}
            aria-controls={moreId}
            onClick={() => (more.value = !more.value)}
          >
            {say.more}
            <LaterIcon name={more.value ? 'up' : 'down'} />
          </button>
          <div id={moreId} hidden={!more.value}>
            <GroupRights draft={draft} full={false} />
          </div>
          {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
          <ul role="list" aria-label={say.members}>
            {people.map((person) => (
              <li key={person.user_id} class="member">
                <span class="member-who">
                  <Who person={person} />
                </span>
              </li>
            ))}
          </ul>
        </div>
        {problem.value && <Problem text={say.errors[problem.value]} />}
        <div class="sheet-buttons sheet-foot">
          <button type="submit" class="button primary" disabled={!hasTitle || busy.value}>
            {people.length > 0 ? phrases.fill(say.createWith, { count: people.length + 1 }) : say.createGroup}
          </button>
        </div>
      </form>
    </Sheet>
  )
}

function BackButton({ close }: { close: () => void }) {
  const { say } = useGroupsContext()
  return (
    <button type="button" class="icon-button" aria-label={say.back} onClick={close}>
      <Icon name="back" />
    </button>
  )
}
