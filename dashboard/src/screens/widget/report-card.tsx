import { useSignal } from '@preact/signals'
import { api, type ReportView } from '../../api.ts'
import { formatTime, t } from '../../i18n/index.ts'
import { useResource } from '../../resource.ts'
import { useSubmit } from '../../submit.ts'
import { toast } from '../../toasts.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FormError, LoadFailed } from '../../ui/notice.tsx'

interface Props {
  widgetId: number
  report: ReportView
  onClosed: (report: ReportView) => void
}

/** One report. What users wrote is text here, never markup. */
export function ReportCard({ widgetId, report, onClosed }: Props) {
  const shown = useSignal(false)
  const asking = useSignal(false)
  const close = (outcome: 'dismissed' | 'deleted') => async () => {
    const done = await api.closeReport(widgetId, report.report_id, outcome)
    toast(t(outcome === 'deleted' ? 'reports.done_deleted' : 'reports.done_dismissed'))
    onClosed(done.report)
  }
  const dismiss = useSubmit(close('dismissed'))
  const remove = useSubmit(close('deleted'))
  const { user, reporter, reason, comment, text, seq, room_title } = report
  const place = room_title === null ? t('reports.in_dialog') : t('reports.in_room', { room: room_title })

  return (
    <Card
      title={t(`reports.reason_${reason}`)}
      lead={t('reports.by', { name: reporter.name, time: formatTime(report.created_at) })}
      aside={report.outcome && <span class="chip">{t(`reports.outcome_${report.outcome}`)}</span>}
    >
      <div class="report-about">
        <Avatar name={user.name} url={user.avatar_url} />
        <div class="report-words">
          <p class="report-author">
            <bdi>{user.name}</bdi> <span class="hint">{seq === null ? t('reports.person') : place}</span>
          </p>
          {seq !== null && (
            <p class="report-text" dir="auto">
              {text === null || text === '' ? t('reports.no_text') : text}
            </p>
          )}
        </div>
      </div>
      {comment && (
        <p class="report-comment" dir="auto">
          {t('reports.comment', { comment })}
        </p>
      )}
      {shown.value && <Context widgetId={widgetId} report={report} />}
      <FormError error={dismiss.error.value} fields={[]} />
      <div class="report-acts">
        <Button
          onClick={() => {
            shown.value = !shown.value
          }}
        >
          {t(shown.value ? 'reports.hide_context' : 'reports.show_context')}
        </Button>
        {report.outcome === null && (
          <Button pending={dismiss.pending.value} onClick={dismiss.run}>
            {t('reports.dismiss')}
          </Button>
        )}
        {report.outcome === null && seq !== null && (
          <Button
            kind="danger"
            onClick={() => {
              asking.value = true
            }}
          >
            {t('reports.delete')}
          </Button>
        )}
      </div>
      {asking.value && (
        <Confirm
          title={t('reports.delete_question')}
          act={t('reports.delete')}
          dangerous
          pending={remove.pending.value}
          error={remove.error.value}
          onConfirm={() => remove.run()}
          onClose={() => {
            asking.value = false
          }}
        >
          {t('reports.delete_hint')}
        </Confirm>
      )}
    </Card>
  )
}

/** The messages around the reported one, as they were when it was reported. */
function Context({ widgetId, report }: Pick<Props, 'widgetId' | 'report'>) {
  const loaded = useResource(report.report_id, () => api.report(widgetId, report.report_id))
  const now = loaded.now.value
  if (now.state === 'loading') return <Loading lines={3} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={loaded.reload} />
  return (
    <ol class="report-context" aria-label={t('reports.context')}>
      {now.value.messages.map(({ seq, sender, text, files, created_at }) => (
        <li key={seq} class={seq === report.seq ? 'reported' : ''}>
          <bdi class="report-author">{sender.name}</bdi> <span class="hint">{formatTime(created_at)}</span>
          <p class="report-text" dir="auto">
            {text ?? t('reports.was_deleted')}
            {files.map((file) => ` [${file}]`).join('')}
          </p>
        </li>
      ))}
    </ol>
  )
}
