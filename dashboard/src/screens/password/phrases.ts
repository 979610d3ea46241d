import { phrasesOf } from '../../i18n/index.ts'

/** The pages of a forgotten password. */
export const t = phrasesOf({
  en: {
    forgot_title: 'Forgot your password?',
    forgot_lead: 'Enter your email. If it has an account, we’ll send a link to set a new password.',
    forgot_submit: 'Send link',
    sent_title: 'Check your email',
    sent_lead: 'If {email} has an account, a link is on its way. It works for one hour.',
    sent_hint: 'Nothing there? Check your spam folder, or ask the administrator of the server.',
    back: 'Back to sign-in',
    reset_title: 'New password',
    reset_lead: 'For {email}. All open sessions of this account end.',
    reset_submit: 'Set password',
    reset_done: 'The password is set. Sign in with it.',
    reset_invalid_title: 'This link no longer works',
    reset_invalid: 'It was used, replaced, or has expired, or the password has changed since. Request a new one.',
  },
  ru: {
    forgot_title: 'Забыли пароль?',
    forgot_lead: 'Введите адрес почты. Если с ним связан аккаунт, мы пришлём ссылку для смены пароля.',
    forgot_submit: 'Прислать ссылку',
    sent_title: 'Проверьте почту',
    sent_lead: 'Если с адресом {email} связан аккаунт, ссылка уже отправлена. Она действует один час.',
    sent_hint: 'Письма нет? Загляните в «Спам» или обратитесь к администратору сервера.',
    back: 'Вернуться ко входу',
    reset_title: 'Новый пароль',
    reset_lead: 'Для {email}. Все открытые сеансы завершатся.',
    reset_submit: 'Сохранить пароль',
    reset_done: 'Пароль сохранён. Войдите с новым паролем.',
    reset_invalid_title: 'Ссылка больше не действует',
    reset_invalid: 'Её уже использовали или заменили, срок вышел, или пароль с тех пор изменился. Запросите новую.',
  },
})
