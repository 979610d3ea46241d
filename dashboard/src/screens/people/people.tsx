import { query } from '../../navigation/router.ts'
import { paths } from '../../navigation/routes.ts'
import { api, type PersonView } from '../../requests/api.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { personDetails } from '../../ui/form/person-field.tsx'
import { SearchList } from '../../ui/search/search-list.tsx'
import { type Column, RowLink } from '../../ui/search/table.tsx'
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
      look={{ table: t('table'), columns: columns(widget_id) }}
      ask={async (query) => {
        const { people, next } = await api.call('people.list', { widget_id, query })
        return { items: people, next }
      }}
      keyOf={({ user }) => user.user_id}
      emptyText={(wanted, filter) => t(wanted ? 'none_found' : filter === 'restricted' ? 'none_restricted' : 'none')}
    />
  )
}

const columns = (widget_id: number): readonly Column<PersonView>[] => [
  {
    title: t('column_name'),
    cell: (person) => (
      <RowLink
        href={`${paths.widget(widget_id, 'people')}?user=${encodeURIComponent(person.user.user_id)}`}
        label={`${person.user.name}, ${personDetails(person)}`}
      >
        <Avatar name={person.user.name} url={person.user.avatar_url} />
        <span class="table-name">
          <bdi>{person.user.name}</bdi>
          {person.role === 'admin' && <span class="chip">{t('admin')}</span>}
          {person.user.guest && <span class="chip">{t('guest')}</span>}
          {person.user.bot && <span class="chip">{t('bot')}</span>}
        </span>
      </RowLink>
    ),
  },
  { title: t('id'), look: 'key', cell: ({ user }) => <bdi>{user.user_id}</bdi> },
  { title: t('email'), look: 'key', cell: ({ email }) => email !== null && <bdi>{email}</bdi> },
  {
    title: t('column_standing'),
    cell: (person) =>
      (person.mute ?? person.ban ?? person.shadow) && (
        <span class="person-row-marks">
          <RestrictionChips person={person} />
        </span>
      ),
  },
  { title: t('column_seen'), cell: lastSeen },
]
