import { useSignal } from '@preact/signals'
import { phrasesOf } from '../../i18n/index.ts'
import { type Alert, alertsOn, setAlert } from '../../queue-alerts.ts'
import { Card } from '../../ui/card.tsx'
import { SwitchField } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { chime } from './alert-moderator.ts'

const say = phrasesOf({
  en: {
    title: 'Alerts',
    lead: 'For new reports, held messages and notes, while a page of this widget is open. For you, in this browser.',
    sound: 'Sound',
    sound_hint: 'A short chime.',
    notification: 'Notification',
    notification_hint: 'Shown by the browser while you look at another window or tab.',
    refused: 'Your browser does not allow notifications of this site. Allow them in its settings, then turn this on.',
  },
  ru: {
    title: 'Оповещения',
    lead:
      'О новых жалобах, сообщениях на проверку и просьбах, пока открыта ' +
      'страница этого виджета. Только для вас и в этом браузере.',
    sound: 'Звук',
    sound_hint: 'Короткий сигнал.',
    notification: 'Уведомление',
    notification_hint: 'Его покажет браузер, если вы смотрите в другое окно или вкладку.',
    refused: 'Браузер запретил уведомления этого сайта. Разрешите их в настройках браузера и включите снова.',
  },
})

/** How a moderator wants to learn of new work. */
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
    <Card title={say('title')} lead={say('lead')}>
      <SwitchField
        label={say('sound')}
        hint={say('sound_hint')}
        name="sound"
        value={on.includes('sound')}
        onValue={(wanted) => void choose('sound', wanted)}
      />
      {'Notification' in window && (
        <SwitchField
          label={say('notification')}
          hint={say('notification_hint')}
          name="notification"
          value={on.includes('notification')}
          onValue={(wanted) => void choose('notification', wanted)}
        />
      )}
      {refused.value && (
        <Notice kind="warning" role="status">
          {say('refused')}
        </Notice>
      )}
    </Card>
  )
}
