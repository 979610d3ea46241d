import { phrasesOf } from '../i18n/index.ts'

export const t = phrasesOf({
  en: {
    title: 'Sign in',
    lead: 'Manage your chat',
    email: 'Email',
    password: 'Password',
    submit: 'Sign in',
    forgot: 'Forgot password?',
    code: 'Code from your app',
    code_hint: 'Or one of your recovery codes.',
    code_wrong: 'Wrong code. Enter the one that your app shows now.',
    over: 'That took too long, or too many codes were wrong. Enter your password again.',
    again: 'Use another account',
    wrong: 'Wrong email or password.',
    disabled: 'This account is disabled. Ask the administrator of the server.',
    setup_open:
      'This server has no account yet. Open the one-time setup link that ' +
      'it printed at startup, in the terminal or its log.',
    ended_title: 'Your session has expired',
    ended_lead: "Sign in to continue. What you've typed is still here.",
  },
  ru: {
    title: 'Вход',
    lead: 'Управление вашим чатом',
    email: 'Почта',
    password: 'Пароль',
    forgot: 'Забыли пароль?',
    submit: 'Войти',
    code: 'Код из приложения',
    code_hint: 'Или один из резервных кодов.',
    code_wrong: 'Неверный код. Введите тот, что сейчас показывает приложение.',
    over: 'Прошло слишком много времени или попыток. Введите пароль ещё раз.',
    again: 'Войти в другой аккаунт',
    wrong: 'Неверная почта или пароль.',
    disabled: 'Этот аккаунт отключён. Обратитесь к администратору сервера.',
    setup_open:
      'На этом сервере ещё нет аккаунтов. Откройте одноразовую ссылку, которую сервер вывел при запуске: она в ' +
      'терминале или в журнале.',
    ended_title: 'Сеанс истёк',
    ended_lead: 'Войдите, чтобы продолжить. Всё, что вы ввели, сохранилось.',
  },
})
