import type { SentNotification } from '@imbachat/protocol/http/dashboard'
import { useSignal } from '@preact/signals'
import { formatTime } from '../../../i18n/index.ts'
import { query } from '../../../navigation/router.ts'
import { api } from '../../../requests/api.ts'
import { usePaged } from '../../../requests/paged.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { SelectField } from '../../../ui/form/field.tsx'
import { PersonField } from '../../../ui/form/person-field.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { More } from '../../../ui/search/more.tsx'
import { usePickedQuery } from '../../../ui/search/typed-query.ts'
import { OfUser } from './of-user.tsx'
import { t } from './phrases.ts'

const STATES = ['any', 'sent', 'later', 'given_up', 'bounced'] as const
const WAYS = ['any', 'push', 'mail'] as const
const LIMIT = '50'

/** What was sent, and why a user got nothing. The filter by user stands in the address. */
export function Log({ widget_id }: { widget_id: number }) {
  const state = useSignal<(typeof STATES)[number]>('any')
  const way = useSignal<(typeof WAYS)[number]>('any')
  const picked = usePickedQuery('user')
  const user_id = query.value.get('user') ?? ''
  const list = usePaged(
    `${widget_id} ${state.value} ${way.value} ${user_id}`,
    (cursor) =>
      api.call('notifications.list', {
        widget_id,
        query: {
          limit: LIMIT,
          ...(cursor !== null && { cursor }),
          ...(state.value !== 'any' && { state: state.value }),
          ...(way.value !== 'any' && { channel: way.value }),
          ...(user_id !== '' && { user_id }),
        },
      }),
    (shown, page) => ({ ...page, notifications: [...shown.notifications, ...page.notifications] }),
  )
  const now = list.now.value
  const isFiltered = state.value !== 'any' || way.value !== 'any' || user_id !== ''
  return (
    <Card title={t('log')} lead={t('log_lead')}>
      <div class="inline-form">
        <PersonField widget_id={widget_id} label={t('user')} name="user" {...picked} />
        <SelectField
          label={t('state')}
          name="state"
          value={state.value}
          options={STATES.map((value) => ({ value, label: t(`state_${value}`) }))}
          onValue={(value) => {
            state.value = value
          }}
        />
        <SelectField
          label={t('channel')}
          name="channel"
          value={way.value}
          options={WAYS.map((value) => ({ value, label: value === 'any' ? t('way_any') : t(value) }))}
          onValue={(value) => {
            way.value = value
          }}
        />
        <Button onClick={list.reload}>{t('refresh')}</Button>
      </div>
      {user_id !== '' && <OfUser widget_id={widget_id} user_id={user_id} />}
      {now.state === 'loading' && <Loading lines={3} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={list.reload} />}
      {now.state === 'ready' && now.value.notifications.length === 0 && (
        <p class="hint">{t(isFiltered ? 'log_none_filter' : 'log_none')}</p>
      )}
      {now.state === 'ready' && now.value.notifications.length > 0 && (
        <ul class="rows" aria-label={t('log')}>
          {now.value.notifications.map((one) => (
            <LogRow key={one.notification_id} one={one} />
          ))}
        </ul>
      )}
      <More list={list} />
    </Card>
  )
}

function LogRow({ one }: { one: SentNotification }) {
  const { name, channel, state, rooms, at, problem, waited, opened_at, answered_at, unsubscribed_at } = one
  const facts = [
    formatTime(at),
    t('rooms', { count: rooms }),
    waited !== null && t(`waited_${waited}`),
    opened_at !== null && t('was_opened', { time: formatTime(opened_at) }),
    answered_at !== null && t('was_answered', { time: formatTime(answered_at) }),
    unsubscribed_at !== null && t('was_unsubscribed', { time: formatTime(unsubscribed_at) }),
  ].filter((fact) => fact !== false)
  return (
    <li class="row">
      <div class="row-words">
        <span class="row-title">
          <bdi>{name}</bdi> · {t(channel)} · {t(`was_${state}`)}
        </span>
        <span class="row-note">{facts.join(' · ')}</span>
        {problem !== null && (
          <span class="row-note" dir="auto">
            {problem}
          </span>
        )}
      </div>
    </li>
  )
}
