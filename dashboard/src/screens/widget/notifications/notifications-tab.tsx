import type { NotificationFigures } from '@imbachat/protocol/http/dashboard'
import { formatNumber } from '../../../i18n/index.ts'
import { api, type WidgetView } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { Card } from '../../../ui/card.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { ChoiceSetting } from '../settings/fields.tsx'
import { SettingsPage } from '../settings.tsx'
import { Log } from './log.tsx'
import { Mail } from './mail.tsx'
import { t } from './phrases.ts'

const FIGURES = ['sent', 'opened', 'answered', 'unsubscribed', 'later', 'given_up', 'bounced'] as const

interface NotificationsTabProps {
  widget: WidgetView
  onChanged: (widget: WidgetView) => void
}

/** Ways to reach users who are away, with the number of sent notifications. */
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
