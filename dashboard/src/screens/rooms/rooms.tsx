import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { ROOM_ORDERS } from '@imbachat/protocol/moderation/orders'
import { useSignal } from '@preact/signals'
import { mayOpen } from '../../frame/may-open.ts'
import { formatAgo, formatDate, formatNumber, formatTime } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { useActFromAddress } from '../../navigation/act-from-address.ts'
import { query, setQuery } from '../../navigation/router.ts'
import { paths } from '../../navigation/routes.ts'
import { api, type ModeratedRoomView } from '../../requests/api.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { SwitchField, TextField } from '../../ui/form/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { SearchList } from '../../ui/search/search-list.tsx'
import { type Column, RowLink } from '../../ui/search/table.tsx'
import { Deletions } from './delete-room.tsx'
import { ManyRooms } from './many-rooms.tsx'
import { t } from './phrases.ts'
import { Reader } from './reader.tsx'
import { RoomChips } from './room-chips.tsx'
import { RoomPage } from './room-page.tsx'

const FILTERS = ['all', 'public', 'closed', 'frozen', 'archived'] as const

const numberOf = (text: string | null) => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null)

/** Groups and public rooms; or one of them, or any conversation to read, as the address says. */
export function Rooms({ widget_id, role }: { widget_id: number; role: WidgetRole }) {
  const room_id = numberOf(query.value.get('room'))
  const readId = numberOf(query.value.get('read'))
  if (room_id === null && readId === null) return <RoomList widget_id={widget_id} />
  return (
    <>
      <a class="page-back" href={paths.widget(widget_id, 'rooms')}>
        <Icon name="back" />
        {t('back')}
      </a>
      {room_id === null ? (
        <Reader key={readId} widget_id={widget_id} room_id={readId ?? 0} />
      ) : (
        <RoomPage
          key={room_id}
          widget_id={widget_id}
          room_id={room_id}
          canDelete={role !== 'moderator'}
          readsLog={mayOpen('audit', role)}
        />
      )}
    </>
  )
}

function RoomList({ widget_id }: { widget_id: number }) {
  const creating = useSignal(false)
  useActFromAddress({
    new: () => {
      creating.value = true
    },
  })
  return (
    <>
      <SearchList
        scope={widget_id}
        label={t('search')}
        filterLabel={t('filter')}
        filters={FILTERS}
        filterText={(name) => t(`filter_${name}`)}
        look={{
          table: t('table'),
          name: 'rooms',
          columns: columns(widget_id),
          sorts: ROOM_ORDERS,
          sortOf: () => '-active',
          nameOf: ({ room_id, title }) => `${title ?? t('untitled')}, ${room_id}`,
          acts: (chosen, after) => <ManyRooms widget_id={widget_id} chosen={chosen} after={after} />,
        }}
        act={
          <Button
            icon="plus"
            onClick={() => {
              creating.value = true
            }}
          >
            {t('create')}
          </Button>
        }
        ask={async (asked, sort) => {
          const page = await api.call('widget_rooms.list', { widget_id, query: { ...asked, sort, figures: '1' } })
          return { items: page.rooms, total: page.total, next: page.next }
        }}
        keyOf={({ room_id }) => room_id}
        emptyText={(wanted, filter) => t(wanted || filter !== 'all' ? 'none_found' : 'none')}
      >
        <Deletions widget_id={widget_id} />
      </SearchList>
      {creating.value && (
        <NewRoom
          widget_id={widget_id}
          onClose={() => {
            creating.value = false
          }}
        />
      )}
    </>
  )
}

const columns = (widget_id: number): readonly Column<ModeratedRoomView>[] => [
  {
    id: 'title',
    title: t('column_title'),
    sort: 'asc',
    cell: ({ room_id, title }) => (
      <RowLink href={`${paths.widget(widget_id, 'rooms')}?room=${room_id}`} label={title ?? t('untitled')}>
        <bdi>{title ?? t('untitled')}</bdi>
      </RowLink>
    ),
  },
  { id: 'id', title: t('column_id'), look: 'key', optional: 'shown', cell: ({ room_id }) => <bdi>{room_id}</bdi> },
  {
    id: 'state',
    title: t('column_state'),
    optional: 'shown',
    cell: (room) => <RoomChips room={room} />,
  },
  {
    id: 'members',
    title: t('column_members'),
    look: 'number',
    sort: 'desc',
    optional: 'shown',
    cell: ({ member_count }) => formatNumber(member_count),
  },
  {
    id: 'messages',
    title: t('column_messages'),
    look: 'number',
    sort: 'desc',
    optional: 'shown',
    cell: ({ messages }) => formatNumber(messages),
  },
  {
    id: 'active',
    title: t('column_active'),
    look: 'time',
    sort: 'desc',
    optional: 'shown',
    cell: ({ active_at }) => (
      <time dateTime={new Date(active_at).toISOString()} title={formatTime(active_at)}>
        {formatAgo(active_at, Date.now())}
      </time>
    ),
  },
  {
    id: 'created',
    title: t('column_created'),
    look: 'time',
    sort: 'desc',
    optional: 'shown',
    cell: ({ created_at }) => (
      <time dateTime={new Date(created_at).toISOString()} title={formatTime(created_at)}>
        {formatDate(created_at)}
      </time>
    ),
  },
]

function NewRoom({ widget_id, onClose }: { widget_id: number; onClose: () => void }) {
  const title = useSignal('')
  const description = useSignal('')
  const announcements = useSignal(false)
  const create = useSubmit(async () => {
    const body = { title: title.peek(), description: description.peek(), announcements: announcements.peek() }
    const { room } = await api.call('widget_rooms.create', { widget_id, body })
    toast(t('created'))
    onClose()
    setQuery({ room: String(room.room_id), q: null, filter: null }, { push: true })
  })
  return (
    <Confirm
      title={t('create')}
      act={t('create_act')}
      disabled={title.value.trim() === '' && t('title_missing')}
      pending={create.pending.value}
      error={create.error.value}
      fields={['title', 'description']}
      onConfirm={() => create.run()}
      onClose={onClose}
    >
      <p>{t('create_hint')}</p>
      <TextField
        label={t('title')}
        name="title"
        value={title.value}
        error={fieldText(create.error.value, 'title')}
        onValue={(value) => {
          title.value = value
        }}
      />
      <TextField
        label={t('description')}
        name="description"
        optional
        value={description.value}
        error={fieldText(create.error.value, 'description')}
        onValue={(value) => {
          description.value = value
        }}
      />
      <SwitchField
        label={t('announcements')}
        hint={t('announcements_hint')}
        name="announcements"
        value={announcements.value}
        onValue={(on) => {
          announcements.value = on
        }}
      />
    </Confirm>
  )
}
