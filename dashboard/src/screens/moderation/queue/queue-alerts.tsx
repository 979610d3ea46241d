import { useSignal } from '@preact/signals'
import { BrowserPush } from '../../../push/browser-push.tsx'
import { type Alert, alertsOn, setAlert } from '../../../reports/queue-alerts.ts'
import { Card } from '../../../ui/card.tsx'
import { SwitchField } from '../../../ui/form/field.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { chime } from '../alert-moderator.ts'
import { t } from './queue-alerts-phrases.ts'

/** Lets a moderator choose the alerts of new work. */
export function QueueAlerts() {
  const on = alertsOn()
  const refused = useSignal(false)

  async function choose(alert: Alert, wanted: boolean): Promise<void> {
    refused.value = false
    if (alert === 'sound' && wanted) chime()
    if (alert === 'notification' && wanted && (await Notification.requestPermission()) !== 'granted') {
      refused.value = true
      // the switch goes back
      return setAlert(alert, false)
    }
    setAlert(alert, wanted)
  }

  return (
    <Card title={t('title')} lead={t('lead')}>
      <SwitchField
        label={t('sound')}
        hint={t('sound_hint')}
        name="sound"
        value={on.includes('sound')}
        onValue={(wanted) => void choose('sound', wanted)}
      />
      {'Notification' in window && (
        <SwitchField
          label={t('notification')}
          hint={t('notification_hint')}
          name="notification"
          value={on.includes('notification')}
          onValue={(wanted) => void choose('notification', wanted)}
        />
      )}
      <BrowserPush />
      {refused.value && (
        <Notice kind="warning" role="status">
          {t('refused')}
        </Notice>
      )}
    </Card>
  )
}
