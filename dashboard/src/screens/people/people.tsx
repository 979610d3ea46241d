import { query } from '../../navigation/router.ts'
import { paths } from '../../navigation/routes.ts'
import { api, type PersonView } from '../../requests/api.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { personDetails } from '../../ui/form/person-field.tsx'
import { SearchList } from '../../ui/search/search-list.tsx'
import { lastSeen } from './last-seen.ts'
import { PersonPage } from './person-page.tsx'
import { t } from './phrases.ts'
import { RestrictionChips } from './restriction-chips.tsx'

const FILTERS = ['all', 'restricted'] as const

/** The users of the chat, or the page of one of them, as the address says. */
export function People({ widget_id }: { widget_id: number }) {
  const user_id = query.value.get('user')
  return user_id === null ? (
    <PeopleList widget_id={widget_id} />
  ) : (
    <PersonPage key={user_id} widget_id={widget_id} user_id={user_id} />
  )
}

function PeopleList({ widget_id }: { widget_id: number }) {
  return (
    <SearchList
      scope={widget_id}
      label={t('search')}
      hint={t('search_hint')}
      filterLabel={t('filter')}
      filters={FILTERS}
      filterText={(name) => t(`filter_${name}`)}
      look="links"
      ask={async (query) => {
        const { people, next } = await api.call('people.list', { widget_id, query })
        return { items: people, next }
      }}
      keyOf={({ user }) => user.user_id}
      row={(person) => <PersonRow widget_id={widget_id} person={person} />}
      emptyText={(wanted, filter) => t(wanted ? 'none_found' : filter === 'restricted' ? 'none_restricted' : 'none')}
    />
  )
}

function PersonRow({ widget_id, person }: { widget_id: number; person: PersonView }) {
  const { user, role } = person
  return (
    <a class="person-row" href={`${paths.widget(widget_id, 'people')}?user=${encodeURIComponent(user.user_id)}`}>
      <Avatar name={user.name} url={user.avatar_url} />
      <span class="person-row-words">
        <bdi class="person-row-name">{user.name}</bdi>
        <span class="hint">
          {lastSeen(person)} · <bdi>{personDetails(person)}</bdi>
        </span>
      </span>
      <span class="person-row-marks">
        {role === 'admin' && <span class="chip">{t('admin')}</span>}
        {user.guest && <span class="chip">{t('guest')}</span>}
        {user.bot && <span class="chip">{t('bot')}</span>}
        <RestrictionChips person={person} />
      </span>
    </a>
  )
}
