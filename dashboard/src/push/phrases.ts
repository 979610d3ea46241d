import { phrasesOf } from '../i18n/index.ts'

export const t = phrasesOf({
  en: {
    push: 'Notifications of this browser',
    push_hint: 'Also while the dashboard is closed, until you sign out here.',
    unsupported: 'This browser shows no notifications of this page.',
    ios: 'On an iPhone or iPad, first add this page to the home screen, and open it from there.',
    denied: 'Your browser does not allow notifications of this site. Allow them in its settings, then turn this on.',
    dismissed: 'Your browser has asked, and got no answer. Turn this on again, and press “Allow”.',
    failed: 'Your browser could not reach its push service. Try again later.',
  },
  ru: {
    push: 'Уведомления этого браузера',
    push_hint: 'И когда панель закрыта, пока вы не выйдете здесь из аккаунта.',
    unsupported: 'Этот браузер не показывает уведомлений этой страницы.',
    ios: 'На iPhone и iPad сначала добавьте эту страницу на экран «Домой» и откройте её оттуда.',
    denied: 'Браузер запретил уведомления этого сайта. Разрешите их в настройках браузера и включите снова.',
    dismissed: 'Браузер спросил и не получил ответа. Включите снова и нажмите «Разрешить».',
    failed: 'Браузер не смог обратиться к своей службе уведомлений. Попробуйте позже.',
  },
})
