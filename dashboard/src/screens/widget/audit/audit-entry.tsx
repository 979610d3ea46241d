import { formatTime } from '../../../i18n/index.ts'
import { paths } from '../../../navigation/routes.ts'
import type { AuditEntryView } from '../../../requests/api.ts'
import type { Column } from '../../../ui/search/table.tsx'
import { t as tKey } from '../keys/key-phrases.ts'
import { changesOf, type Fact, factsOf } from './fact-words.ts'
import { actText, t } from './phrases.ts'

/**
 * Columns of the log: account, action, target, time and changes.
 * @param widget_id null: the log of the server, which has no links
 */
export const columns = (widget_id: number | null): readonly Column<AuditEntryView>[] => [
  {
    id: 'at',
    title: t('column_at'),
    look: 'time',
    sort: 'desc',
    cell: ({ at }) => (
      <time dateTime={new Date(at).toISOString()} title={new Date(at).toISOString()}>
        {formatTime(at)}
      </time>
    ),
  },
  {
    id: 'who',
    title: t('column_who'),
    look: 'key',
    optional: 'shown',
    cell: (entry) => (
      <bdi class="audit-who" title={actorOf(entry)}>
        {actorOf(entry)}
      </bdi>
    ),
  },
  { id: 'what', title: t('column_what'), cell: ({ action }) => <span class="audit-act">{actText(action)}</span> },
  {
    id: 'target',
    title: t('column_target'),
    look: 'key',
    optional: 'shown',
    cell: ({ action, target }) =>
      target !== null && <Target target={target} address={addressOf(widget_id, action, target)} />,
  },
  { id: 'values', title: t('column_values'), optional: 'shown', cell: ({ details }) => <Values details={details} /> },
  {
    id: 'address',
    title: t('column_address'),
    look: 'key',
    optional: 'hidden',
    cell: ({ address }) => address !== null && <bdi>{address}</bdi>,
  },
]

const actorOf = ({ account_id, actor }: AuditEntryView) => (account_id === null ? t('command_line') : actor)

function Target({ target, address }: { target: string; address: string | null }) {
  const text = <bdi>{targetText(target)}</bdi>
  return address === null ? (
    <span title={target}>{text}</span>
  ) : (
    <a href={address} title={target}>
      {text}
    </a>
  )
}

/** Changes of an action, or its input. */
export function Values({ details }: Pick<AuditEntryView, 'details'>) {
  if (details === null) return null
  const { changes, ...facts } = details
  const isRecord = (it: unknown): it is Record<string, unknown> => typeof it === 'object' && it !== null
  const shown: Fact[] = [...(isRecord(changes) ? changesOf(changes, t('changed')) : []), ...factsOf(facts)]
  if (shown.length === 0) return null
  return (
    <ul class="changes">
      {shown.map(({ name, before, after }) => (
        <li key={name}>
          <span class="change-name">{name}:</span>{' '}
          {before !== undefined && (
            <>
              <del>{before}</del> <span aria-hidden="true">→</span>{' '}
            </>
          )}
          <ins>{after}</ins>
        </li>
      ))}
    </ul>
  )
}

/** Address of the screen that shows the target of an action; null if no screen does. */
export function addressOf(widget_id: number | null, action: string, target: string): string | null {
  if (widget_id === null) return null
  const [noun] = action.split('.')
  const id = encodeURIComponent(target)
  switch (noun) {
    case 'people':
    case 'appeals':
      return `${paths.widget(widget_id, 'people')}?user=${id}`
    case 'widget_rooms':
      return `${paths.widget(widget_id, 'rooms')}?${action === 'widget_rooms.read' ? 'read' : 'room'}=${id}`
    case 'reports':
      return `${paths.widget(widget_id, 'moderation')}?report=${id}`
    case 'team':
      return paths.widget(widget_id, 'team')
    case 'webhooks':
      return paths.widget(widget_id, 'webhooks')
    case 'broadcasts':
      return paths.widget(widget_id, 'broadcasts')
    case 'widget_keys':
    case 'api_keys':
    case 'widget_bots':
      return paths.widget(widget_id, 'keys')
    default:
      return null
  }
}

/** The id of a report or a broadcast: its beginning is enough to distinguish it. */
const LONG_ID = /^[0-9a-f]{8}(?=-[0-9a-f]{4}-)/

/** Names of keys are in the catalog; all else is what people named. */
const targetText = (target: string): string => {
  return tKey.has(target) ? tKey(target) : (LONG_ID.exec(target)?.[0] ?? target)
}
