import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type ApiError, type AppealView, api } from '../../api.ts'
import { formatTime, phrasesOf } from '../../i18n/index.ts'
import { countReportsAgain } from '../../open-reports.ts'
import { usePaged } from '../../paged.ts'
import { useRefusalToast } from '../../refusal-toast.ts'
import { paths } from '../../routes.ts'
import { useSubmit } from '../../submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { More } from '../../ui/more.tsx'

const say = phrasesOf({
  en: {
    title: 'Notes from muted people',
    lead: 'Each may ask you once to think again. They see your answer at once.',
    muted: 'Muted by {name}, {time}',
    until: 'until {time}',
    for_good: 'for good',
    reason: 'Reason: {reason}',
    accept: 'Let them write',
    decline: 'Keep the mute',
    act_on: '{act}: {name}',
    accepted: '{name} can write again',
    declined: '{name} stays muted',
    taken: 'Another moderator has answered already',
  },
  ru: {
    title: 'Просьбы снять ограничение',
    lead: 'Каждый может попросить один раз. Ответ виден сразу.',
    muted: 'Запретил писать {name}, {time}',
    until: 'до {time}',
    for_good: 'навсегда',
    reason: 'Причина: {reason}',
    accept: 'Разрешить писать',
    decline: 'Оставить запрет',
    act_on: '{act}: {name}',
    accepted: '{name}: снова можно писать',
    declined: '{name}: запрет остаётся',
    taken: 'Другой модератор уже ответил',
  },
})

/** Milliseconds between two looks for new notes, while the page can be seen. */
const LOOK_MS = 5_000

/** What muted users say to the moderators; nothing while nobody waits. */
export function Appeals({ widgetId }: { widgetId: number }) {
  const list = usePaged(
    widgetId,
    (cursor) => api.call('appeals.list', { widgetId, query: { limit: '20', ...(cursor !== null && { cursor }) } }),
    (shown, page) => ({ ...page, appeals: [...shown.appeals, ...page.appeals] }),
  )
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) list.reload()
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [])
  const now = list.now.value
  // the queue below says what is wrong, and the next look finds out whether it is better then
  if (now.state !== 'ready' || now.value.appeals.length === 0) return null
  const reload = () => {
    list.reload()
    countReportsAgain()
  }
  return (
    <Card title={say('title')} lead={say('lead')}>
      <ul class="entries">
        {now.value.appeals.map((appeal) => (
          <li key={appeal.restriction_id}>
            <Appeal widgetId={widgetId} appeal={appeal} onAnswered={reload} />
          </li>
        ))}
      </ul>
      <More list={list} />
    </Card>
  )
}

interface AppealProps {
  widgetId: number
  appeal: AppealView
  onAnswered: () => void
}

function Appeal({ widgetId, appeal, onAnswered }: AppealProps) {
  const { restriction_id, user, text, restriction, created_at } = appeal
  const { name } = user
  const wish = useSignal(false)
  const answer = useSubmit(async () => {
    const accept = wish.peek()
    await api.call('appeals.answer', { widgetId, body: { restriction_id, accept } })
    toast(say(accept ? 'accepted' : 'declined', { name }))
    onAnswered()
  })
  const error = answer.error.value
  useRefusalToast(isTaken(error) ? null : error)
  useEffect(() => {
    if (!isTaken(error)) return
    toast(say('taken'), 'failed')
    onAnswered()
  }, [error])
  const press = (accept: boolean) => () => {
    wish.value = accept
    answer.run()
  }
  const { until } = restriction
  const end = until === null ? say('for_good') : say('until', { time: formatTime(until) })
  return (
    <>
      <p>
        <a href={`${paths.widget(widgetId, 'people')}?user=${encodeURIComponent(user.user_id)}`}>
          <bdi class="report-author">{name}</bdi>
        </a>{' '}
        <span class="hint">{formatTime(created_at)}</span>
      </p>
      <p class="report-text" dir="auto">
        {text}
      </p>
      <p class="hint">
        {say('muted', { name: restriction.created_by, time: formatTime(restriction.created_at) })}, {end}
        {restriction.reason && ` · ${say('reason', { reason: restriction.reason })}`}
      </p>
      <div class="report-acts">
        <Button
          label={say('act_on', { act: say('accept'), name })}
          pending={answer.pending.value && wish.value}
          onClick={press(true)}
        >
          {say('accept')}
        </Button>
        <Button
          label={say('act_on', { act: say('decline'), name })}
          pending={answer.pending.value && !wish.value}
          onClick={press(false)}
        >
          {say('decline')}
        </Button>
      </div>
    </>
  )
}

const isTaken = (error: ApiError | null): boolean => error?.code === 'conflict'
