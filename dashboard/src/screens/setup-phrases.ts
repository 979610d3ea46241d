import { phrasesOf } from '../i18n/index.ts'

export const t = phrasesOf({
  en: {
    title: 'Create your account',
    lead: "This server is new. You'll be its owner.",
    submit: 'Create account',
    password_hint: 'At least 10 characters. A few unrelated words work well.',
    no_token: 'This link is incomplete. Copy all of it from the terminal, including the part after #.',
    closed_title: 'This server already has an account',
    closed_lead: 'The setup link has been used. Sign in instead.',
    refused: 'This link has expired. The server prints a new one each time it starts without an account.',
  },
  ru: {
    title: 'Создайте аккаунт',
    lead: 'Это новый сервер. Вы станете его владельцем.',
    submit: 'Создать аккаунт',
    password_hint: 'Не меньше 10 символов. Подойдут несколько не связанных между собой слов.',
    no_token: 'Ссылка неполная. Скопируйте её из терминала целиком, вместе с частью после #.',
    closed_title: 'У этого сервера уже есть аккаунт',
    closed_lead: 'Одноразовая ссылка уже использована. Войдите в аккаунт.',
    refused: 'Ссылка больше не действует. Пока аккаунта нет, сервер выводит новую при каждом запуске.',
  },
})
