import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, type PersonView } from '../../api.ts'
import { useResource } from '../../resource.ts'
import { query, setQuery } from '../../router.ts'
import { paths } from '../../routes.ts'
import { useSubmit } from '../../submit.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FormError, LoadFailed } from '../../ui/notice.tsx'
import { lastSeen } from './last-seen.ts'
import { PersonPage } from './person-page.tsx'
import { say } from './phrases.ts'
import { RestrictionChips } from './restriction-chips.tsx'

const FILTERS = ['all', 'restricted'] as const
/** Milliseconds after the last key until the server is asked. */
const TYPED_MS = 250

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
  const wanted = query.value.get('q') ?? ''
  const filter = query.value.get('filter') === 'restricted' ? 'restricted' : 'all'
  const typed = useSignal(wanted)
  useEffect(() => {
    const timer = setTimeout(() => setQuery({ q: typed.value.trim() }), TYPED_MS)
    return () => clearTimeout(timer)
  }, [typed.value])

  return (
    <>
      <search class="filters">
        <TextField
          label={say('search')}
          hint={say('search_hint')}
          name="q"
          value={typed.value}
          onValue={(value) => {
            typed.value = value
          }}
        />
        <SelectField
          label={say('filter')}
          name="filter"
          value={filter}
          options={FILTERS.map((value) => ({ value, label: say(`filter_${value}`) }))}
          onValue={(chosen) => setQuery({ filter: chosen === 'all' ? null : chosen })}
        />
      </search>
      <Found key={`${wanted} ${filter}`} widgetId={widgetId} wanted={wanted} filter={filter} />
    </>
  )
}

function Found(props: { widgetId: number; wanted: string; filter: (typeof FILTERS)[number] }) {
  const { widgetId, wanted, filter } = props
  const page = (cursor: string | null) =>
    api.call('people.list', {
      widgetId,
      query: { query: wanted, filter, limit: '30', ...(cursor !== null && { cursor }) },
    })
  const list = useResource(`${widgetId} ${wanted} ${filter}`, () => page(null))
  const now = list.now.value
  const more = useSubmit(async () => {
    if (now.state !== 'ready' || now.value.next === null) return
    const next = await page(now.value.next)
    list.set({ people: [...now.value.people, ...next.people], next: next.next })
  })
  if (now.state === 'loading') return <Loading lines={6} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={list.reload} />
  const { people, next } = now.value
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
      <FormError error={more.error.value} fields={[]} />
      {next !== null && (
        <Button pending={more.pending.value} onClick={more.run}>
          {say('more')}
        </Button>
      )}
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
