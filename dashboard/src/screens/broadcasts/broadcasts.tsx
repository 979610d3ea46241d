import { mayActAs, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { formatNumber, formatTime } from '../../i18n/index.ts'
import { api, type BroadcastView } from '../../requests/api.ts'
import { usePaged } from '../../requests/paged.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useSubmit } from '../../requests/submit.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { usePolling } from '../../ui/hooks/use-polling.ts'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed } from '../../ui/notice.tsx'
import { More } from '../../ui/search/more.tsx'
import { TaskProgress } from '../../ui/task-progress.tsx'
import { NewBroadcast } from './new-broadcast.tsx'
import { t } from './phrases.ts'

/** A new broadcast for those who may send one, and all that were sent. */
export function Broadcasts({ widget_id, role }: { widget_id: number; role: WidgetRole }) {
  const list = usePaged(
    widget_id,
    (cursor) => api.call('broadcasts.list', { widget_id, query: { limit: '20', ...(cursor !== null && { cursor }) } }),
    (shown, page) => ({ ...page, broadcasts: [...shown.broadcasts, ...page.broadcasts] }),
  )
  const now = list.now.value
  const runs = now.state === 'ready' && now.value.broadcasts.some(({ state }) => state === 'running')
  usePolling(runs, list.look)
  return (
    <>
      {mayActAs(role, 'admin') && <NewBroadcast widget_id={widget_id} onSent={list.reload} />}
      <Card title={t('history')}>
        {now.state === 'loading' && <Loading lines={4} />}
        {now.state === 'failed' && <LoadFailed error={now.error} onRetry={list.reload} />}
        {now.state === 'ready' && now.value.broadcasts.length === 0 && <p class="hint">{t('none')}</p>}
        {now.state === 'ready' && (
          <ul class="entries">
            {now.value.broadcasts.map((broadcast) => (
              <li key={broadcast.broadcast_id}>
                <Entry widget_id={widget_id} role={role} broadcast={broadcast} onStopped={list.reload} />
              </li>
            ))}
          </ul>
        )}
        <More list={list} />
      </Card>
    </>
  )
}

interface EntryProps {
  widget_id: number
  role: WidgetRole
  broadcast: BroadcastView
  onStopped: () => void
}

function Entry({ widget_id, role, broadcast, onStopped }: EntryProps) {
  const { broadcast_id, sender, text, active_days, listed, state, stopped_for, total, sent, skipped } = broadcast
  const stop = useSubmit(async () => {
    await api.call('broadcasts.stop', { widget_id, params: { broadcast_id }, body: {} })
    onStopped()
  })
  useRefusalToast(stop.error.value)
  const to =
    listed !== null
      ? t('listed', { count: listed })
      : active_days === null
        ? t('all')
        : t('active', { days: active_days })
  const counts = { sent: formatNumber(sent), total: formatNumber(total) }
  const missed = skipped > 0 ? ` · ${t('skipped', { count: formatNumber(skipped) })}` : ''
  return (
    <>
      <p class="report-text" dir="auto">
        {text}
      </p>
      <TaskProgress
        title={`${t('from', { name: sender.name })}, ${to}`}
        status={`${t(stopped_for === null ? state : `stopped_${stopped_for}`, counts)}${missed}`}
        progress={state === 'running' ? { done: sent + skipped, total } : null}
      >
        {mayActAs(role, 'admin') && (
          <Button pending={stop.pending.value} onClick={stop.run}>
            {t('stop')}
          </Button>
        )}
      </TaskProgress>
      <p class="hint">{t('by', { name: broadcast.created_by, time: formatTime(broadcast.created_at) })}</p>
    </>
  )
}
