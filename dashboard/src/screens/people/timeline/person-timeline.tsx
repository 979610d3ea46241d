import { TIMELINE_KINDS } from '@imbachat/protocol/moderation/orders'
import { useEffect, useRef } from 'preact/hooks'
import { formatTime } from '../../../i18n/index.ts'
import { query, setQuery } from '../../../navigation/router.ts'
import { paths } from '../../../navigation/routes.ts'
import { api, type TimelineEntry } from '../../../requests/api.ts'
import { usePaged } from '../../../requests/paged.ts'
import { Card } from '../../../ui/card.tsx'
import { SelectField } from '../../../ui/form/field.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { More } from '../../../ui/search/more.tsx'
import { t as tReports } from '../../moderation/phrases.ts'
import { t as tPeople } from '../phrases.ts'
import { t } from './phrases.ts'

interface Props {
  widget_id: number
  user_id: string
  /** the timeline is read again when this is another object */
  changed: object
}

/** What a user did and what was done about them, by page. The kind that is shown stands in the address. */
export function PersonTimeline({ widget_id, user_id, changed }: Props) {
  const named = query.value.get('kind')
  const kind = TIMELINE_KINDS.find((one) => one === named) ?? 'all'
  const list = usePaged(
    `${user_id} ${kind}`,
    (cursor) =>
      api.call('people.timeline', { widget_id, query: { user_id, kind, ...(cursor !== null && { cursor }) } }),
    (shown, page) => ({
      ...page,
      entries: [...shown.entries, ...page.entries],
      complete: shown.complete && page.complete,
    }),
    'timeline',
  )
  const seen = useRef(changed)
  useEffect(() => {
    if (seen.current !== changed) void list.look()
    seen.current = changed
  }, [changed])
  const now = list.now.value
  return (
    <Card title={t('title')} lead={t('lead')}>
      <SelectField
        label={t('filter')}
        name="kind"
        value={kind}
        options={TIMELINE_KINDS.map((value) => ({ value, label: t(value) }))}
        onValue={(chosen) => setQuery({ kind: chosen === 'all' ? null : chosen })}
      />
      {now.state === 'loading' && <Loading lines={6} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={list.reload} />}
      {now.state === 'ready' && now.value.entries.length === 0 && <p class="hint">{t('none')}</p>}
      {now.state === 'ready' && now.value.entries.length > 0 && (
        <ol class="timeline">
          {now.value.entries.map((entry) => (
            <li key={entry.id} class={`timeline-entry timeline-${entry.kind}`}>
              <p class="timeline-head">
                <span>{headOf(entry)}</span>
                <time class="hint" dateTime={new Date(entry.at).toISOString()}>
                  {formatTime(entry.at)}
                </time>
              </p>
              <Words entry={entry} />
              <Link widget_id={widget_id} entry={entry} />
            </li>
          ))}
        </ol>
      )}
      {now.state === 'ready' && !now.value.complete && <p class="hint">{t('incomplete')}</p>}
      <More list={list} />
    </Card>
  )
}

function headOf(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'message': {
      const { title, peer } = entry.room
      const room = peer === null ? (title ?? t('untitled')) : t('dialog_with', { name: peer.name })
      return entry.files > 0 ? t('wrote_files', { count: entry.files, room }) : t('wrote', { room })
    }
    case 'reported': {
      const reason = tReports(`reason_${entry.reason}`)
      return entry.user === null ? t('reported_rule', { reason }) : t('reported', { reason, name: entry.user.name })
    }
    case 'reports':
      return t('reports_by', { name: entry.user?.name ?? '', reason: tReports(`reason_${entry.reason}`) })
    case 'decided':
      return t('decided', {
        name: entry.by,
        outcome: entry.outcome === null ? '' : tReports(`outcome_${entry.outcome}`),
      })
    case 'restricted':
    case 'lifted':
      return t(entry.kind, { kind: tPeople(`kind_${entry.restriction}`), name: entry.by })
    case 'note':
      return t('note', { name: entry.by })
    case 'first_seen':
    case 'site_sign_in':
      return t(entry.kind)
    case 'device':
      return t('device', { name: entry.name ?? '' })
  }
}

function Words({ entry }: { entry: TimelineEntry }) {
  const text =
    entry.kind === 'message' && entry.is_public
      ? (entry.text ?? t('deleted'))
      : entry.kind === 'note'
        ? entry.text
        : entry.kind === 'restricted'
          ? entry.reason
          : ''
  if (text === '') return null
  return (
    <p class="report-text" dir="auto">
      {text}
    </p>
  )
}

function Link({ widget_id, entry }: { widget_id: number; entry: TimelineEntry }) {
  if (entry.kind === 'message') {
    const { room_id, peer } = entry.room
    const how = peer === null ? 'room' : 'read'
    return <a href={`${paths.widget(widget_id, 'rooms')}?${how}=${room_id}`}>{t('open_room')}</a>
  }
  if (!('report_id' in entry)) return null
  return <a href={`${paths.widget(widget_id, 'moderation')}?report=${entry.report_id}`}>{t('open_report')}</a>
}
