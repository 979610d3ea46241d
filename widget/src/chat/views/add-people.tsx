import { useEffect, useMemo } from 'preact/hooks'
import { createAddPeople } from '../model/add-people-model.ts'
import type { MembersModel } from '../model/members-model.ts'
import { Avatar } from './avatar.tsx'
import { EmptyList } from './empty-list.tsx'
import { useLaterFrame } from './frame-context.ts'
import { Icon } from './icons.tsx'
import { Loading } from './loading.tsx'
import { Problem } from './problem.tsx'
import { showsTouchKeyboard } from './screen.ts'
import { Sheet } from './sheet.tsx'

/** Adds users to a room: people from the reader's dialogs, friends, and people that a search finds. */
export function AddPeople({ members, close }: { members: MembersModel; close: () => void }) {
  const { phrases, say } = useLaterFrame()
  const adding = useMemo(() => createAddPeople(members), [])
  useEffect(() => adding.end, [])
  const { query, chosen, people, answered } = adding
  const problem = members.problem.value
  const { size } = chosen.value

  async function add() {
    if (await members.add([...chosen.peek().keys()])) close()
  }

  const back = (
    <button type="button" class="icon-button" aria-label={say.back} onClick={close}>
      <Icon name="back" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.addPeople} lead={back} close={close}>
      <search class="search">
        <Icon name="search" />
        <input
          type="search"
          data-first={!showsTouchKeyboard() || undefined}
          aria-label={say.searchPeople}
          placeholder={say.searchPeople}
          value={query.value}
          autoComplete="off"
          enterkeyhint="search"
          onInput={(event) => {
            query.value = event.currentTarget.value
          }}
        />
      </search>
      {problem && <Problem text={say.errors[problem]} />}
      <div class="sheet-list">
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
        <ul role="list" aria-label={say.addPeople}>
          {people.value.map((person) => (
            <li key={person.user_id} class="member">
              <label class="member-who">
                <Avatar name={person.name} url={person.avatar_url} colourId={person.user_id} />
                <span class="member-name">
                  <bdi>{person.name}</bdi>
                </span>
                <input
                  type="checkbox"
                  checked={chosen.value.has(person.user_id)}
                  onChange={(event) => adding.choose(person, event.currentTarget.checked)}
                />
              </label>
            </li>
          ))}
        </ul>
        {!answered.value && <Loading />}
        {answered.value &&
          people.value.length === 0 &&
          (query.value.trim() === '' ? <p class="sheet-note">{say.addNobody}</p> : <EmptyList searching />)}
      </div>
      <div class="sheet-buttons sheet-foot">
        <button
          type="button"
          class="button primary"
          disabled={size === 0 || members.busy.value}
          onClick={() => void add()}
        >
          {size > 0 ? phrases.count(say.addChosen, size) : say.addPeople}
        </button>
      </div>
    </Sheet>
  )
}
