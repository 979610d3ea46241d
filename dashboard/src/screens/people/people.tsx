import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { COUNTED_ROWS, PEOPLE_ORDERS } from '@imbachat/protocol/moderation/orders'
import { mayOpen } from '../../frame/may-open.ts'
import { formatAgo, formatDate, formatNumber, formatTime } from '../../i18n/index.ts'
import { query } from '../../navigation/router.ts'
import { paths } from '../../navigation/routes.ts'
import { api, type PersonView } from '../../requests/api.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { personDetails } from '../../ui/form/person-field.tsx'
import { SearchList } from '../../ui/search/search-list.tsx'
import { type Column, RowLink } from '../../ui/search/table.tsx'
import { ManyPeople } from './many-people.tsx'
import { PersonPage } from './person-page.tsx'
import { t } from './phrases.ts'
import { RestrictionChips } from './restriction-chips.tsx'

const FILTERS = ['all', 'restricted', 'reported', 'admins', 'bots'] as const

/** The users of the chat, or the page of one of them, as the address says. */
export function People({ widget_id, role }: { widget_id: number; role: WidgetRole }) {
  const user_id = query.value.get('user')
  return user_id === null ? (
    <PeopleList widget_id={widget_id} />
  ) : (
    <PersonPage
      key={user_id}
      widget_id={widget_id}
      user_id={user_id}
      readsLog={mayOpen('audit', role)}
      seesNotifications={mayOpen('notifications', role)}
    />
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
      look={{
        table: t('table'),
        name: 'people',
        columns: columns(widget_id),
        sorts: PEOPLE_ORDERS,
        sortOf: (wanted) => (wanted === '' ? '-seen' : 'name'),
        most: COUNTED_ROWS,
        nameOf: ({ user }) => `${user.name}, ${user.user_id}`,
        acts: (chosen, after) => <ManyPeople widget_id={widget_id} chosen={chosen} after={after} />,
      }}
      ask={async (asked, sort) => {
        const page = await api.call('people.list', { widget_id, query: { ...asked, sort, figures: '1' } })
        return { items: page.people, total: page.total, next: page.next }
      }}
      keyOf={({ user }) => user.user_id}
      emptyText={(wanted, filter) =>
        t(wanted || (filter !== 'all' && filter !== 'restricted') ? 'none_found' : filter === 'all' ? 'none' : NOBODY)
      }
    />
  )
}

const NOBODY = 'none_restricted'

const columns = (widget_id: number): readonly Column<PersonView>[] => [
  {
    id: 'name',
    title: t('column_name'),
    sort: 'asc',
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
  {
    id: 'id',
    title: t('id'),
    look: 'key',
    optional: 'shown',
    cell: ({ user }) => <bdi title={user.user_id}>{user.user_id}</bdi>,
  },
  {
    id: 'email',
    title: t('email'),
    look: 'key',
    optional: 'shown',
    cell: ({ email }) =>
      email !== null && (
        <a href={`mailto:${email}`} title={email}>
          <bdi>{email}</bdi>
        </a>
      ),
  },
  { id: 'role', title: t('column_role'), look: 'time', optional: 'hidden', cell: roleOf },
  {
    id: 'standing',
    title: t('column_standing'),
    optional: 'shown',
    cell: (person) =>
      (person.mute ?? person.ban ?? person.shadow) && (
        <span class="person-row-marks">
          <RestrictionChips person={person} isShort />
        </span>
      ),
  },
  {
    id: 'messages',
    title: t('column_messages'),
    look: 'number',
    sort: 'desc',
    optional: 'shown',
    cell: ({ figures }) => figures && formatNumber(figures.messages),
  },
  {
    id: 'reports',
    title: t('column_reports'),
    look: 'number',
    sort: 'desc',
    optional: 'shown',
    cell: ({ user, figures }) =>
      figures &&
      (figures.reports === 0 ? (
        <span class="table-none">0</span>
      ) : (
        <a href={`${paths.widget(widget_id, 'moderation')}?about=${encodeURIComponent(user.user_id)}`}>
          {formatNumber(figures.reports)}
        </a>
      )),
  },
  { id: 'seen', title: t('column_seen'), look: 'time', sort: 'desc', optional: 'shown', cell: seenCell },
  {
    id: 'created',
    title: t('column_created'),
    look: 'time',
    sort: 'desc',
    optional: 'wide',
    cell: ({ created_at }) =>
      created_at !== null && (
        <time dateTime={new Date(created_at).toISOString()} title={formatTime(created_at)}>
          {formatDate(created_at)}
        </time>
      ),
  },
]

function roleOf({ role, user }: PersonView): string {
  if (role === 'admin') return t('admin')
  if (user.bot) return t('bot')
  return t(user.guest ? 'guest' : 'role_user')
}

function seenCell({ online, last_seen }: PersonView) {
  if (online) return <span class="online">{t('online')}</span>
  if (last_seen === null) return null
  return (
    <time dateTime={new Date(last_seen).toISOString()} title={formatTime(last_seen)}>
      {formatAgo(last_seen, Date.now())}
    </time>
  )
}
