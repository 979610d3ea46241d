import { api, type PersonView } from '../../api.ts'
import { usePaged } from '../../paged.ts'
import { query } from '../../router.ts'
import { paths } from '../../routes.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Loading } from '../../ui/loading.tsx'
import { More } from '../../ui/more.tsx'
import { LoadFailed } from '../../ui/notice.tsx'
import { readSearch, SearchFields } from '../../ui/search-fields.tsx'
import { lastSeen } from './last-seen.ts'
import { PersonPage } from './person-page.tsx'
import { say } from './phrases.ts'
import { RestrictionChips } from './restriction-chips.tsx'

const FILTERS = ['all', 'restricted'] as const

/** The users of the chat, or the page of one of them, as the address says. */
export function People({ widgetId }: { widgetId: number }) {
  const userId = query.value.get('user')
  return userId === null ? (
    <PeopleList widgetId={widgetId} />
  ) : (
    <PersonPage key={userId} widgetId={widgetId} userId={userId} />
  )
}

function PeopleList({ widgetId }: { widgetId: number }) {
  const { wanted, filter } = readSearch(FILTERS)
  return (
    <>
      <search class="filters">
        <SearchFields
          label={say('search')}
          hint={say('search_hint')}
          filterLabel={say('filter')}
          filters={FILTERS}
          sayFilter={(name) => say(`filter_${name}`)}
        />
      </search>
      <Found key={`${wanted} ${filter}`} widgetId={widgetId} wanted={wanted} filter={filter} />
    </>
  )
}

function Found(props: { widgetId: number; wanted: string; filter: (typeof FILTERS)[number] }) {
  const { widgetId, wanted, filter } = props
  const list = usePaged(
    `${widgetId} ${wanted} ${filter}`,
    (cursor) =>
      api.call('people.list', {
        widgetId,
        query: { query: wanted, filter, limit: '30', ...(cursor !== null && { cursor }) },
      }),
    (shown, page) => ({ ...page, people: [...shown.people, ...page.people] }),
  )
  const now = list.now.value
  if (now.state === 'loading') return <Loading lines={6} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={list.reload} />
  const { people } = now.value
  if (people.length === 0) {
    return <p class="hint">{say(wanted ? 'none_found' : filter === 'restricted' ? 'none_restricted' : 'none')}</p>
  }
  return (
    <div class="stack">
      <ul class="widgets">
        {people.map((person) => (
          <li key={person.user.user_id}>
            <PersonRow widgetId={widgetId} person={person} />
          </li>
        ))}
      </ul>
      <More list={list} />
    </div>
  )
}

function PersonRow({ widgetId, person }: { widgetId: number; person: PersonView }) {
  const { user, role } = person
  return (
    <a class="person-row" href={`${paths.widget(widgetId, 'people')}?user=${encodeURIComponent(user.user_id)}`}>
      <Avatar name={user.name} url={user.avatar_url} />
      <span class="person-row-words">
        <bdi class="person-row-name">{user.name}</bdi>
        <span class="hint">{lastSeen(person)}</span>
      </span>
      <span class="person-row-marks">
        {role === 'admin' && <span class="chip">{say('admin')}</span>}
        {user.guest && <span class="chip">{say('guest')}</span>}
        <RestrictionChips person={person} />
      </span>
    </a>
  )
}
