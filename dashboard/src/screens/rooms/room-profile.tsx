import { formatAgo, formatNumber, formatTime } from '../../i18n/index.ts'
import { paths } from '../../navigation/routes.ts'
import { api, type ModeratedRoomView } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { Card } from '../../ui/card.tsx'
import { Facts } from '../../ui/facts.tsx'
import { LoadFailed } from '../../ui/notice.tsx'
import { t } from './phrases.ts'

interface Props {
  widget_id: number
  room: ModeratedRoomView
  /** the reader may open the audit log */
  readsLog: boolean
}

/** The owner of a room, the number of its messages, and its state. */
export function RoomProfile({ widget_id, room, readsLog }: Props) {
  const { room_id, is_public, member_count, messages, created_at, active_at, description } = room
  const loaded = useResource(`${room_id} ${member_count}`, () =>
    api.call('widget_rooms.figures', { widget_id, params: { room_id: String(room_id) } }),
  )
  const now = loaded.now.value
  const figures = now.state === 'ready' ? now.value : null
  const moment = (at: number) => (
    <time dateTime={new Date(at).toISOString()} title={formatTime(at)}>
      {formatAgo(at, Date.now())}
    </time>
  )
  return (
    <Card title={t('profile')}>
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={loaded.reload} />}
      <Facts
        facts={[
          [t('column_id'), <bdi>{room_id}</bdi>],
          [t('kind'), t(is_public ? 'public' : 'filter_closed')],
          description !== null && description !== '' && [t('description'), <bdi>{description}</bdi>],
          figures !== null && [
            t('owner'),
            figures.owner === null ? (
              t('no_owner')
            ) : (
              <a href={`${paths.widget(widget_id, 'people')}?user=${encodeURIComponent(figures.owner.user_id)}`}>
                <bdi>{figures.owner.name}</bdi>
              </a>
            ),
          ],
          [t('column_members'), formatNumber(member_count)],
          [t('column_messages'), formatNumber(messages)],
          figures !== null && [t('messages_7_days'), formatNumber(figures.messages_7_days)],
          figures !== null && [t('messages_30_days'), formatNumber(figures.messages_30_days)],
          figures !== null && [
            t('reports'),
            t('reports_count', { all: formatNumber(figures.reports), open: formatNumber(figures.open_reports) }),
          ],
          [t('column_created'), moment(created_at)],
          [t('column_active'), moment(active_at)],
        ]}
      />
      {readsLog && (
        <p>
          <a href={paths.auditOf(widget_id, 'room', String(room_id))}>{t('audit_log')}</a>
        </p>
      )}
    </Card>
  )
}
