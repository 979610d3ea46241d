import { query, setQuery } from '../../navigation/router.ts'
import { Button } from '../../ui/button.tsx'
import { SwitchField } from '../../ui/form/field.tsx'
import { PersonField } from '../../ui/form/person-field.tsx'
import { RoomField } from '../../ui/form/room-field.tsx'
import { usePickedQuery } from '../../ui/search/typed-query.ts'
import { DateField, dayEnd, dayStart } from '../widget/audit/date-field.tsx'
import { t } from './phrases.ts'

const TEXTS = ['user', 'peer', 'room'] as const
const FLAGS = ['file', 'flagged'] as const
const DAYS = ['from', 'to'] as const
const ROOM_NUMBER = /^[1-9]\d{0,14}$/
const ALL = [...TEXTS, ...FLAGS, ...DAYS]

/** The filters of the address, as the server takes them. */
export function readFilters(address: URLSearchParams): Record<string, string> {
  const filters: Record<string, string> = {}
  const [user, peer, room] = TEXTS.map((name) => address.get(name)?.trim() ?? '')
  if (user) filters.user = user
  if (user && peer) filters.peer = peer
  if (room && ROOM_NUMBER.test(room)) filters.room = room
  for (const name of FLAGS) if (address.get(name) === '1') filters[name] = '1'
  const since = dayStart(address.get('from') ?? '')
  const end = dayEnd(address.get('to') ?? '')
  if (since !== null) filters.since = String(since)
  if (end !== null) filters.until = String(end - 1)
  return filters
}

/** The monitor's filters, which the address has, so that a link shows the same. */
export function MonitorFilters({ widget_id }: { widget_id: number }) {
  const address = query.value
  const isFiltered = ALL.some((name) => address.has(name))
  return (
    <search class="filters">
      <Person widget_id={widget_id} name="user" />
      {address.get('user') && <Person widget_id={widget_id} name="peer" />}
      <Room widget_id={widget_id} />
      {DAYS.map((name) => (
        <DateField
          key={name}
          label={t(name)}
          name={name}
          value={address.get(name) ?? ''}
          onValue={(value) => setQuery({ [name]: value })}
        />
      ))}
      <div class="filters-switches">
        {FLAGS.map((name) => (
          <SwitchField
            key={name}
            label={t(name)}
            name={name}
            value={address.get(name) === '1'}
            onValue={(on) => setQuery({ [name]: on ? '1' : null })}
          />
        ))}
      </div>
      {isFiltered && (
        <div class="filters-act">
          <Button onClick={() => setQuery(Object.fromEntries(ALL.map((name) => [name, null])))}>{t('clear')}</Button>
        </div>
      )}
    </search>
  )
}

function Person({ widget_id, name }: { widget_id: number; name: 'user' | 'peer' }) {
  const picked = usePickedQuery(name)
  return <PersonField widget_id={widget_id} label={t(name)} hint={t('user_hint')} name={name} {...picked} />
}

function Room({ widget_id }: { widget_id: number }) {
  const picked = usePickedQuery('room')
  const asked = query.value.get('room')
  const error = asked === null || ROOM_NUMBER.test(asked.trim()) ? undefined : t('room_unknown')
  return (
    <RoomField widget_id={widget_id} label={t('room')} hint={t('room_hint')} name="room" error={error} {...picked} />
  )
}
