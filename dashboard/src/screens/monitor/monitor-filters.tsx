import { query, setQuery } from '../../navigation/router.ts'
import { Button } from '../../ui/button.tsx'
import { SwitchField, TextField } from '../../ui/form/field.tsx'
import { useTypedQuery } from '../../ui/search/typed-query.ts'
import { DateField, dayEnd, dayStart } from '../widget/audit/date-field.tsx'
import { t } from './phrases.ts'

const TEXTS = ['user', 'peer', 'room'] as const
const FLAGS = ['file', 'flagged'] as const
const DAYS = ['from', 'to'] as const
const ALL = [...TEXTS, ...FLAGS, ...DAYS]

/** The filters of the address, as the server takes them. */
export function readFilters(address: URLSearchParams): Record<string, string> {
  const filters: Record<string, string> = {}
  const [user, peer, room] = TEXTS.map((name) => address.get(name)?.trim() ?? '')
  if (user) filters.user = user
  if (user && peer) filters.peer = peer
  if (room && /^[1-9]\d{0,14}$/.test(room)) filters.room = room
  for (const name of FLAGS) if (address.get(name) === '1') filters[name] = '1'
  const since = dayStart(address.get('from') ?? '')
  const end = dayEnd(address.get('to') ?? '')
  if (since !== null) filters.since = String(since)
  if (end !== null) filters.until = String(end - 1)
  return filters
}

/** The monitor's filters, which the address has, so that a link shows the same. */
export function MonitorFilters() {
  const address = query.value
  const isFiltered = ALL.some((name) => address.has(name))
  return (
    <search class="filters">
      <Typed name="user" hint={t('user_hint')} />
      {address.get('user') && <Typed name="peer" hint={t('user_hint')} />}
      <Typed name="room" />
      {DAYS.map((name) => (
        <DateField
          key={name}
          label={t(name)}
          name={name}
          value={address.get(name) ?? ''}
          onValue={(value) => setQuery({ [name]: value })}
        />
      ))}
      {FLAGS.map((name) => (
        <SwitchField
          key={name}
          label={t(name)}
          name={name}
          value={address.get(name) === '1'}
          onValue={(on) => setQuery({ [name]: on ? '1' : null })}
        />
      ))}
      {isFiltered && (
        <div class="filters-act">
          <Button onClick={() => setQuery(Object.fromEntries(ALL.map((name) => [name, null])))}>{t('clear')}</Button>
        </div>
      )}
    </search>
  )
}

function Typed({ name, hint }: { name: (typeof TEXTS)[number]; hint?: string }) {
  const typed = useTypedQuery(name)
  return (
    <TextField
      label={t(name)}
      hint={hint}
      name={name}
      type={name === 'room' ? 'number' : 'text'}
      value={typed.value}
      onValue={(value) => {
        typed.value = value
      }}
    />
  )
}
