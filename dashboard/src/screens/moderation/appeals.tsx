import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatTime } from '../../i18n/index.ts'
import { query } from '../../navigation/router.ts'
import { paths } from '../../navigation/routes.ts'
import { countReportsAgain, useQueueNews } from '../../reports/open-reports.ts'
import { type ApiError, type AppealView, api } from '../../requests/api.ts'
import { usePaged } from '../../requests/paged.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { More } from '../../ui/search/more.tsx'
import { t } from './appeals-phrases.ts'

/** Notes of muted and banned users to the moderators; hidden while there is nothing to read. */
export function Appeals({ widget_id }: { widget_id: number }) {
  const list = usePaged(
    widget_id,
    (cursor) => api.call('appeals.list', { widget_id, query: { limit: '20', ...(cursor !== null && { cursor }) } }),
    (shown, page) => ({ ...page, appeals: [...shown.appeals, ...page.appeals] }),
  )
  useQueueNews(list.reload)
  const now = list.now.value
  // the queue below shows the error, and the next request may succeed
  if (now.state !== 'ready' || now.value.appeals.length === 0) return null
  const reload = () => {
    list.reload()
    countReportsAgain()
  }
  return (
    // one line while a report is open, so that its decisions are in view
    <details class="card appeals" open={query.value.get('report') === null}>
      <summary class="appeals-head">
        <h2 class="card-title">{t('title')}</h2> <span class="hint">{t('lead')}</span>
      </summary>
      <div class="card-body">
        <ul class="entries">
          {now.value.appeals.map((appeal) => (
            <li key={appeal.restriction_id}>
              <Appeal widget_id={widget_id} appeal={appeal} onAnswered={reload} />
            </li>
          ))}
        </ul>
        <More list={list} />
      </div>
    </details>
  )
}

interface AppealProps {
  widget_id: number
  appeal: AppealView
  onAnswered: () => void
}

function Appeal({ widget_id, appeal, onAnswered }: AppealProps) {
  const { restriction_id, user, kind, text, restriction, created_at } = appeal
  const { name } = user
  const wanted = useSignal(false)
  const answer = useSubmit(async () => {
    const accept = wanted.peek()
    await api.call('appeals.answer', { widget_id, body: { restriction_id, accept } })
    toast(t(`${accept ? 'accepted' : 'declined'}_${kind}`, { name }))
    onAnswered()
  })
  const error = answer.error.value
  useRefusalToast(isTaken(error) ? null : error)
  useEffect(() => {
    if (!isTaken(error)) return
    toast(t('taken'), 'failed')
    onAnswered()
  }, [error])
  const press = (accept: boolean) => () => {
    wanted.value = accept
    answer.run()
  }
  const { until } = restriction
  const end = until === null ? t('for_good') : t('until', { time: formatTime(until) })
  return (
    <>
      <p>
        <a href={`${paths.widget(widget_id, 'people')}?user=${encodeURIComponent(user.user_id)}`}>
          <bdi class="report-author">{name}</bdi>
        </a>{' '}
        <span class="hint">{formatTime(created_at)}</span>
      </p>
      <p class="report-text" dir="auto">
        {text}
      </p>
      <p class="hint">
        {t(`given_${kind}`, { name: restriction.created_by, time: formatTime(restriction.created_at) })}, {end}
        {restriction.reason && ` · ${t('reason', { reason: restriction.reason })}`}
      </p>
      <div class="report-acts">
        <Button
          label={t('act_on', { act: t(`accept_${kind}`), name })}
          pending={answer.pending.value && wanted.value}
          onClick={press(true)}
        >
          {t(`accept_${kind}`)}
        </Button>
        <Button
          label={t('act_on', { act: t(`decline_${kind}`), name })}
          pending={answer.pending.value && !wanted.value}
          onClick={press(false)}
        >
          {t(`decline_${kind}`)}
        </Button>
      </div>
    </>
  )
}

const isTaken = (error: ApiError | null): boolean => error?.code === 'conflict'
