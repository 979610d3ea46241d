import { ROOM_TIMELINE_KINDS } from '@imbachat/protocol/moderation/orders'
import { paths } from '../../../navigation/routes.ts'
import { api, type RoomTimelineEntry } from '../../../requests/api.ts'
import { t as tTimeline } from '../../../ui/timeline/phrases.ts'
import { type EntryText, Timeline } from '../../../ui/timeline/timeline.tsx'
import { MessageContent } from '../../moderation/message-content.tsx'
import { t as tReports } from '../../moderation/phrases.ts'
import { decidedText, reportLink } from '../../people/timeline/person-timeline.tsx'
import { Values } from '../../widget/audit/audit-entry.tsx'
import { actText } from '../../widget/audit/phrases.ts'
import { t } from './phrases.ts'

interface Props {
  widget_id: number
  room_id: number
  /** the timeline is read again when this is another object */
  changed: object
}

/** Events of a room, and moderators' actions on it. */
export function RoomTimeline({ widget_id, room_id, changed }: Props) {
  return (
    <Timeline
      scope={`room ${room_id}`}
      lead={t('lead')}
      kinds={ROOM_TIMELINE_KINDS}
      kindText={kindText}
      changed={changed}
      ask={(kind, cursor) =>
        api.call('widget_rooms.timeline', {
          widget_id,
          params: { room_id: String(room_id) },
          query: { kind, ...(cursor !== null && { cursor }) },
        })
      }
      textOf={(entry) => textOf(widget_id, entry)}
    />
  )
}

function kindText(kind: (typeof ROOM_TIMELINE_KINDS)[number]): string {
  switch (kind) {
    case 'all':
    case 'messages':
    case 'files':
    case 'reports':
      return tTimeline(kind)
    case 'members':
    case 'settings':
      return t(kind)
  }
}

function textOf(widget_id: number, entry: RoomTimelineEntry): EntryText {
  const personLink = (user_id: string, name: string) => ({
    text: t('open_person', { name }),
    href: `${paths.widget(widget_id, 'people')}?user=${encodeURIComponent(user_id)}`,
  })
  switch (entry.kind) {
    case 'message': {
      const { user_id, name } = entry.sender
      return {
        head: entry.files > 0 ? t('sent_files', { name, count: entry.files }) : t('sent', { name }),
        words: entry.is_public ? (entry.text ?? tTimeline('deleted')) : '',
        link: personLink(user_id, name),
      }
    }
    case 'notice':
      return {
        head: entry.sender === null ? t('notice_site') : t('notice', { name: entry.sender.name }),
        more: <MessageContent text="" carries={entry.carries} files={[]} deleted="" />,
        link: entry.sender === null ? null : personLink(entry.sender.user_id, entry.sender.name),
      }
    case 'reported': {
      const reason = tReports(`reason_${entry.reason}`)
      const about = entry.about.name
      const head =
        entry.user === null
          ? t('reported_rule', { reason, about })
          : t('reported', { reason, about, name: entry.user.name })
      return { head, link: reportLink(widget_id, entry.report_id) }
    }
    case 'decided':
      return { head: decidedText(entry), link: reportLink(widget_id, entry.report_id) }
    case 'changed':
      return {
        head: t('changed', { act: actText(entry.action), name: entry.by }),
        more: <Values details={entry.details} />,
      }
  }
}
