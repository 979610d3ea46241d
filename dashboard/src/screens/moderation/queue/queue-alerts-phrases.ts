import { phrasesOf } from '../../../i18n/index.ts'

export const t = phrasesOf({
  en: {
    title: 'Alerts',
    lead: 'For new reports, held messages and appeals. For you, in this browser.',
    sound: 'Sound',
    sound_hint: 'A short chime, while a page of this widget is open.',
    notification: 'While a page of this widget is open',
    notification_hint: 'A notification, while you look at another window or tab.',
    refused: 'Your browser does not allow notifications of this site. Allow them in its settings, then turn this on.',
  },
  ru: {
    title: 'Оповещения',
    lead: 'О новых жалобах, сообщениях на проверку и просьбах. Только для вас и в этом браузере.',
    sound: 'Звук',
    sound_hint: 'Короткий сигнал, пока открыта страница этого виджета.',
    notification: 'Пока открыта страница этого виджета',
    notification_hint: 'Уведомление, если вы смотрите в другое окно или вкладку.',
    refused: 'Браузер запретил уведомления этого сайта. Разрешите их в настройках браузера и включите снова.',
  },
})
