import { useSignal } from '@preact/signals'
import { formatAgo, formatNumber } from '../../i18n/index.ts'
import { query, setQuery } from '../../navigation/router.ts'
import { api, type ServerJob } from '../../requests/api.ts'
import { usePaged } from '../../requests/paged.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed } from '../../ui/notice.tsx'
import { More } from '../../ui/search/more.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { t } from './phrases.ts'

const STATES = ['failed', 'waiting', 'running'] as const
/** The server counts up to here. */
const MOST_COUNTED = 1_000

export function Jobs() {
  const named = query.value.get('state')
  const state = STATES.find((name) => name === named) ?? 'failed'
  return (
    <Card title={t('jobs')} lead={t('jobs_lead')}>
      <Tabs
        label={t('jobs_state')}
        tabs={STATES.map((id) => ({ id, label: t(`jobs_${id}`) }))}
        chosen={state}
        onChoose={(id) => setQuery({ state: id === 'failed' ? null : id })}
      >
        <List key={state} state={state} />
      </Tabs>
    </Card>
  )
}

function List({ state }: { state: (typeof STATES)[number] }) {
  const asked = useSignal<{ kind: 'replay_all' } | { kind: 'delete'; job: ServerJob } | null>(null)
  const list = usePaged(
    state,
    (cursor) => api.call('server.jobs', { query: { state, limit: '30', ...(cursor !== null && { cursor }) } }),
    (shown, page) => ({ ...page, jobs: [...shown.jobs, ...page.jobs] }),
  )
  const act = useSubmit(async () => {
    const what = asked.value
    if (what === null) return
    if (what.kind === 'replay_all') await api.call('server.replay_jobs')
    else await api.call('server.delete_job', { params: nameOf(what.job) })
    asked.value = null
    toast(t(what.kind === 'delete' ? 'did_delete' : 'did_replay'))
    list.reload()
  })
  const now = list.now.value
  if (now.state === 'loading') return <Loading lines={5} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={list.reload} />
  const { jobs, counts } = now.value
  if (jobs.length === 0) return <p class="hint">{t(`no_jobs_${state}`)}</p>
  const count = counts[state]
  return (
    <div class="stack">
      <div class="row-acts">
        <span class="hint">
          {t('jobs_count', { count: `${formatNumber(count)}${count >= MOST_COUNTED ? '+' : ''}` })}
        </span>
        {state === 'failed' && (
          <Button
            icon="rotate"
            onClick={() => {
              act.clear()
              asked.value = { kind: 'replay_all' }
            }}
          >
            {t('replay_all')}
          </Button>
        )}
      </div>
      <ul class="rows">
        {jobs.map((job) => (
          <JobRow
            key={`${job.widget_id} ${job.job_id}`}
            job={job}
            onChanged={list.reload}
            onDelete={() => {
              act.clear()
              asked.value = { kind: 'delete', job }
            }}
          />
        ))}
      </ul>
      <More list={list} />
      {asked.value !== null && (
        <Confirm
          title={t(asked.value.kind === 'delete' ? 'ask_delete_job' : 'ask_replay_all')}
          act={t(asked.value.kind === 'delete' ? 'delete' : 'replay_all')}
          dangerous={asked.value.kind === 'delete'}
          pending={act.pending.value}
          error={act.error.value}
          onConfirm={() => act.run()}
          onClose={() => {
            asked.value = null
          }}
        >
          <p>{t(asked.value.kind === 'delete' ? 'about_delete_job' : 'about_replay_all')}</p>
        </Confirm>
      )}
    </div>
  )
}

const nameOf = ({ widget_id, job_id }: ServerJob) => ({ widget_id: String(widget_id), job_id })

interface JobRowProps {
  job: ServerJob
  onChanged: () => void
  onDelete: () => void
}

function JobRow({ job, onChanged, onDelete }: JobRowProps) {
  const replay = useSubmit(async () => {
    await api.call('server.replay_job', { params: nameOf(job) })
    toast(t('did_replay'))
    onChanged()
  })
  useRefusalToast(replay.error.value)
  const now = Date.now()
  const when =
    job.state === 'waiting' && job.run_at !== null && job.run_at > now
      ? t('begins', { in: formatAgo(job.run_at, now) })
      : t('added', { ago: formatAgo(job.created_at, now) })
  return (
    <li class="row">
      <div class="row-words">
        <span class="row-title">{job.kind}</span>
        <span class="row-note">{`${job.widget_id === 0 ? t('of_server') : `DEV_ID ${job.widget_id}`} · ${when} · ${t('tries', { tries: job.tries })}`}</span>
        {job.error !== null && (
          <span class="changes">
            <code>{job.error}</code>
          </span>
        )}
      </div>
      {job.state === 'failed' && (
        <div class="row-acts">
          <Button
            kind="quiet"
            label={`${t('replay')}: ${job.kind} ${job.job_id}`}
            pending={replay.pending.value}
            onClick={replay.run}
          >
            {t('replay')}
          </Button>
          <Button kind="quiet" label={`${t('delete')}: ${job.kind} ${job.job_id}`} onClick={onDelete}>
            {t('delete')}
          </Button>
        </div>
      )}
    </li>
  )
}
