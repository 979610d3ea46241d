import type { RequestErrorCode, UserCard } from '@imbachat/sdk'
import { computed, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { showsTouchKeyboard } from '../frame/screen.ts'
import { createPeopleChoice } from '../members/people-choice.ts'
import { PeopleChooser } from '../members/people-chooser.tsx'
import { keepName, lastName, ownNames } from '../profiles/own-names.ts'
import { Icon } from '../ui/icons.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'

interface Props {
  chat: ChatModel
  close: () => void
  /** null: users make no groups here */
  makeGroup: (() => void) | null
}

/** Chooses the receiver: a new group, peers of the reader's dialogs, the site's friends, people that are found. */
export function NewMessage({ chat, close, makeGroup }: Props) {
  const { say } = useLaterContext()
  const inside = useMemo(() => computed(() => new Set([chat.me.value?.user_id ?? ''])), [])
  const choice = useMemo(() => createPeopleChoice({ client: chat.client, rooms: chat.list, inside }), [])
  useEffect(() => choice.end, [])
  const busy = useSignal(false)
  const problem = useSignal<RequestErrorCode | null>(null)
  const names = ownNames(chat).filter(({ gone }) => !gone)
  /** the profile as which the user writes; undefined: as themself */
  const as = useSignal(lastName(chat))

  async function write({ user_id }: UserCard): Promise<void> {
    if (busy.peek()) return
    busy.value = true
    problem.value = null
    try {
      const { room_id } = await chat.client.openDialog(user_id, undefined, undefined, as.peek())
      if (names.length > 1) keepName(chat, as.peek())
      // first the panel, which gives the focus back
      close()
      chat.open(room_id)
    } catch (error) {
      problem.value = errorCodeOf(error)
    } finally {
      busy.value = false
    }
  }

  const back = (
    <button type="button" class="icon-button" aria-label={say.back} onClick={close}>
      <Icon name="back" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.newMessage} lead={back} close={close}>
      {makeGroup && (
        <div class="member">
          <button type="button" class="member-who" onClick={makeGroup}>
            <span class="avatar group hue-3" aria-hidden="true">
              <LaterIcon name="newGroup" />
            </span>
            <span class="member-name">{say.newGroup}</span>
          </button>
        </div>
      )}
      {names.length > 1 && (
        <label class="write-as">
          {say.own.profiles.writeAs}
          <select
            value={as.value ?? names[0]?.user_id}
            onChange={({ currentTarget: { value } }) => (as.value = value === names[0]?.user_id ? undefined : value)}
          >
            {names.map(({ user_id, name }) => (
              <option key={user_id} value={user_id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {problem.value && <Problem text={say.errors[problem.value]} />}
      <PeopleChooser choice={choice} first={!showsTouchKeyboard()} pick={(person) => void write(person)} />
    </Sheet>
  )
}
