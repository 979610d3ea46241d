import type { NotificationFigures, SentNotification } from '@imbachat/protocol/http/dashboard'
import { useSignal } from '@preact/signals'
import { formatNumber, formatTime } from '../../../i18n/index.ts'
import { api, type WidgetView } from '../../../requests/api.ts'
import { usePaged } from '../../../requests/paged.ts'
import { useResource } from '../../../requests/resource.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { SelectField } from '../../../ui/form/field.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { More } from '../../../ui/search/more.tsx'
import { ChoiceSetting } from '../settings/fields.tsx'
import { SettingsPage } from '../settings.tsx'
import { Mail } from './mail.tsx'
import { t } from './phrases.ts'

const STATES = ['any', 'sent', 'later', 'given_up', 'bounced'] as const
const WAYS = ['any', 'push', 'mail'] as const
const FIGURES = ['sent', 'opened', 'answered', 'unsubscribed', 'later', 'given_up', 'bounced'] as const
const LIMIT = '50'

interface NotificationsTabProps {
  widget: WidgetView
  onChanged: (widget: WidgetView) => void
}

/** How users who are away are reached, and what became of it. */
export function NotificationsTab({ widget, onChanged }: NotificationsTabProps) {
  const { widget_id } = widget
  return (
    <>
      <SettingsPage widget={widget} section="notifications" onChanged={onChanged}>
        {(form) => (
          <>
            <Card title={t('push_title')} lead={t('push_lead')}>
              <ChoiceSetting form={form} name="push_content" choices={['off', 'none', 'sender', 'text']} />
            </Card>
            <Mail form={form} widget_id={widget_id} />
          </>
        )}
      </SettingsPage>
      <Figures widget_id={widget_id} />
      <Log widget_id={widget_id} />
    </>
  )
}

function Figures({ widget_id }: { widget_id: number }) {
  const figures = useResource(widget_id, () => api.call('notifications.figures', { widget_id }))
  const now = figures.now.value
  return (
    <Card title={t('title')} lead={t('lead')}>
      {now.state === 'loading' && <Loading lines={3} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={figures.reload} />}
      {now.state === 'ready' && !now.value.channels.some(isUsed) && <p class="hint">{t('none_yet')}</p>}
      {now.state === 'ready' && now.value.channels.some(isUsed) && (
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('channel')}</th>
              {FIGURES.map((name) => (
                <th scope="col" key={name}>
                  {t(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {now.value.channels.map((channel) => (
              <tr key={channel.channel}>
                <th scope="row">{t(channel.channel)}</th>
                {FIGURES.map((name) => (
                  <td key={name}>{formatNumber(channel[name])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {now.state === 'ready' && now.value.waiting > 0 && (
        <p class="hint">{t('waiting', { count: now.value.waiting })}</p>
      )}
    </Card>
  )
}

const isUsed = ({ sent, later, given_up, bounced }: NotificationFigures): boolean =>
  sent + later + given_up + bounced > 0

function Log({ widget_id }: { widget_id: number }) {
  const state = useSignal<(typeof STATES)[number]>('any')
  const way = useSignal<(typeof WAYS)[number]>('any')
  const list = usePaged(
    `${widget_id} ${state.value} ${way.value}`,
    (cursor) =>
      api.call('notifications.list', {
        widget_id,
        query: {
          limit: LIMIT,
          ...(cursor !== null && { cursor }),
          ...(state.value !== 'any' && { state: state.value }),
          ...(way.value !== 'any' && { channel: way.value }),
        },
      }),
    (shown, page) => ({ ...page, notifications: [...shown.notifications, ...page.notifications] }),
  )
  const now = list.now.value
  const isFiltered = state.value !== 'any' || way.value !== 'any'
  return (
    <Card title={t('log')} lead={t('log_lead')}>
      <div class="inline-form">
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
  const { name, channel, state, rooms, at, problem, opened_at, answered_at, unsubscribed_at } = one
  const facts = [
    formatTime(at),
    t('rooms', { count: rooms }),
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
