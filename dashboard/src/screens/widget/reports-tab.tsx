import { useSignal } from '@preact/signals'
import { api, type ReportView } from '../../api.ts'
import { t } from '../../i18n/index.ts'
import { useResource } from '../../resource.ts'
import { useSubmit } from '../../submit.ts'
import { Button } from '../../ui/button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FormError, LoadFailed } from '../../ui/notice.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { ReportCard } from './report-card.tsx'

type State = 'open' | 'closed'

/** What users reported, and what the owner does about it. */
export function ReportsTab({ widgetId }: { widgetId: number }) {
  const state = useSignal<State>('open')
  return (
    <Tabs
      label={t('reports.states')}
      tabs={[
        { id: 'open', label: t('reports.open') },
        { id: 'closed', label: t('reports.closed') },
      ]}
      chosen={state.value}
      onChoose={(chosen: State) => {
        state.value = chosen
      }}
    >
      <ReportList key={state.value} widgetId={widgetId} state={state.value} />
    </Tabs>
  )
}

function ReportList({ widgetId, state }: { widgetId: number; state: State }) {
  const list = useResource(`${widgetId}/${state}`, () => api.reports(widgetId, state, null))
  const now = list.now.value
  const more = useSubmit(async () => {
    if (now.state !== 'ready' || now.value.next === null) return
    const page = await api.reports(widgetId, state, now.value.next)
    list.set({ reports: [...now.value.reports, ...page.reports], next: page.next })
  })
  if (now.state === 'loading') return <Loading lines={4} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={list.reload} />
  const { reports, next } = now.value

  /** A deleted message closes all reports about it. */
  function closed(done: ReportView): void {
    const same = ({ report_id, room_id, seq }: ReportView) =>
      report_id === done.report_id || (done.outcome === 'deleted' && room_id === done.room_id && seq === done.seq)
    list.set({ reports: reports.filter((one) => !same(one)), next })
  }

  if (reports.length === 0 && next === null) {
    return <p class="hint">{t(state === 'open' ? 'reports.none_open' : 'reports.none_closed')}</p>
  }
  return (
    <div class="stack">
      {reports.map((report) => (
        <ReportCard key={report.report_id} widgetId={widgetId} report={report} onClosed={closed} />
      ))}
      <FormError error={more.error.value} fields={[]} />
      {next !== null && (
        <Button pending={more.pending.value} onClick={more.run}>
          {t('reports.more')}
        </Button>
      )}
    </div>
  )
}
