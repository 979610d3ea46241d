import type { UserCard } from '@imbachat/sdk'
import { nameOf } from '../core/names/names.ts'
import { useLaterContext } from '../core/view-context.ts'
import { EmptyList } from '../list/empty-list.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { Loading } from '../ui/loading.tsx'
import type { PeopleChoice } from './people-choice.ts'

interface PeopleChooserProps {
  choice: PeopleChoice
  /** the field has the focus when its panel opens */
  first: boolean
  /** one person is chosen, by a press; absent: several, by a tick */
  pick?: (person: UserCard) => void
}

/** A search field and the people to choose from. */
export function PeopleChooser({ choice, first, pick }: PeopleChooserProps) {
  const { say } = useLaterContext()
  const { query, chosen, people, answered } = choice
  return (
    <>
      <search class="search">
        <Icon name="search" />
        <input
          type="search"
          data-first={first || undefined}
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
      <div class="sheet-list">
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
        <ul role="list" aria-label={pick ? say.people : say.addPeople}>
          {people.value.map((person) => (
            <li key={person.user_id} class="member">
              {pick ? (
                <button type="button" class="member-who" onClick={() => pick(person)}>
                  <Who person={person} />
                </button>
              ) : (
                <label class="member-who">
                  <Who person={person} />
                  <input
                    type="checkbox"
                    checked={chosen.value.has(person.user_id)}
                    onChange={(event) => choice.choose(person, event.currentTarget.checked)}
                  />
                </label>
              )}
            </li>
          ))}
        </ul>
        {!answered.value && <Loading />}
        {answered.value &&
          people.value.length === 0 &&
          (query.value.trim() === '' ? <p class="sheet-note">{say.addNobody}</p> : <EmptyList searching />)}
      </div>
    </>
  )
}

export function Who({ person }: { person: UserCard }) {
  return (
    <>
      <Avatar name={nameOf(person)} url={person.avatar_url} colourId={person.user_id} />
      <span class="member-name">
        <bdi>{nameOf(person)}</bdi>
      </span>
    </>
  )
}
