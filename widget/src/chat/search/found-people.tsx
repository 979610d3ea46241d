import type { UserCard } from '@imbachat/sdk'
import { peopleActs } from '@imbachat/sdk/people-acts'
import { computed, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import { nameOf } from '../core/names/names.ts'
import { useId } from '../core/use-id.ts'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { EmptyList } from '../list/empty-list.tsx'
import { moveFocus } from '../list/list-keys.ts'
import { createPeopleSearch } from '../people/people-search.ts'
import { lastName } from '../profiles/own-names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { FoundMessages } from './found-messages.tsx'
import { createMessageSearch } from './message-search.ts'

/** People that the list's query finds, except those whose conversation is shown already, and messages. */
export function FoundPeople({ chat }: { chat: ChatModel }) {
  const { phrases, say } = useLaterContext()
  const search = useMemo(() => createPeopleSearch(peopleActs(chat.client).search, chat.query), [])
  useEffect(() => search.end, [])
  const messages = useMemo(() => {
    const query = computed(() => ({ text: chat.query.value }))
    return createMessageSearch(chat.client, query)
  }, [])
  useEffect(() => messages.end, [])
  const answered = search.answered.value && messages.answered.value && !chat.searching.value
  const rows = chat.rows.value
  const shown = new Set(rows.map(({ colourId }) => colourId))
  const people = search.people.value.filter(({ user_id }) => !shown.has(user_id))
  const found = people.length > 0
  const hits = messages.hits.value.length > 0
  const problem = messages.problem.value
  // where messages are not searched, nothing failed
  const failed = problem === 'search_off' ? null : problem

  return (
    <>
      <p class="sr-only" role="status">
        {answered && found && phrases.fill(say.peopleFound, { count: people.length })}
      </p>
      {found && <People chat={chat} people={people} />}
      {hits && <FoundMessages chat={chat} search={messages} />}
      {!found && !hits && !answered && <Loading />}
      {failed && <Problem text={say.errors[failed]} retry={() => void messages.loadMore()} />}
      {!found && !hits && !failed && answered && rows.length === 0 && <EmptyList searching />}
    </>
  )
}

function People({ chat, people }: { chat: ChatModel; people: readonly UserCard[] }) {
  const { say } = useLaterContext()
  const titleId = useId()
  const problem = useSignal<string | null>(null)
  const tabbable = useSignal<string | undefined>(undefined)
  const tabStop = people.find(({ user_id }) => user_id === tabbable.value) ?? people[0]

  async function open(user_id: string) {
    problem.value = null
    try {
      await chat.openDialog(user_id, undefined, undefined, lastName(chat))
      chat.query.value = ''
    } catch (error) {
      problem.value = say.errors[errorCodeOf(error)]
    }
  }

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }) {
    tabbable.value = moveFocus(event)?.dataset.user ?? tabbable.peek()
  }

  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId} class="people-title">
        {say.people}
      </h2>
      {problem.value && <Problem text={problem.value} />}
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
      <ul role="list" aria-labelledby={titleId} onKeyDown={onKeyDown}>
        {people.map((person) => (
          <li key={person.user_id}>
            <button
              type="button"
              class="row"
              data-user={person.user_id}
              tabIndex={person === tabStop ? 0 : -1}
              onClick={() => void open(person.user_id)}
            >
              <Avatar name={nameOf(person)} url={person.avatar_url} colourId={person.user_id} />
              <span class="row-name">
                <bdi class="cut">{nameOf(person)}</bdi>
              </span>
              {person.badge && <bdi class="user-badge">{person.badge}</bdi>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
