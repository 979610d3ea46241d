import { TIMELINE_KINDS } from '@imbachat/protocol/moderation/orders'
import { paths } from '../../../navigation/routes.ts'
import { api, type TimelineEntry } from '../../../requests/api.ts'
import { t as tTimeline } from '../../../ui/timeline/phrases.ts'
import { type EntryText, Timeline } from '../../../ui/timeline/timeline.tsx'
import { t as tReports } from '../../moderation/phrases.ts'
import { t as tPeople } from '../phrases.ts'
import { t } from './phrases.ts'

interface Props {
  widget_id: number
  user_id: string
  /** the timeline is read again when this is another object */
  changed: object
}

/** Events of a user, and moderators' actions on them. */
export function PersonTimeline({ widget_id, user_id, changed }: Props) {
  return (
    <Timeline
      scope={user_id}
      lead={t('lead')}
      kinds={TIMELINE_KINDS}
      kindText={kindText}
      changed={changed}
      ask={(kind, cursor) =>
        api.call('people.timeline', { widget_id, query: { user_id, kind, ...(cursor !== null && { cursor }) } })
      }
      textOf={(entry) => ({ head: headOf(entry), words: wordsOf(entry), link: linkOf(widget_id, entry) })}
    />
  )
}

function kindText(kind: (typeof TIMELINE_KINDS)[number]): string {
  switch (kind) {
    case 'all':
    case 'messages':
    case 'files':
    case 'reports':
      return tTimeline(kind)
    case 'restrictions':
    case 'notes':
    case 'devices':
      return t(kind)
  }
}

function headOf(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'message': {
      const { title, peer } = entry.room
      const room = peer === null ? (title ?? tTimeline('untitled')) : t('dialog_with', { name: peer.name })
      return entry.files > 0 ? t('wrote_files', { count: entry.files, room }) : tTimeline('wrote', { room })
    }
    case 'reported': {
      const reason = tReports(`reason_${entry.reason}`)
      return entry.user === null ? t('reported_rule', { reason }) : t('reported', { reason, name: entry.user.name })
    }
    case 'reports':
      return t('reports_by', { name: entry.user?.name ?? '', reason: tReports(`reason_${entry.reason}`) })
    case 'decided':
      return decidedText(entry)
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

/** A room's timeline has decisions, too. */
export const decidedText = ({ by, outcome }: Extract<TimelineEntry, { kind: 'decided' }>): string =>
  tTimeline('decided', { name: by, outcome: outcome === null ? '' : tReports(`outcome_${outcome}`) })

function wordsOf(entry: TimelineEntry): string {
  if (entry.kind === 'message') return entry.is_public ? (entry.text ?? tTimeline('deleted')) : ''
  if (entry.kind === 'note') return entry.text
  return entry.kind === 'restricted' ? entry.reason : ''
}

function linkOf(widget_id: number, entry: TimelineEntry): NonNullable<EntryText['link']> | null {
  if (entry.kind === 'message') {
    const { room_id, peer } = entry.room
    const how = peer === null ? 'room' : 'read'
    return { text: tTimeline('open_room'), href: `${paths.widget(widget_id, 'rooms')}?${how}=${room_id}` }
  }
  return 'report_id' in entry ? reportLink(widget_id, entry.report_id) : null
}

export const reportLink = (widget_id: number, report_id: string) => ({
  text: tTimeline('open_report'),
  href: `${paths.widget(widget_id, 'moderation')}?report=${report_id}`,
})
