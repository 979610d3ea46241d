import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, type ModeratedRoomView } from '../../api.ts'
import { formatAgo, formatNumber } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { useResource } from '../../resource.ts'
import { query, setQuery } from '../../router.ts'
import { paths } from '../../routes.ts'
import { useSubmit } from '../../submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { SelectField, SwitchField, TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FormError, LoadFailed } from '../../ui/notice.tsx'
import { say } from './phrases.ts'
import { Reader } from './reader.tsx'
import { RoomPage } from './room-page.tsx'

const FILTERS = ['all', 'public', 'closed', 'frozen'] as const
type Filter = (typeof FILTERS)[number]
/** Milliseconds after the last key until the server is asked. */
const TYPED_MS = 250

const numberOf = (text: string | null) => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null)

/** Groups and public rooms; or one of them, or any conversation to read, as the address says. */
export function Rooms({ widgetId }: { widgetId: number }) {
  const roomId = numberOf(query.value.get('room'))
  const readId = numberOf(query.value.get('read'))
  if (roomId === null && readId === null) return <RoomList widgetId={widgetId} />
  return (
    <>
      <a class="page-back" href={paths.widget(widgetId, 'rooms')}>
        <Icon name="back" />
        {say('back')}
      </a>
      {roomId !== null && <RoomPage key={roomId} widgetId={widgetId} roomId={roomId} />}
      <Reader key={readId ?? roomId} widgetId={widgetId} roomId={readId ?? roomId ?? 0} />
    </>
  )
}

function RoomList({ widgetId }: { widgetId: number }) {
  const wanted = query.value.get('q') ?? ''
  const filter = FILTERS.find((name) => name === query.value.get('filter')) ?? 'all'
  const typed = useSignal(wanted)
  const creating = useSignal(false)
  useEffect(() => {
    const timer = setTimeout(() => setQuery({ q: typed.value.trim() }), TYPED_MS)
    return () => clearTimeout(timer)
  }, [typed.value])

  return (
    <>
      <div class="filters">
        <TextField
          label={say('search')}
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
        <div class="filters-act">
          <Button
            icon="plus"
            onClick={() => {
              creating.value = true
            }}
          >
            {say('create')}
          </Button>
        </div>
      </div>
      <Found key={`${wanted} ${filter}`} widgetId={widgetId} wanted={wanted} filter={filter} />
      {creating.value && (
        <NewRoom
          widgetId={widgetId}
          onClose={() => {
            creating.value = false
          }}
        />
      )}
    </>
  )
}

function Found({ widgetId, wanted, filter }: { widgetId: number; wanted: string; filter: Filter }) {
  const page = (cursor: string | null) =>
    api.call('widget_rooms.list', {
      widgetId,
      query: { query: wanted, filter, limit: '30', ...(cursor !== null && { cursor }) },
    })
  const list = useResource(`${widgetId} ${wanted} ${filter}`, () => page(null))
  const now = list.now.value
  const more = useSubmit(async () => {
    if (now.state !== 'ready' || now.value.next === null) return
    const next = await page(now.value.next)
    list.set({ rooms: [...now.value.rooms, ...next.rooms], next: next.next })
  })
  if (now.state === 'loading') return <Loading lines={6} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={list.reload} />
  const { rooms, next } = now.value
  if (rooms.length === 0) return <p class="hint">{say(wanted || filter !== 'all' ? 'none_found' : 'none')}</p>
  return (
    <div class="stack">
      <ul class="widgets">
        {rooms.map((room) => (
          <li key={room.room_id}>
            <Row widgetId={widgetId} room={room} />
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

function Row({ widgetId, room }: { widgetId: number; room: ModeratedRoomView }) {
  const { room_id, title, member_count, messages, active_at, frozen, announcements, is_public } = room
  return (
    <a class="person-row" href={`${paths.widget(widgetId, 'rooms')}?room=${room_id}`}>
      <span class="person-row-words">
        <bdi class="person-row-name">{title ?? say('untitled')}</bdi>
        <span class="hint">
          {say('counts', { members: formatNumber(member_count), messages: formatNumber(messages) })} ·{' '}
          {formatAgo(active_at, Date.now())}
        </span>
      </span>
      <span class="person-row-marks">
        {is_public && <span class="chip">{say('public')}</span>}
        {announcements && <span class="chip">{say('announcements')}</span>}
        {frozen && <span class="chip chip-warning">{say('frozen')}</span>}
      </span>
    </a>
  )
}

function NewRoom({ widgetId, onClose }: { widgetId: number; onClose: () => void }) {
  const title = useSignal('')
  const description = useSignal('')
  const announcements = useSignal(false)
  const create = useSubmit(async () => {
    const body = { title: title.peek(), description: description.peek(), announcements: announcements.peek() }
    const { room } = await api.call('widget_rooms.create', { widgetId, body })
    toast(say('created'))
    onClose()
    setQuery({ room: String(room.room_id), q: null, filter: null }, { push: true })
  })
  return (
    <Confirm
      title={say('create')}
      act={say('create_act')}
      disabled={title.value.trim() === ''}
      pending={create.pending.value}
      error={create.error.value}
      fields={['title', 'description']}
      onConfirm={() => create.run()}
      onClose={onClose}
    >
      <p>{say('create_hint')}</p>
      <TextField
        label={say('title')}
        name="title"
        value={title.value}
        error={fieldText(create.error.value, 'title')}
        onValue={(value) => {
          title.value = value
        }}
      />
      <TextField
        label={say('description')}
        name="description"
        optional
        value={description.value}
        error={fieldText(create.error.value, 'description')}
        onValue={(value) => {
          description.value = value
        }}
      />
      <SwitchField
        label={say('announcements')}
        hint={say('announcements_hint')}
        name="announcements"
        value={announcements.value}
        onValue={(on) => {
          announcements.value = on
        }}
      />
    </Confirm>
  )
}
